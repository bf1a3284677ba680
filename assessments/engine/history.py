"""Versions and their parents as a graph: where two lines part, and how far each has gone since."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

V = TypeVar("V", bound=Hashable)


def ancestors(version: V, parents: Mapping[V, Sequence[V]]) -> frozenset[V]:
    """The version and everything it came from; a version that `parents` does not know has none."""
    seen: set[V] = set()
    waiting = [version]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting.extend(parents.get(each, ()))
    return frozenset(seen)


def merge_base(ours: V, theirs: V, parents: Mapping[V, Sequence[V]]) -> V | None:
    """The newest version both came from, or None when they are not related.

    Where two lines have crossed there can be several: the one with the longest history is taken, then the one
    whose text form is last, so that both sides find the same.
    """
    our_line, their_line = ancestors(ours, parents), ancestors(theirs, parents)
    common = our_line & their_line
    older = {parent for each in common for parent in parents.get(each, ())}
    length = {each: len(ancestors(each, parents)) for each in common - older}
    return max(sorted(length, key=str, reverse=True), key=length.__getitem__, default=None)


def ahead_behind(ours: V, theirs: V, parents: Mapping[V, Sequence[V]]) -> tuple[int, int]:
    """How many versions of ours they do not have, and how many of theirs we do not have."""
    our_line, their_line = ancestors(ours, parents), ancestors(theirs, parents)
    return len(our_line - their_line), len(their_line - our_line)
