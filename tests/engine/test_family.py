"""A family as a tree, page by page: everyone is shown or counted at one place, and nothing else is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.family import page_of_tree


@st.composite
def families(draw: st.DrawFn) -> tuple[dict[int, int | None], list[int]]:
    """Who builds on whom (0 is the origin), and who may be named, in some order."""
    size = draw(st.integers(1, 25))
    parents: dict[int, int | None] = {0: None}
    parents |= {key: draw(st.integers(0, key - 1)) for key in range(1, size)}
    named = draw(st.lists(st.sampled_from(sorted(parents)), unique=True))
    return parents, named


def test_a_fork_of_a_hidden_fork_stands_below_a_nameless_place() -> None:
    parents = {"a": None, "b": "a", "c": "b", "d": "a", "e": "d"}
    branches = page_of_tree(parents, ["a", "c"], ["c"], 0, 50)
    assert [(b.key, b.depth, b.hidden) for b in branches] == [("a", 0, 2), (None, 1, 0), ("c", 2, 0)]


def test_five_hundred_forks_come_in_pages() -> None:
    parents = {0: None, **dict.fromkeys(range(1, 501), 0)}
    first = page_of_tree(parents, list(parents), [0], 0, 50)
    assert (len(first), first[0].further) == (50, 451)
    last = page_of_tree(parents, list(parents), [0], 500, 50)
    assert ([b.key for b in last], last[0].further) == ([0, 500], 499)


@given(families(), st.integers(0, 30), st.integers(1, 10))
def test_everyone_is_shown_or_counted_once(family, start, size) -> None:
    parents, named = family
    branches = page_of_tree(parents, named, [0], start, size)
    if branches:
        assert sum(1 + b.hidden + b.further for b in branches) == len(parents)


@given(families(), st.integers(1, 10))
def test_the_pages_together_name_all_that_may_be_named_and_no_others(family, size) -> None:
    parents, named = family
    pages = [page_of_tree(parents, named, [], start, size) for start in range(0, len(named), size)]
    assert {b.key for page in pages for b in page} - {None} == set(named)


@given(families())
def test_depths_are_those_of_the_family(family) -> None:
    parents, named = family
    line: list[int] = []
    for branch in page_of_tree(parents, named, named, 0, 100):
        assert branch.depth <= len(line)
        if branch.key is not None:
            depth, above = 0, parents[branch.key]
            while above is not None:
                depth, above = depth + 1, parents[above]
            assert branch.depth == depth
        line = [*line[: branch.depth], branch.depth]


@given(families(), st.randoms())
def test_the_order_of_the_hidden_tells_nothing(family, random) -> None:
    parents, named = family
    keys = list(parents)
    random.shuffle(keys)
    shuffled = {key: parents[key] for key in keys}
    assert page_of_tree(shuffled, named, named, 0, 100) == page_of_tree(parents, named, named, 0, 100)


@given(families())
def test_siblings_stand_in_the_order_given(family) -> None:
    parents, named = family
    shown = [b.key for b in page_of_tree(parents, named, named, 0, 100) if b.key is not None]
    leaves = [key for key in named if parents[key] == 0 and key not in parents.values()]
    assert [key for key in shown if key in leaves] == leaves
