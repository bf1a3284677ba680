"""Finding assessments: pages of what an actor may see, newest first, narrowed by filters."""

from .feed import Filters, Page, count_up_to, page

__all__ = ["Filters", "Page", "count_up_to", "page"]
