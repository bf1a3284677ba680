"""The things others point to, by what one calls them."""

from __future__ import annotations

from rest_framework import serializers

from assessments.models import AssessedSolution, Assessment, Version
from registry.models import Agency, User


class AgencyRef(serializers.ModelSerializer):
    """An agency, by name and organisation number."""

    class Meta:
        model = Agency
        fields = ["id", "name", "orgnr"]


class PersonRef(serializers.ModelSerializer):
    """A person, by name."""

    class Meta:
        model = User
        fields = ["id", "name"]


class AssessmentRef(serializers.ModelSerializer):
    """An assessment, by title and owner."""

    owner = AgencyRef()

    class Meta:
        model = Assessment
        fields = ["id", "kind", "title", "owner"]


class VersionRef(serializers.ModelSerializer):
    """A version, by number and digest."""

    class Meta:
        model = Version
        fields = ["id", "number", "digest", "created"]


class VersionOf(VersionRef):
    """A version, with the assessment it is of."""

    assessment = AssessmentRef()

    class Meta(VersionRef.Meta):
        fields = [*VersionRef.Meta.fields, "assessment"]


class CoveredSolution(serializers.ModelSerializer):
    """A solution the assessment is about, in the version of it that is covered."""

    id = serializers.UUIDField(source="solution_id")
    name = serializers.CharField(source="solution.name")

    class Meta:
        model = AssessedSolution
        fields = ["id", "name", "version"]
