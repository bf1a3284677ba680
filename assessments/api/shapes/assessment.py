"""Assessments as they are shown: in lists, and in whole."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments import access, reading, search, watching
from assessments.api.shapes import doings
from assessments.api.shapes.doings import AssessmentDoings
from assessments.api.shapes.refs import AgencyRef, AssessmentRef, CoveredSolution, VersionRef
from assessments.engine.redact import Reading
from assessments.engine.weights import Weight
from assessments.lifecycle import State
from assessments.models import LISTED, Assessment, Draft, Link
from assessments.upstream import SourceStatus
from registry.models import Language, User

STATES = [state.value for state in State]
READINGS = [reading.value for reading in Reading]
WEIGHTS = [weight.value for weight in Weight]
WHOLE = extend_schema_field({"type": "boolean", "const": False})
SOURCE_STATUSES = [status.value for status in SourceStatus]


class AssessmentRow(serializers.ModelSerializer):
    """An assessment in a list; of other agencies' only what is in force."""

    is_entry = WHOLE(serializers.BooleanField(read_only=True))
    owner = AgencyRef()
    solutions = CoveredSolution(source="assessed", many=True)
    current = VersionRef(source="in_force", allow_null=True, help_text="What is in force, as you see it.")
    is_overdue = serializers.SerializerMethodField()
    has_draft = serializers.BooleanField()
    newest_number = serializers.IntegerField(allow_null=True)
    newest_state = serializers.ChoiceField(STATES, allow_null=True)
    times_forked = serializers.IntegerField()
    behind = serializers.IntegerField(help_text="Newer versions of what it builds on; 0 for no fork.")
    weight = serializers.ChoiceField(
        WEIGHTS,
        allow_null=True,
        help_text="How much the newest of them matters; null: nothing differs, or not worked out yet.",
    )
    ahead = serializers.IntegerField(help_text="Its own versions since it was forked; 0 for no fork.")

    class Meta:
        model = Assessment
        fields = [
            "id",
            "is_entry",
            "kind",
            "title",
            "owner",
            "language",
            "visibility",
            "solutions",
            "current",
            "has_draft",
            "newest_number",
            "newest_state",
            "times_forked",
            "behind",
            "weight",
            "ahead",
            "review_due",
            "is_overdue",
            "created",
            "updated",
        ]

    @extend_schema_field(bool)
    def get_is_overdue(self, assessment: Assessment) -> bool:
        """In force, and past the day it was to be looked at again."""
        due = assessment.review_due
        return due is not None and assessment.in_force is not None and due < timezone.localdate()


class Total(serializers.Serializer):
    """How many there are, counted no further than 1,000."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()


class UpstreamRead(serializers.Serializer):
    """What the assessment builds on; of one you may not see only the version's number and digest."""

    visible = serializers.BooleanField()
    status = serializers.ChoiceField(
        SOURCE_STATUSES, help_text="Withdrawn is told to those it was shown to; to others it is not shown."
    )
    assessment = AssessmentRef(allow_null=True)
    version = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField()
    digest = serializers.CharField()
    language = serializers.ChoiceField(
        Language.choices, allow_null=True, help_text="What the original is written in."
    )
    behind = VersionRef(many=True, help_text="Newer versions upstream has put in force, newest first.")
    weight = serializers.ChoiceField(
        WEIGHTS, allow_null=True, help_text="How much the newest of them matters; null when nothing differs."
    )
    told = serializers.CharField(help_text="What has changed there since, in words; empty when nothing.")
    ahead = serializers.IntegerField(help_text="Versions of this assessment that are or were in force.")


class AssessmentRead(serializers.ModelSerializer):
    """An assessment: what it is about, where it stands, what it builds on, and what you can do with it."""

    is_entry = WHOLE(serializers.BooleanField(read_only=True))
    owner = AgencyRef()
    solutions = CoveredSolution(source="assessed", many=True)
    current = VersionRef(allow_null=True)
    is_overdue = serializers.BooleanField()
    has_draft = serializers.BooleanField()
    upstream = UpstreamRead(allow_null=True)
    linked = AssessmentRef(many=True, help_text="The ROS or DPIA of the same solution it is linked with.")
    times_forked = serializers.IntegerField()
    shown_from = serializers.IntegerField(
        allow_null=True, help_text="Number of the first version others are shown; for the owner's people."
    )
    shows_later = serializers.BooleanField(
        allow_null=True, help_text="Whether later versions are shown too; for the owner's people."
    )
    listed_to = serializers.ChoiceField(
        LISTED, allow_null=True, help_text="Who may know that it exists; for the owner's people."
    )
    reading = serializers.ChoiceField(READINGS)
    can = AssessmentDoings()

    class Meta:
        model = Assessment
        fields = [
            "id",
            "is_entry",
            "kind",
            "title",
            "owner",
            "language",
            "visibility",
            "shown_from",
            "shows_later",
            "listed_to",
            "licence",
            "solutions",
            "current",
            "has_draft",
            "review_due",
            "is_overdue",
            "upstream",
            "linked",
            "times_forked",
            "reading",
            "can",
            "created",
            "updated",
        ]


def assessment_parts(assessment: Assessment, actor: User) -> dict[str, object]:
    """What `AssessmentRead` is made of: what `actor` may know about the assessment."""
    seen_as = access.reading_of(actor, assessment)
    in_force, is_own = access.in_force(actor, assessment), seen_as is Reading.FULL
    # When the next review is due is a matter of what is in force.
    due = assessment.review_due if is_own or assessment.shown_id == assessment.current_id else None
    return {
        **{name: getattr(assessment, name) for name in _COLUMNS},
        "id": assessment.pk,
        "assessed": assessment.assessed.select_related("solution").order_by("solution__name", "solution_id"),
        "current": in_force,
        "review_due": due,
        "shown_from": assessment.shown_from if is_own else None,
        "shows_later": assessment.shows_later if is_own else None,
        "listed_to": assessment.listed_to if is_own else None,
        "is_entry": False,
        "has_draft": is_own and Draft.objects.filter(assessment=assessment).exists(),
        "is_overdue": bool(in_force and due and due < timezone.localdate()),
        "upstream": _upstream(assessment, actor),
        "linked": _linked(assessment, actor),
        "times_forked": search.times_forked(assessment),
        "reading": seen_as.value,
        "can": doings.with_assessment(actor, assessment),
    }


_COLUMNS = (
    "kind", "title", "owner", "language", "visibility", "licence", "created", "updated",
)  # fmt: skip


def _upstream(assessment: Assessment, actor: User) -> dict[str, object] | None:
    found = reading.upstream_of(assessment, actor)
    if found is None:
        return None
    told = found.told
    step = watching.step_of(told.seen, found.behind[0], actor) if found.behind and told.seen else None
    return {
        "visible": found.is_visible,
        "status": told.status.value,
        "assessment": told.seen.assessment if told.seen else None,
        "version": told.seen.pk if told.seen else None,
        "number": told.number,
        "digest": told.digest,
        "language": told.seen.language if told.seen else None,
        "behind": found.behind,
        "weight": step.weight if step else None,
        "told": step.told if step else "",
        "ahead": found.ahead,
    }


def _linked(assessment: Assessment, actor: User) -> QuerySet[Assessment]:
    either = Link.objects.filter(Q(ros=assessment) | Q(dpia=assessment))
    ids = {pk for pair in either.values_list("ros", "dpia") for pk in pair} - {assessment.pk}
    return access.visible(actor).filter(pk__in=ids).select_related("owner").order_by("title", "pk")
