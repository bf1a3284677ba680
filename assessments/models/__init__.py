"""The archive's tables: one model per file."""

from .assessment import AssessedSolution, Assessment, Kind, Link, Visibility
from .bank_row import BankRow
from .draft import Draft
from .follow_up import FollowUp
from .item import Item
from .picked import Picked
from .records import Advice, Comment, Decision, Review
from .schema_version import SchemaVersion
from .version import Version

__all__ = [
    "Advice",
    "AssessedSolution",
    "Assessment",
    "BankRow",
    "Comment",
    "Decision",
    "Draft",
    "FollowUp",
    "Item",
    "Kind",
    "Link",
    "Picked",
    "Review",
    "SchemaVersion",
    "Version",
    "Visibility",
]
