"""The whole family of an assessment from its origin: visible ones by name, the others as counts (ADR 11)."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.family import Branch, page_of_tree
from assessments.lineage.people import Family, family_of
from assessments.lineage.stands import Stand, stands
from assessments.models import Assessment
from registry.models import User

PAGE_SIZE = 50


@dataclass(frozen=True)
class Named:
    """An assessment of the tree that may be named, and how it stands to what it was built on."""

    assessment: Assessment
    stand: Stand
    is_here: bool


@dataclass(frozen=True)
class Node:
    """One place in reading order; `named` is None for one that is not shown.

    `hidden` and `further` count those below it that are not shown, or are on other pages. `opens` says that
    the next node stands one level below, `closes` how many levels end after this one.
    """

    named: Named | None
    depth: int
    hidden: int
    further: int
    opens: bool
    closes: range


@dataclass(frozen=True)
class Tree:
    """A page of the tree in reading order; `shown` is how many may be named in all, `total` everyone."""

    nodes: tuple[Node, ...]
    total: int
    shown: int
    start: int

    @property
    def previous(self) -> int | None:
        """Where the page before begins; None on the first."""
        return max(self.start - PAGE_SIZE, 0) if self.start > 0 else None

    @property
    def next(self) -> int | None:
        """Where the next page begins; None on the last."""
        after = self.start + PAGE_SIZE
        return after if after < self.shown else None


def tree(assessment: Assessment, actor: User | None, start: int = 0) -> Tree:
    """The family of an assessment the actor may see, 50 named ones from number `start` of the tree.

    The assessment itself and what it builds on are on every page.
    """
    family = family_of(assessment, actor)
    branches = page_of_tree(family.parents, family.named, family.line, start, PAGE_SIZE)
    named = _named(assessment, actor, family, branches)
    return Tree(_nodes(branches, named), len(family.parents), len(family.named), start)


def _named(
    here: Assessment, actor: User | None, family: Family, branches: tuple[Branch, ...]
) -> dict[object, Named]:
    found = stands(family, [each.key for each in branches if each.key is not None], actor)
    return {key: Named(each.assessment, each, key == here.pk) for key, each in found.items()}


def _nodes(branches: tuple[Branch, ...], named: dict[object, Named]) -> tuple[Node, ...]:
    """Each branch with where its list opens and closes: a node with counts below it opens one of its own."""
    depths = [*(each.depth for each in branches[1:]), branches[0].depth] if branches else []
    return tuple(
        Node(
            named=named[each.key] if each.key is not None else None,
            depth=each.depth,
            hidden=each.hidden,
            further=each.further,
            opens=following > each.depth,
            closes=range(max(each.depth - following, 0)),
        )
        for each, following in zip(branches, depths, strict=True)
    )
