"""Which agencies an assessment is shown to, named one by one."""

from __future__ import annotations

from rest_framework import serializers

from assessments.api.shapes.refs import AgencyRef, PersonRef
from assessments.models import Grant
from registry.api.fields import Strict, VisibleField
from registry.models import Agency


class GrantRead(serializers.ModelSerializer):
    """One agency it is shown to; an ended one is kept to be seen until it is taken away."""

    agency = AgencyRef()
    by = PersonRef()
    is_live = serializers.BooleanField(help_text="False once `until` has been.")

    class Meta:
        model = Grant
        fields = ["agency", "until", "is_live", "reason", "by", "at"]


class GrantWrite(Strict):
    """The agency, the last day it may see it (none: until it is taken back), and why."""

    agency = VisibleField(Agency)
    until = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=2_000, allow_blank=True, default="")
