"""An assessment over time: what it comes from, what has come of it, and how its measures go."""

from __future__ import annotations

from rest_framework import serializers

from assessments.api.shapes.assessment import AgencyRef, PersonRef, VersionOf, VersionRef
from assessments.api.shapes.content import Answers
from assessments.models import Assessment
from registry.api.fields import Strict


class Descendant(serializers.ModelSerializer):
    """An assessment built on this one, and on which version."""

    owner = AgencyRef()
    built_on = serializers.IntegerField(source="upstream.number")
    current = VersionRef(allow_null=True)

    class Meta:
        model = Assessment
        fields = ["id", "kind", "title", "owner", "built_on", "current", "updated"]


class LineageRead(serializers.Serializer):
    """Where it comes from and what has come of it; of what you may not see only the number."""

    ancestors = VersionOf(many=True)
    hidden_ancestors = serializers.IntegerField()
    forks = Descendant(many=True)
    hidden_forks = serializers.IntegerField()
    has_more_forks = serializers.BooleanField()


class MeasureFollowUp(Strict):
    """What is kept up to date about a measure, by the keys of its columns; the other cells stay."""

    fields = Answers()  # type: ignore[assignment]


class FollowUpRead(serializers.Serializer):
    """A measure of the version in force, with its follow-up."""

    row = serializers.UUIDField()
    fields = Answers()  # type: ignore[assignment]
    by = PersonRef()
    at = serializers.DateTimeField()
