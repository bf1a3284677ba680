"""How a card's answers are laid in lines: a decision every renderer shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .blocks import Fact, Inline, Run

_GAP = Run(" \u2003")


def card_lines(facts: Iterable[Fact]) -> Iterator[Inline]:
    """One line per answer, its label in bold; short answers in a row share a line, their labels in grey."""
    shared: list[Run] = []
    for fact in facts:
        line = _line(fact)
        if fact.short:
            shared += [*([_GAP] if shared else []), *line]
            continue
        if shared:
            yield tuple(shared)
            shared = []
        yield line
    if shared:
        yield tuple(shared)


def _line(fact: Fact) -> Inline:
    label = Run(f"{fact.label}: ", tone="muted") if fact.short else Run(f"{fact.label}: ", bold=True)
    runs: list[Run] = [label]
    for position, paragraph in enumerate(fact.answer):
        runs += [Run("\n")] if position else []
        runs += paragraph
    return tuple(runs)
