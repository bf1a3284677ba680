"""Being told: what a notice may say to one person now, what of hers is touched, and the letter about it."""

from .letters import letter_to
from .notices import UNREAD_CAP, Told, inbox_page, notices_of, told, unread
from .own import Touch, touched_by
from .weight import step_of

__all__ = [
    "UNREAD_CAP",
    "Told",
    "Touch",
    "inbox_page",
    "letter_to",
    "notices_of",
    "step_of",
    "told",
    "touched_by",
    "unread",
]
