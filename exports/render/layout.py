"""How a card's answers are laid in lines: a decision every renderer shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .blocks import Fact, Inline, Run

_GAP = Run(" \u2003")


def card_lines(facts: Iterable[Fact]) -> Iterator[tuple[Inline, ...]]:
    """One line per answer, its label in bold; short answers in a row share a line, with plain labels."""
    shared: list[Inline] = []
    for fact in facts:
        if fact.short:
            shared.append(_line(fact))
            continue
        if shared:
            yield tuple(shared)
            shared = []
        yield (_line(fact),)
    if shared:
        yield tuple(shared)


def is_shared(line: tuple[Inline, ...]) -> bool:
    """Whether a line holds short answers."""
    return line[0][0].tone == "label"


def spaced(line: tuple[Inline, ...]) -> Inline:
    """The answers of a line one after the other, wide spaces between them."""
    runs = [run for answer in line for run in (_GAP, *answer)]
    return tuple(runs[1:])


def _line(fact: Fact) -> Inline:
    label = Run(f"{fact.label}: ", tone="label") if fact.short else Run(f"{fact.label}: ", bold=True)
    runs: list[Run] = [label]
    for position, paragraph in enumerate(fact.answer):
        runs += [Run("\n")] if position else []
        runs += paragraph
    return tuple(runs)
