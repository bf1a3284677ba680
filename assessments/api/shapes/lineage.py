"""An assessment over time: what it comes from, what has come of it, and how its measures go."""

from __future__ import annotations

from rest_framework import serializers

from assessments.api.shapes.assessment import WEIGHTS
from assessments.api.shapes.content import Answers
from assessments.api.shapes.refs import AgencyRef, AssessmentRef, PersonRef, VersionOf, VersionRef
from assessments.models import Assessment
from registry.api.fields import Strict


class Descendant(serializers.ModelSerializer):
    """An assessment built on this one, and on which version."""

    owner = AgencyRef()
    built_on = serializers.IntegerField(source="upstream.number")
    current = VersionRef(source="in_force", allow_null=True)

    class Meta:
        model = Assessment
        fields = ["id", "kind", "title", "owner", "built_on", "current", "updated"]


class FamilyMember(AssessmentRef):
    """An assessment of the family, and its version in force."""

    current = VersionRef(source="in_force", allow_null=True)

    class Meta(AssessmentRef.Meta):
        fields = [*AssessmentRef.Meta.fields, "current"]


class FamilyNode(serializers.Serializer):
    """One place of the tree, in reading order: what follows at a greater depth builds on it."""

    depth = serializers.IntegerField()
    assessment = FamilyMember(
        source="named.assessment", allow_null=True, default=None, help_text="Null for one you may not see."
    )
    is_here = serializers.BooleanField(source="named.is_here", default=False)
    built_on = serializers.IntegerField(source="named.stand.built_on", allow_null=True, default=None)
    behind = serializers.IntegerField(
        source="named.stand.behind", default=0, help_text="Versions approved upstream since the one built on."
    )
    weight = serializers.ChoiceField(
        WEIGHTS,
        source="named.stand.weight",
        allow_null=True,
        default=None,
        help_text="How much the newest of them matters; null: nothing differs, or not worked out yet.",
    )
    divergence = serializers.IntegerField(
        source="named.stand.divergence",
        allow_null=True,
        default=None,
        help_text="Per cent that is not as upstream; null when you may not compare.",
    )
    hidden = serializers.IntegerField(help_text="How many below it you may not see.")
    further = serializers.IntegerField(help_text="How many below it are on other pages.")


class FamilyTree(serializers.Serializer):
    """The family from its origin; at most 50 named ones at a time besides the line to this one."""

    total = serializers.IntegerField(help_text="Everyone in the family, seen or not.")
    shown = serializers.IntegerField(help_text="How many may be named, over all pages.")
    next = serializers.IntegerField(allow_null=True, help_text="`start` of the next page.")
    nodes = FamilyNode(many=True)


class DirectLineage(serializers.Serializer):
    """What it builds on and what was built on it directly; of what you may not see only the number."""

    ancestors = VersionOf(many=True)
    hidden_ancestors = serializers.IntegerField()
    forks = Descendant(many=True)
    hidden_forks = serializers.IntegerField()
    has_more_forks = serializers.BooleanField()


class LineageRead(DirectLineage):
    """Where it comes from and what has come of it; of what you may not see only the number."""

    family = FamilyTree()


class MeasureFollowUp(Strict):
    """What is kept up to date about a measure, by the keys of its columns; the other cells stay."""

    fields = Answers()  # type: ignore[assignment]


class FollowUpRead(serializers.Serializer):
    """A measure of the version in force, with its follow-up."""

    row = serializers.UUIDField()
    fields = Answers()  # type: ignore[assignment]
    by = PersonRef()
    at = serializers.DateTimeField()
