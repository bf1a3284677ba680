"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .at_once import lift_withholding, withhold_at_once
from .bank import fill_bank, rebuild_bank
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
from .mail import order_digests, send_letters
from .note_seen import note_seen
from .pick_row import pick_row
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
from .tell import fan_out, tell
from .watch import mark_read, unwatch, watch
from .withhold import disclose, withhold, withhold_many

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
    "disclose",
    "fan_out",
    "fill_bank",
    "follow_up",
    "fork",
    "let_go",
    "lift_withholding",
    "link",
    "load_bundled",
    "load_schema",
    "mark_read",
    "move_row",
    "note_seen",
    "order_digests",
    "pick_row",
    "propose",
    "pull",
    "rebuild_bank",
    "remove_row",
    "renew_form",
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
    "undo_pull",
    "unwatch",
    "watch",
    "withdraw",
    "withdraw_proposal",
    "withhold",
    "withhold_at_once",
    "withhold_many",
]
