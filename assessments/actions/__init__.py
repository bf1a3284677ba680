"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .ask import ask_access, grant_access, refuse_access, remind_of_requests, withdraw_request
from .bank import fill_bank, rebuild_bank
from .choosing import choose, choose_all
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .follow_up import follow_up
from .forget import forget_notices
from .fork import fork
from .form import let_go, renew_form
from .language import set_language
from .link import link, take_measures
from .load_schema import load_bundled, load_schema
from .mail import order_digests, send_letters
from .name_agency import name_agency, unname_agency
from .note_seen import note_seen
from .pick_row import pick_row
from .propose import (
    accept_proposal,
    comment_on_proposal,
    decline_proposal,
    propose,
    withdraw_proposal,
)
from .pull import pull
from .revise import revise
from .share import share
from .start import start
from .submit import submit
from .tell import fan_out, tell
from .undo_pull import undo_pull
from .update_picked import decline_updates, update_picked, want_updates
from .watch import mark_read, unwatch, watch
from .weigh import fill_weights, rebuild_weights, weigh

__all__ = [
    "accept_proposal",
    "add_row",
    "advise",
    "approve",
    "ask_access",
    "choose",
    "choose_all",
    "comment",
    "comment_on_proposal",
    "confirm",
    "decline_proposal",
    "decline_updates",
    "fan_out",
    "fill_bank",
    "fill_weights",
    "follow_up",
    "forget_notices",
    "fork",
    "grant_access",
    "let_go",
    "link",
    "load_bundled",
    "load_schema",
    "mark_read",
    "move_row",
    "name_agency",
    "note_seen",
    "order_digests",
    "pick_row",
    "propose",
    "pull",
    "rebuild_bank",
    "rebuild_weights",
    "refuse_access",
    "remind_of_requests",
    "remove_row",
    "renew_form",
    "request_changes",
    "respond",
    "revise",
    "save_row",
    "save_section",
    "send_letters",
    "set_language",
    "share",
    "start",
    "submit",
    "take_measures",
    "tell",
    "undo_pull",
    "unname_agency",
    "unwatch",
    "update_picked",
    "want_updates",
    "watch",
    "weigh",
    "withdraw",
    "withdraw_proposal",
    "withdraw_request",
]
