"""The sharing checklist: what must be looked at before more people are shown an assessment (ADR 20)."""

from .gate import (
    check_may_list,
    check_may_show,
    points_at_approval,
    points_in_draft,
    reasons_against_showing,
)
from .points import Point, checklist, points_to_answer
from .scope import (
    NOBODY,
    WIDTH,
    Outside,
    as_if_lifted,
    of_link,
    outside_of,
    shown_by_links,
    shown_range,
    with_choices,
)
from .words import SEVERITIES, reason_of_point, said, told

__all__ = [
    "NOBODY",
    "SEVERITIES",
    "WIDTH",
    "Outside",
    "Point",
    "as_if_lifted",
    "check_may_list",
    "check_may_show",
    "checklist",
    "of_link",
    "outside_of",
    "points_at_approval",
    "points_in_draft",
    "points_to_answer",
    "reason_of_point",
    "reasons_against_showing",
    "said",
    "shown_by_links",
    "shown_range",
    "told",
    "with_choices",
]
