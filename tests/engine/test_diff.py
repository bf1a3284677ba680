"""Diff: exact enough to apply, small enough to read."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.content import EMPTY, Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.diff import Aspect, Change, Op, apply, diff, moved_rows

from .forms import FORM
from .strategies import contents


def scenarios(*rows: Row) -> Content:
    return EMPTY.with_rows("scenarios", rows)


A, B, C = Row("a", {"title": "A"}), Row("b"), Row("c")
CONFIRMED = Confirmation(ConfirmationState.CONFIRMED)
MARK = Mark("offl-13")

CASES: dict[str, tuple[Content, Content, tuple[Change, ...]]] = {
    "nothing": (scenarios(A), scenarios(A), ()),
    "an answer is given": (EMPTY, EMPTY.with_field("title", "T"), (Change("title", Op.ADDED, None, "T"),)),
    "an answer is taken away": (
        EMPTY.with_field("title", "T"),
        EMPTY,
        (Change("title", Op.REMOVED, "T", None),),
    ),
    "a cell changes": (
        scenarios(A, B),
        scenarios(Row("a", {"title": "A2"}), B),
        (Change("scenarios/a/title", Op.CHANGED, "A", "A2"),),
    ),
    "a row is added between": (
        scenarios(A, C),
        scenarios(A, B, C),
        (Change("scenarios/b", Op.ADDED, None, B, after="a"),),
    ),
    "a row is removed with all it said": (
        scenarios(A, B),
        scenarios(B),
        (Change("scenarios/a", Op.REMOVED, A, None),),
    ),
    "a row moves first": (scenarios(A, B, C), scenarios(C, A, B), (Change("scenarios/c", Op.MOVED),)),
    "a row moves and changes": (
        scenarios(A, B, C),
        scenarios(B, C, Row("a")),
        (Change("scenarios/a", Op.MOVED, after="c"), Change("scenarios/a/title", Op.REMOVED, "A", None)),
    ),
    "a mark is set": (
        EMPTY,
        EMPTY.with_mark("title", MARK),
        (Change("title", Op.ADDED, None, MARK, aspect=Aspect.MARK),),
    ),
    "a decision is taken": (
        EMPTY,
        EMPTY.with_confirmation("title", CONFIRMED),
        (Change("title", Op.ADDED, None, CONFIRMED, aspect=Aspect.CONFIRMATION),),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_diff_says_what_happened(name):
    before, after, expected = CASES[name]
    assert diff(before, after) == expected
    assert apply(before, expected) == after


@given(contents(FORM), contents(FORM))
def test_applying_a_diff_leads_from_one_to_the_other_and_keeps_what_was_removed(a, b):
    changes = diff(a, b)
    assert apply(a, changes) == b
    removed = [change for change in changes if change.op is Op.REMOVED and isinstance(change.old, Row)]
    assert all(a.row(*change.path.split("/")) == change.old for change in removed)


@given(contents(FORM))
def test_nothing_differs_from_itself(content):
    assert diff(content, content) == ()


@given(st.permutations(list("abcde")))
def test_no_fewer_rows_could_be_moved(after):
    before = list("abcde")
    moved = moved_rows(before, after)
    stays = [each for each in after if each not in moved]
    assert stays == sorted(stays)
    rising = [p for size in range(6) for p in permutations("abcde", size) if list(p) == sorted(p)]
    longest = max(len(p) for p in rising if is_subsequence(p, after))
    assert len(moved) == 5 - longest


def is_subsequence(part: tuple[str, ...], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(each in rest for each in part)


def test_a_row_whose_neighbour_is_gone_comes_last():
    change = Change("scenarios/c", Op.ADDED, None, C, after="gone")
    assert apply(scenarios(A, B), [change]) == scenarios(A, B, C)


def test_a_change_inside_a_row_that_is_gone_does_nothing():
    assert apply(scenarios(B), [Change("scenarios/a/title", Op.CHANGED, "A", "X")]) == scenarios(B)


def test_a_thousand_rows_are_compared_quickly():
    rows = tuple(Row(str(number), {"title": f"T{number}"}) for number in range(1000))
    changes = diff(scenarios(*rows), scenarios(*rows[500:], *rows[:500]))
    assert len(changes) == 500
