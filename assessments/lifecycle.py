"""What may happen to a frozen version, and what it then becomes: one table, no database."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a version stands; a draft has no state, submitting it makes a version that is SUBMITTED."""

    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What people (and a newer approval: SUPERSEDE) do to a version."""

    COMMENT = "comment"
    ADVISE = "advise"
    RESPOND = "respond"
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    FOLLOW_UP = "follow_up"


TRANSITIONS: Mapping[tuple[State, Verb], State] = {
    (State.SUBMITTED, Verb.COMMENT): State.SUBMITTED,
    (State.SUBMITTED, Verb.ADVISE): State.SUBMITTED,
    (State.SUBMITTED, Verb.RESPOND): State.SUBMITTED,
    (State.SUBMITTED, Verb.APPROVE): State.APPROVED,
    (State.SUBMITTED, Verb.REQUEST_CHANGES): State.CHANGES_REQUESTED,
    (State.SUBMITTED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.CHANGES_REQUESTED, Verb.COMMENT): State.CHANGES_REQUESTED,
    (State.CHANGES_REQUESTED, Verb.RESPOND): State.CHANGES_REQUESTED,
    (State.CHANGES_REQUESTED, Verb.WITHDRAW): State.WITHDRAWN,
    (State.APPROVED, Verb.COMMENT): State.APPROVED,
    (State.APPROVED, Verb.FOLLOW_UP): State.APPROVED,
    (State.APPROVED, Verb.SUPERSEDE): State.SUPERSEDED,
    (State.APPROVED, Verb.WITHDRAW): State.WITHDRAWN,
}
"""The state a version is in after a verb; what is not listed may not happen."""


class IllegalTransition(Exception):
    """The state does not allow the verb."""

    def __init__(self, state: State, verb: Verb) -> None:
        super().__init__(f"{verb} is not possible when {state}")
        self.state, self.verb = state, verb


def allows(state: State, verb: Verb) -> bool:
    """Whether a version in `state` may be acted on with `verb`."""
    return (state, verb) in TRANSITIONS


def check_transition(state: State, verb: Verb) -> State:
    """The state after `verb`; raises IllegalTransition when the table has no such step."""
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        raise IllegalTransition(state, verb) from None
