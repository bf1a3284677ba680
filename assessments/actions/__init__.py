"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .choosing import choose, choose_all
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .follow_up import follow_up
from .fork import fork
from .link import link, take_measures
from .load_schema import load_bundled, load_schema
from .note_seen import note_seen
from .pull import pull, undo_pull
from .revise import revise
from .share import share
from .start import start
from .submit import submit

__all__ = [
    "add_row",
    "advise",
    "approve",
    "choose",
    "choose_all",
    "comment",
    "confirm",
    "follow_up",
    "fork",
    "link",
    "load_bundled",
    "load_schema",
    "move_row",
    "note_seen",
    "pull",
    "remove_row",
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
]
