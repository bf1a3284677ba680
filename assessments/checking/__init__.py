"""The sharing checklist: what must be looked at before more people are shown an assessment (ADR 20)."""

from .gate import check_may_list, check_may_show, points_at_approval, reasons_against_showing
from .points import Point, checklist, draft_points
from .scope import NOBODY, Outside, outside_of, shown_range, with_choices
from .words import SEVERITIES, said, told

__all__ = [
    "NOBODY",
    "SEVERITIES",
    "Outside",
    "Point",
    "check_may_list",
    "check_may_show",
    "checklist",
    "draft_points",
    "outside_of",
    "points_at_approval",
    "reasons_against_showing",
    "said",
    "shown_range",
    "told",
    "with_choices",
]
