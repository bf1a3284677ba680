"""The only door for writes: each action is keyword-only, atomic, says `by=` whom, and leaves an event."""

from registry.actions.arrive import arrive, forget_identity
from registry.actions.ask_for_seals import ask_for_seals
from registry.actions.claim import answer_claim
from registry.actions.erase_person import erase_person
from registry.actions.membership import add_member, bring_in, remove_member
from registry.actions.merge_agency import merge_agency, renumber_agency
from registry.actions.person import (
    appoint_operator,
    change_password,
    deactivate_person,
    register_person,
    reset_password,
    update_person,
)
from registry.actions.register_agency import register_agency
from registry.actions.remove_agency import remove_agency
from registry.actions.second_step import (
    add_code_app,
    add_passkey,
    forget_second_steps,
    make_recovery_codes,
    pass_second_step,
    remove_second_step,
)
from registry.actions.service import end_service, register_service
from registry.actions.session import end_session, end_sessions
from registry.actions.settle_roles import settle_all_roles
from registry.actions.sign_in import prove_again, sign_in, sign_out
from registry.actions.solution import register_solution, stop_using, take_into_use, update_solution
from registry.actions.supplier import register_supplier
from registry.actions.token import issue_token, revoke_token
from registry.actions.update_agency import update_agency

__all__ = [
    "add_code_app",
    "add_member",
    "add_passkey",
    "answer_claim",
    "appoint_operator",
    "arrive",
    "ask_for_seals",
    "bring_in",
    "change_password",
    "deactivate_person",
    "end_service",
    "end_session",
    "end_sessions",
    "erase_person",
    "forget_identity",
    "forget_second_steps",
    "issue_token",
    "make_recovery_codes",
    "merge_agency",
    "pass_second_step",
    "prove_again",
    "register_agency",
    "register_person",
    "register_service",
    "register_solution",
    "register_supplier",
    "remove_agency",
    "remove_member",
    "remove_second_step",
    "renumber_agency",
    "reset_password",
    "revoke_token",
    "settle_all_roles",
    "sign_in",
    "sign_out",
    "stop_using",
    "take_into_use",
    "update_agency",
    "update_person",
    "update_solution",
]
