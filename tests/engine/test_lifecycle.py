"""Lifecycle: what may happen to a version, as one table an auditor can read."""

from __future__ import annotations

import pytest

from assessments.lifecycle import TRANSITIONS, IllegalTransition, State, Verb, allows, check_transition

S, C, A = State.SUBMITTED, State.CHANGES_REQUESTED, State.APPROVED
OLD, GONE, NO = State.SUPERSEDED, State.WITHDRAWN, None
# in the order of Verb: comment, advise, respond, approve, request changes, withdraw, supersede, follow up
TABLE = {
    S:    [S,  S,  S,  A,  C,  GONE, NO,  NO],
    C:    [C,  NO, C,  NO, NO, GONE, NO,  NO],
    A:    [A,  NO, NO, NO, NO, GONE, OLD, A],
    OLD:  [NO, NO, NO, NO, NO, NO,   NO,  NO],
    GONE: [NO, NO, NO, NO, NO, NO,   NO,  NO],
}  # fmt: skip
CELLS = [(state, verb, after) for state, row in TABLE.items() for verb, after in zip(Verb, row, strict=True)]


@pytest.mark.parametrize(("state", "verb", "after"), CELLS)
def test_the_table_says_what_a_version_becomes(state, verb, after):
    assert allows(state, verb) is (after is not None)
    if after:
        assert check_transition(state, verb) == after
    else:
        with pytest.raises(IllegalTransition) as refused:
            check_transition(state, verb)
        assert (refused.value.state, refused.value.verb) == (state, verb)


def test_every_state_can_be_reached_from_a_submission():
    reached = {State.SUBMITTED}
    for _ in State:
        reached |= {after for (before, _), after in TRANSITIONS.items() if before in reached}
    assert reached == set(State)
