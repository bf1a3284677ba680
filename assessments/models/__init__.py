"""The archive's tables: one model per file."""

from .assessment import AssessedSolution, Assessment, Kind, Link, Visibility
from .draft import Draft
from .follow_up import FollowUp
from .item import Item
from .notice import Notice, NoticeKind
from .records import Advice, Comment, Decision, Review
from .schema_version import SchemaVersion
from .version import Version
from .watch import Watch

__all__ = [
    "Advice",
    "AssessedSolution",
    "Assessment",
    "Comment",
    "Decision",
    "Draft",
    "FollowUp",
    "Item",
    "Kind",
    "Link",
    "Notice",
    "NoticeKind",
    "Review",
    "SchemaVersion",
    "Version",
    "Visibility",
    "Watch",
]
