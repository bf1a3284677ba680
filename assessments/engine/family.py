"""A family of assessments as a tree, of which a page shows a part: what is hidden is counted at its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Branch(Generic[K]):
    """One place of the tree; `key` is None where someone hidden stands between two who are shown.

    `hidden` is how many hidden ones stand below it that nothing on the page builds on, `further` how many
    shown ones below it are on other pages; neither tells which they are or how they hang together.
    """

    key: K | None
    depth: int
    hidden: int = 0
    further: int = 0


def page_of_tree(
    parents: Mapping[K, K | None], named: Sequence[K], pinned: Collection[K], start: int, size: int
) -> tuple[Branch[K], ...]:
    """The named ones number `start` to `start + size` of the tree, in reading order, with all they build on.

    `parents` is the whole family, `named` those that may be shown, in the order siblings stand in; `pinned`
    are on every page. Everyone in the family is a branch or counted at exactly one; laws in tests.
    """
    below = _children(parents, named)
    order = list(_walk(below[None], below))
    shown = set(named)
    walk = [key for key, _depth in order if key in shown]
    kept = _with_ancestors(
        [*walk[start : start + size], *(each for each in pinned if each in shown)], parents
    )
    further, hidden = Counter[K](), Counter[K]()
    for key, _depth in order:
        if key not in kept and (place := _nearest(key, parents, kept)) is not None:
            (further if key in shown else hidden)[place] += 1
    return tuple(
        Branch(key if key in shown else None, depth, hidden[key], further[key])
        for key, depth in order
        if key in kept
    )


def _children(parents: Mapping[K, K | None], named: Sequence[K]) -> dict[K | None, list[K]]:
    """Who stands below whom, in order: a hidden one stands where the first named one below it would."""
    place = {key: number for number, key in enumerate(named)}
    for number, key in enumerate(named):
        above = parents.get(key)
        while above is not None and above not in place:
            place[above] = number
            above = parents.get(above)
    below: dict[K | None, list[K]] = {None: []}
    for key in sorted(parents, key=lambda each: place.get(each, len(named))):
        above = parents[key]
        below.setdefault(above if above in parents else None, []).append(key)
    return below


def _walk(roots: Iterable[K], below: Mapping[K | None, Sequence[K]]) -> Iterator[tuple[K, int]]:
    """Everyone with the depth, each followed by those below; a loop, since a line may be long."""
    waiting = [(key, 0) for key in reversed(list(roots))]
    while waiting:
        key, depth = waiting.pop()
        yield key, depth
        waiting.extend((each, depth + 1) for each in reversed(below.get(key, ())))


def _with_ancestors(keys: Iterable[K], parents: Mapping[K, K | None]) -> set[K]:
    kept: set[K] = set()
    for key in keys:
        each: K | None = key
        while each is not None and each in parents and each not in kept:
            kept.add(each)
            each = parents[each]
    return kept


def _nearest(key: K, parents: Mapping[K, K | None], kept: Collection[K]) -> K | None:
    """The first one above that is on the page; None where not even the origin is."""
    above = parents[key]
    while above is not None and above not in kept:
        above = parents.get(above)
    return above
