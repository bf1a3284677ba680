"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .bank import fill_bank, rebuild_bank
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .follow_up import follow_up
from .fork import fork
from .link import link, take_measures
from .load_schema import load_bundled, load_schema
from .pick_row import pick_row
from .revise import revise
from .share import share
from .start import start
from .submit import submit

__all__ = [
    "add_row",
    "advise",
    "approve",
    "comment",
    "confirm",
    "fill_bank",
    "follow_up",
    "fork",
    "link",
    "load_bundled",
    "load_schema",
    "move_row",
    "pick_row",
    "rebuild_bank",
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
    "withdraw",
]
