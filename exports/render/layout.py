"""How a card's answers are laid in lines: a decision every renderer shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .blocks import Fact, Inline, Run

_GAP = Run(" \u2003")


def card_lines(facts: Iterable[Fact]) -> Iterator[Inline]:
    """One line per answer with its label in bold; short answers that follow each other share a line."""
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
    runs = [Run(f"{fact.label}:", bold=True), Run(" ")]
    for position, paragraph in enumerate(fact.answer):
        runs += [Run("\n")] if position else []
        runs += paragraph
    return tuple(runs)
