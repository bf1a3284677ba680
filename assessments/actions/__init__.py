"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .choosing import choose, choose_all
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .follow_up import follow_up
from .fork import fork
from .form import let_go, renew_form
from .link import link, take_measures
from .load_schema import load_bundled, load_schema
from .note_seen import note_seen
from .propose import (
    accept_proposal,
    comment_on_proposal,
    decline_proposal,
    propose,
    withdraw_proposal,
)
from .pull import pull, undo_pull
from .revise import revise
from .share import share
from .start import start
from .submit import submit

__all__ = [
    "accept_proposal",
    "add_row",
    "advise",
    "approve",
    "choose",
    "choose_all",
    "comment",
    "comment_on_proposal",
    "confirm",
    "decline_proposal",
    "follow_up",
    "fork",
    "let_go",
    "link",
    "load_bundled",
    "load_schema",
    "move_row",
    "note_seen",
    "propose",
    "pull",
    "remove_row",
    "renew_form",
    "request_changes",
    "respond",
    "revise",
    "save_row",
    "save_section",
    "share",
    "start",
    "submit",
    "take_measures",
    "undo_pull",
    "withdraw",
    "withdraw_proposal",
]
