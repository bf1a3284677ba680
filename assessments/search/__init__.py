"""Finding assessments: pages of what an actor may see, newest first, and where each comes from."""

from .bank import BankFilters, BankPage, Hit, bank_page, count_hits, find_hit, others, sources
from .feed import Filters, Page, count_up_to, page
from .lineage import Lineage, lineage, times_forked

__all__ = [
    "BankFilters",
    "BankPage",
    "Filters",
    "Hit",
    "Lineage",
    "Page",
    "bank_page",
    "count_hits",
    "count_up_to",
    "find_hit",
    "lineage",
    "others",
    "page",
    "sources",
    "times_forked",
]
