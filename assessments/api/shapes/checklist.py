"""The sharing checklist: what is found, what may be answered, and the answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.shapes.refs import PersonRef
from assessments.checking import Point, told
from assessments.engine.checks import Rule, Severity
from assessments.models import PROPOSED_VISIBILITY, Assessment, CheckAnswer, Visibility
from registry.api.fields import Strict

OTHERS = [circle for circle in Visibility.choices if circle[0] != Visibility.PRIVATE]
RULES = [rule.value for rule in Rule]


class Asked(Strict):
    """For whom, and for which versions: what is left out is as it stands."""

    circle = serializers.ChoiceField(
        OTHERS,
        required=False,
        help_text="Who would be shown it. Else those who are, or usually would be.",
    )
    shown_from = serializers.IntegerField(
        required=False, min_value=1, max_value=1_000_000, help_text="As if shown from this version on."
    )
    shows_later = serializers.BooleanField(required=False, help_text="As if later versions were shown too.")


class CheckAnswerRead(serializers.ModelSerializer):
    """Why a finding may stand, for which circle, who said so and when."""

    circle = serializers.ChoiceField(OTHERS)
    by = PersonRef()

    class Meta:
        model = CheckAnswer
        fields = ["circle", "reason", "by", "at"]


class PointRead(serializers.Serializer):
    """One finding: where, in masked letters, what to do, and what was answered."""

    rule = serializers.ChoiceField(RULES)
    severity = serializers.ChoiceField([each.value for each in Severity])
    where = serializers.CharField(help_text="The path of the answer or cell.")
    label = serializers.CharField(help_text="What people call that place.")
    version = serializers.IntegerField(
        allow_null=True, help_text="The newest version it stands in; null in the draft and in a title alone."
    )
    count = serializers.IntegerField(help_text="How many times in that place.")
    excerpts = serializers.ListField(child=serializers.CharField(), help_text="The first few, masked.")
    message = serializers.CharField()
    how = serializers.CharField()
    may_be_answered = serializers.BooleanField(help_text="False for what must be taken out or withheld.")
    stops = serializers.BooleanField(help_text="Whether nobody more may be shown it as it stands.")
    answer = CheckAnswerRead(allow_null=True)


class ChecklistRead(serializers.Serializer):
    """Everything to look at before a circle is shown the assessment, gravest first."""

    circle = serializers.ChoiceField(OTHERS)
    is_clear = serializers.BooleanField(help_text="Whether nothing stops the showing.")
    points = PointRead(many=True)


class AnswerWrite(Strict):
    """Why one point may stand; a reason is needed for what blocks."""

    rule = serializers.ChoiceField(RULES)
    where = serializers.CharField(max_length=300)
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="As the point has it."
    )
    reason = serializers.CharField(max_length=2_000, allow_blank=True, default="")


class AnswersWrite(Strict):
    """Answers to points of the checklist; all are kept, or none."""

    circle = serializers.ChoiceField(OTHERS, help_text="They hold for this circle and narrower ones.")
    answers = AnswerWrite(many=True, min_length=1, max_length=500)


def checklist_parts(circle: str, points: list[Point]) -> dict[str, Any]:
    """What `ChecklistRead` shows."""
    shown = [{**told(each), "answer": each.answer} for each in points]
    return {"circle": circle, "is_clear": not any(each.stops_showing for each in points), "points": shown}


def usual_circle(assessment: Assessment) -> str:
    """Those who are shown it, or when nobody is those who usually would be."""
    is_shown = assessment.visibility != Visibility.PRIVATE
    return str(assessment.visibility if is_shown else PROPOSED_VISIBILITY[assessment.kind])
