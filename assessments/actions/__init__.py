"""Everything that writes in the archive: keyword-only, atomic, `by=`, each leaving an Event."""

from .advise import advise, respond
from .answer_findings import answer_findings
from .ask import ask_access, grant_access, refuse_access, remind_of_requests, withdraw_request
from .at_once import lift_withholding, withhold_at_once
from .bank import fill_bank, rebuild_bank
from .choosing import choose, choose_all
from .comment import comment
from .confirm import confirm
from .decide import approve, request_changes, withdraw
from .edit import add_row, move_row, remove_row, save_row, save_section
from .ending import warn_of_ends
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
from .share_link import make_share_link, open_share_link, revoke_share_link
from .start import start
from .submit import submit
from .tell import fan_out, tell
from .undo_pull import undo_pull
from .update_picked import decline_updates, update_picked, want_updates
from .watch import mark_read, unwatch, watch
from .weigh import fill_weights, rebuild_weights, weigh
from .withhold import disclose, withhold, withhold_many

__all__ = [
    "accept_proposal",
    "add_row",
    "advise",
    "answer_findings",
    "approve",
    "ask_access",
    "choose",
    "choose_all",
    "comment",
    "comment_on_proposal",
    "confirm",
    "decline_proposal",
    "decline_updates",
    "disclose",
    "fan_out",
    "fill_bank",
    "fill_weights",
    "follow_up",
    "forget_notices",
    "fork",
    "grant_access",
    "let_go",
    "lift_withholding",
    "link",
    "load_bundled",
    "load_schema",
    "make_share_link",
    "mark_read",
    "move_row",
    "name_agency",
    "note_seen",
    "open_share_link",
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
    "revoke_share_link",
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
    "warn_of_ends",
    "watch",
    "weigh",
    "withdraw",
    "withdraw_proposal",
    "withdraw_request",
    "withhold",
    "withhold_at_once",
    "withhold_many",
]
