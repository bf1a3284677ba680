"""Requests to be shown an assessment, and answers to them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.shapes.refs import AgencyRef, AssessmentRef, PersonRef
from assessments.asking import deeds_on_request
from assessments.models import AccessRequest
from registry.api.fields import Strict, VisibleField
from registry.models import Agency


class RequestDoings(serializers.Serializer):
    """What the asker can do with the request now."""

    answer = serializers.BooleanField()
    withdraw = serializers.BooleanField()


class RequestRead(serializers.ModelSerializer):
    """Which agency asks to be shown what, why, and the answer; `until` is the last day it was given."""

    assessment = serializers.SerializerMethodField()
    agency = AgencyRef()
    by = PersonRef()
    answered_by = PersonRef(allow_null=True)
    can = serializers.SerializerMethodField()

    class Meta:
        model = AccessRequest
        fields = [
            "id",
            "assessment",
            "agency",
            "reason",
            "by",
            "at",
            "state",
            "until",
            "answer",
            "answered_by",
            "answered_at",
            "can",
        ]

    @extend_schema_field(AssessmentRef(allow_null=True))
    def get_assessment(self, found: AccessRequest) -> dict[str, object] | None:
        """Null once you may not know of it any more."""
        return dict(AssessmentRef(found.assessment).data) if found.is_known else None

    @extend_schema_field(RequestDoings)
    def get_can(self, found: AccessRequest) -> dict[str, bool]:
        """Each deed."""
        return deeds_on_request(found, self.context["request"].user)


class RequestQuery(serializers.Serializer):
    """What to narrow the requests by."""

    waiting = serializers.BooleanField(default=False, help_text="1 for those you may answer and nobody has.")


class RequestWrite(Strict):
    """On whose behalf you ask, and why."""

    agency = VisibleField(Agency)
    reason = serializers.CharField(max_length=5_000)


class GrantingWrite(Strict):
    """The last day it may see it, and a word if you want."""

    until = serializers.DateField()
    answer = serializers.CharField(max_length=5_000, allow_blank=True, default="")


class RefusalWrite(Strict):
    """Why not."""

    reason = serializers.CharField(max_length=5_000)
