"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .follow_up import follow_up
from .fork import fork
from .link import link, take_measures
from .load_schema import load_bundled, load_schema
from .mail import order_digests, send_letters
from .revise import revise
from .share import share
from .start import start
from .submit import submit
from .tell import fan_out, tell
from .watch import mark_read, unwatch, watch

__all__ = [
    "add_row",
    "advise",
    "approve",
    "comment",
    "confirm",
    "fan_out",
    "follow_up",
    "fork",
    "link",
    "load_bundled",
    "load_schema",
    "mark_read",
    "move_row",
    "order_digests",
    "remove_row",
    "request_changes",
    "respond",
    "revise",
    "save_row",
    "save_section",
    "send_letters",
    "share",
    "start",
    "submit",
    "take_measures",
    "tell",
    "unwatch",
    "watch",
    "withdraw",
]
