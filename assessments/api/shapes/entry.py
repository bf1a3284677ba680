"""That an assessment exists, without a word of it: what its owner lets others know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from assessments.api.shapes.assessment import AssessmentRead, AssessmentRow, Total
from assessments.api.shapes.refs import AgencyRef, CoveredSolution
from assessments.models import Assessment

ENTRY = extend_schema_field({"type": "boolean", "const": True})


class EntryRead(serializers.ModelSerializer):
    """An assessment one may know of and not read; `since` is when it came into force, or was begun."""

    is_entry = ENTRY(serializers.BooleanField(read_only=True))
    owner = AgencyRef()
    solutions = CoveredSolution(source="assessed", many=True)
    is_in_force = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()

    class Meta:
        model = Assessment
        fields = ["id", "is_entry", "kind", "title", "language", "owner", "solutions", "is_in_force", "since"]

    @extend_schema_field(bool)
    def get_is_in_force(self, assessment: Assessment) -> bool:
        """Whether some version of it is in force."""
        return assessment.current_id is not None

    @extend_schema_field({"type": "string", "format": "date"})
    def get_since(self, assessment: Assessment) -> str:
        """The day."""
        return assessment.standing_since.date().isoformat()


def _either(name: str, whole: type[serializers.Serializer], **options: Any) -> PolymorphicProxySerializer:
    return PolymorphicProxySerializer(
        component_name=name, serializers=[whole, EntryRead], resource_type_field_name=None, **options
    )


WHOLE_OR_ENTRY = _either("AssessmentAnswer", AssessmentRead, many=False)


@extend_schema_field(_either("AssessmentListed", AssessmentRow, many=True))
class Rows(serializers.ListField):
    """Assessments in a list: each with what one may see of it, or as an entry."""


@extend_schema_serializer(many=False)
class AssessmentPage(serializers.Serializer):
    """A page of assessments, newest first; `total` only with `?count=1`."""

    next = serializers.URLField(allow_null=True)
    results = Rows()
    total = Total(required=False)


def listed(assessments: Iterable[Assessment]) -> list[Any]:
    """The rows of a list, as the list describes each; a shape is made once for them all."""
    whole, entry = AssessmentRow(), EntryRead()
    return [(entry if each.is_entry else whole).to_representation(each) for each in assessments]
