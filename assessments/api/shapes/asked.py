"""What is sent to find, start, share, link and fork assessments."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.fields import VisibleAssessment
from assessments.models import LISTED, Kind, Visibility
from registry.api.fields import Strict, VisibleField
from registry.models import Agency, Language, Solution


class Query(Strict):
    """What to narrow the list by."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    owner = serializers.UUIDField(required=False, help_text="The agency that owns it.")
    solution = serializers.UUIDField(required=False, help_text="The solution it is about.")
    q = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Every word must occur in the title, the "
        "owner's name or a solution's name."
    )  # fmt: skip
    overdue = serializers.BooleanField(default=False, help_text="Only what should have been looked at again.")
    whole = serializers.BooleanField(default=False, help_text="Only what you may read, no mere entries.")
    cursor = serializers.CharField(required=False, max_length=200, help_text="From `next`.")
    limit = serializers.IntegerField(default=20, min_value=1, max_value=100, help_text="How many rows.")
    count = serializers.BooleanField(default=False, help_text="1 to count, up to 1,000.")


class FamilyPage(Strict):
    """Which page of a family."""

    start = serializers.IntegerField(
        default=0, min_value=0, max_value=10_000_000, help_text="From `family.next`."
    )


class ChosenSolution(Strict):
    """A solution and the version of it that is covered."""

    solution = VisibleField(Solution)
    version = serializers.CharField(max_length=100, allow_blank=True, default="")


class AssessmentWrite(Strict):
    """A new assessment."""

    kind = serializers.ChoiceField(Kind.choices)
    owner = VisibleField(Agency)
    title = serializers.CharField(max_length=300)
    language = serializers.ChoiceField(Language.choices, required=False, help_text="Else the agency's own.")
    solutions = ChosenSolution(many=True, max_length=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The solutions as pairs, and the agency's language where none is given."""
        pairs = [(each["solution"], each["version"]) for each in attrs["solutions"]]
        return {"language": attrs["owner"].language, **attrs, "solutions": pairs}


class VisibilityWrite(Strict):
    """Whom what is approved is shown to."""

    visibility = serializers.ChoiceField(Visibility.choices)
    shown_from = serializers.IntegerField(
        required=False, min_value=1, help_text="Number of the first version others are shown; else as it was."
    )
    shows_later = serializers.BooleanField(
        required=False, help_text="Whether later versions are shown too; else as it was."
    )
    listed_to = serializers.ChoiceField(
        LISTED, required=False, help_text="Who may know that it exists, without its content; else as it was."
    )


class LinkWrite(Strict):
    """The ROS of a DPIA, or the DPIA of a ROS."""

    assessment = VisibleAssessment()


class ForkWrite(Strict):
    """The agency the fork is for, and what it will be written in."""

    owner = VisibleField(Agency)
    language = serializers.ChoiceField(Language.choices, required=False, help_text="Else the original's own.")
