"""Which agencies an assessment is shown to, named one by one, and links for those without an account."""

from __future__ import annotations

from rest_framework import serializers

from assessments.api.shapes.refs import AgencyRef, PersonRef
from assessments.models import Grant, ShareLink
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


class ShareLinkRead(serializers.ModelSerializer):
    """One link: what it shows, for whom, until when, and how often it was opened. Never its secret."""

    version = serializers.IntegerField(source="version.number", help_text="The number of the version.")
    by = PersonRef()
    revoked_by = PersonRef(allow_null=True)
    is_live = serializers.BooleanField(help_text="False once it is revoked or `until` has been.")

    class Meta:
        model = ShareLink
        fields = [
            *("id", "version", "shows_later", "for_whom", "reason", "until", "is_live", "by", "at"),
            *("revoked_by", "revoked_at", "opened", "last_opened"),
        ]


class ShareLinkMade(ShareLinkRead):
    """The same with its address, which is told this once; the secret is what stands after the #."""

    address = serializers.CharField()

    class Meta(ShareLinkRead.Meta):
        fields = [*ShareLinkRead.Meta.fields, "address"]


class ShareLinkWrite(Strict):
    """What to show by its number, for whom, the last day (a year from today at most), and why."""

    version = serializers.IntegerField(min_value=1)
    shows_later = serializers.BooleanField(default=False, help_text="Also those approved after it.")
    for_whom = serializers.CharField(max_length=200)
    until = serializers.DateField()
    reason = serializers.CharField(max_length=2_000, allow_blank=True, default="")
