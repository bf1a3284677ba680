"""The archive's tables: one model per file."""

from .assessment import AssessedSolution, Assessment, Kind, Link, Visibility
from .draft import Draft
from .follow_up import FollowUp
from .item import Item
from .last_seen import LastSeen
from .proposal import Proposal, ProposalComment
from .pulling import PieceChoice, Pull
from .records import Advice, Comment, Decision, Review
from .schema_version import SchemaVersion
from .version import Version

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
    "LastSeen",
    "Link",
    "PieceChoice",
    "Proposal",
    "ProposalComment",
    "Pull",
    "Review",
    "SchemaVersion",
    "Version",
    "Visibility",
]
