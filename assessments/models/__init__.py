"""The archive's tables: one model per file."""

from .access_request import AccessRequest
from .assessment import LISTED, PROPOSED_VISIBILITY, AssessedSolution, Assessment, Kind, Link, Visibility
from .bank_row import BankRow
from .check_answer import CheckAnswer
from .draft import Draft
from .follow_up import FollowUp
from .grant import Grant
from .item import Item
from .last_seen import LastSeen
from .notice import Notice, NoticeKind
from .picked import Picked
from .proposal import Proposal, ProposalComment
from .pulling import PieceChoice, Pull
from .records import Advice, Comment, Decision, Review
from .schema_version import SchemaVersion
from .share_link import ShareLink
from .version import Version
from .watch import Watch
from .weighing import Weighing
from .withholding import Withholding

__all__ = [
    "LISTED",
    "PROPOSED_VISIBILITY",
    "AccessRequest",
    "Advice",
    "AssessedSolution",
    "Assessment",
    "BankRow",
    "CheckAnswer",
    "Comment",
    "Decision",
    "Draft",
    "FollowUp",
    "Grant",
    "Item",
    "Kind",
    "LastSeen",
    "Link",
    "Notice",
    "NoticeKind",
    "Picked",
    "PieceChoice",
    "Proposal",
    "ProposalComment",
    "Pull",
    "Review",
    "SchemaVersion",
    "ShareLink",
    "Version",
    "Visibility",
    "Watch",
    "Weighing",
    "Withholding",
]
