"""Finding assessments: pages of what an actor may see, newest first, and where each comes from."""

from .feed import Filters, Page, count_up_to, page
from .lineage import Lineage, lineage, times_forked

__all__ = [
    "Filters",
    "Lineage",
    "Page",
    "count_up_to",
    "lineage",
    "page",
    "times_forked",
]
