"""The gate: nobody more is shown an assessment while a point of the checklist stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.checking.points import Point, draft_points, title_points, version_points
from assessments.checking.scope import (
    Outside,
    may_see_after_approval,
    outside_of,
    through_links,
    widest_ahead,
)
from assessments.checking.words import reason_of_point, told
from assessments.models import Assessment, Draft, Version, Visibility
from assessments.reading.view import Answers
from registry.errors import Invalid, Reason


def check_may_show(assessment: Assessment, before: Outside, after: Outside, where: str) -> None:
    """Refuse when somebody would newly see a version in which a blocking finding or a warning is open.

    `where` is the field of the request that would widen it. Every open point is a located reason.
    """
    fresh = after.newly_against(before)
    points = version_points(assessment, fresh, after.circle) if fresh else []
    _refuse([each for each in points if each.stops_showing], after.circle, where)


def check_may_list(assessment: Assessment, title: str, circle: str, where: str) -> None:
    """Refuse when a list would show `title` to `circle` with something open in it."""
    if circle != Visibility.PRIVATE:
        points = title_points(assessment, circle, title)
        _refuse([each for each in points if each.stops_showing], circle, where)


def reasons_against_showing(version: Version, decision: Answers | None = None) -> list[Reason]:
    """Why this version cannot be approved into the circle that would then see it; empty when it can.

    Only what blocks: warnings are for whoever widens the circle, and are shown beside the decision.
    """
    points = points_at_approval(version, decision)
    return [reason_of_point(each) for each in points if each.stops_approval]


def points_at_approval(version: Version, decision: Answers | None = None) -> list[Point]:
    """Everything found in what others would newly see by the approval; empty when they see nothing.

    Those with a link see it too, whatever the circle is. Of one point found twice theirs counts: it is asked
    in the widest circle.
    """
    kept = version.assessment
    linked = _newly(version, through_links(kept), through_links(kept, version), decision)
    known = {each.key for each in linked}
    others = _newly(version, outside_of(kept), may_see_after_approval(version), decision)
    return [*linked, *(each for each in others if each.key not in known)]


def _newly(version: Version, before: Outside, after: Outside, decision: Answers | None) -> list[Point]:
    """What is found in what is newly seen; the decision is about `version`, which need not be among it."""
    fresh = after.newly_against(before)
    said = decision if version in fresh[:1] else None
    return version_points(version.assessment, fresh, after.circle, said) if fresh else []


def points_in_draft(draft: Draft) -> list[Point]:
    """Everything found in an open draft that those will read whom the assessment is shown to already."""
    circle = widest_ahead(draft.assessment)
    return [] if circle == Visibility.PRIVATE else draft_points(draft, circle)


def _refuse(points: Sequence[Point], circle: str, where: str) -> None:
    if not points:
        return
    count = len(points)
    raise Invalid(
        "checklist.open",
        ngettext(
            "%(count)s point of the checklist must be looked at before more people are shown this.",
            "%(count)s points of the checklist must be looked at before more people are shown this.",
            count,
        )
        % {"count": count},
        where=where,
        how=_("Open the checklist: mend, withhold or answer each point there."),
        reasons=[reason_of_point(each) for each in points],
        detail={"checklist": {"circle": circle, "points": [told(each) for each in points]}},
    )
