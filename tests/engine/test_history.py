"""History: versions and their parents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.history import ahead_behind, ancestors, merge_base

#   a ─ b ─ c ─ d         upstream
#       └─ x ─ y ─ z      fork; y took c in
LINES = {"b": ["a"], "c": ["b"], "d": ["c"], "x": ["b"], "y": ["x", "c"], "z": ["y"]}
CROSSED = {"l": ["r"], "m": ["r"], "p": ["l", "m"], "q": ["m", "l"]}


@pytest.mark.parametrize(
    ("ours", "theirs", "base"),
    [("x", "d", "b"), ("z", "d", "c"), ("d", "d", "d"), ("b", "z", "b"), ("a", "stranger", None)],
)
def test_the_merge_base_is_the_newest_version_both_came_from(ours, theirs, base):
    assert merge_base(ours, theirs, LINES) == merge_base(theirs, ours, LINES) == base


def test_crossed_lines_have_the_same_base_from_both_sides():
    assert merge_base("p", "q", CROSSED) == merge_base("q", "p", CROSSED) == "m"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [("x", "d", (1, 2)), ("z", "d", (3, 1)), ("a", "a", (0, 0)), ("a", "s", (1, 1))],
)
def test_a_fork_counts_how_far_it_is_ahead_and_behind(ours, theirs, expected):
    assert ahead_behind(ours, theirs, LINES) == expected


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 8))
    return {
        n: draw(st.lists(st.integers(0, n - 1), max_size=2, unique=True)) if n else [] for n in range(size)
    }


@given(graphs(), st.data())
def test_every_common_ancestor_is_an_ancestor_of_some_base(parents, data):
    ours, theirs = (data.draw(st.sampled_from(sorted(parents))) for _ in "ab")
    base = merge_base(ours, theirs, parents)
    common = ancestors(ours, parents) & ancestors(theirs, parents)
    assert (base is None) == (not common)
    assert base is None or not any(base in parents[each] for each in common)
