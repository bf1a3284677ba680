"""One answer or cell that differs, in lines: words that came and went, each with its sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assessments.engine.compared import Cell, LevelChange, Unit, What
from assessments.engine.weights import Weight
from assessments.engine.words_diff import Kind
from assessments.engine.words_shown import Fold, readable
from exports.render.blocks import Inline, Run

from .answers import Lines, answer_lines
from .risk import band_chip
from .setting import Setting

_SIGNS = {Kind.ADDED: ("+", "ins"), Kind.REMOVED: ("−", "del")}
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_MARKS = {What.ADDED: "+", What.REMOVED: "−", What.MOVED: "↕", What.CHANGED: "✎", What.WITHHELD: ""}


def happened(setting: Setting, unit: Unit, serious: str) -> Iterator[Run]:
    """What happened, whether it is `serious` (in words), whether the row moved too, where its level went."""
    yield Run(f"{_MARKS[unit.what]} {setting.word(f'what_{unit.what}')}".strip(), bold=True)
    if unit.is_moved and unit.what is not What.MOVED:
        yield Run(f"\u2003{_MARKS[What.MOVED]} {setting.word('what_moved')}")
    if unit.weight is Weight.SERIOUS and serious:
        yield Run(f"\u2003! {serious}", bold=True)
    for level in unit.levels:
        yield from _level(setting, level)


def _level(setting: Setting, level: LevelChange) -> Iterator[Run]:
    yield Run(f"\u2003{setting.word(f'level_{level.moment}')}: ")
    yield _band(setting, level.old)
    yield Run(" → ")
    yield _band(setting, level.new)


def _band(setting: Setting, band: str) -> Run:
    bands = setting.source.schema.bands
    return band_chip(setting, bands[band]) if band in bands else Run("–", tone="muted")


def differing_lines(cell: Cell, then: Setting, now: Setting) -> Lines:
    """What differs in one answer or cell, read by the older side's setting and the newer one's."""
    if cell.what is What.WITHHELD:
        return ((Run(now.word("not_compared"), tone="withheld"),),)
    if cell.words:
        return tuple(_words(cell, now)) or ((Run(""),),)
    old, new = answer_lines(then, cell.question, cell.old), answer_lines(now, cell.question, cell.new)
    if cell.what is What.ADDED:
        return _signed(new, Kind.ADDED)
    if cell.what is What.REMOVED:
        return _signed(old, Kind.REMOVED)
    if cell.question.axis:
        return ((*old[0], Run(" → "), *new[0]),)
    gone, come = ([line for line in a if line not in b] for a, b in ((old, new), (new, old)))
    return (*_signed(gone, Kind.REMOVED), *_signed(come, Kind.ADDED))


def _words(cell: Cell, setting: Setting) -> Iterator[Inline]:
    """The words line by line; each change carries its sign, so that it reads without colour."""
    line: list[Run] = []
    for part in readable(cell.words):
        if isinstance(part, Fold):
            if line:
                yield tuple(line)
            yield (Run(setting.word("paragraphs_unchanged", count=part.paragraphs), tone="muted"),)
            line = []
            continue
        sign, tone = _SIGNS.get(part.kind, ("", ""))
        if sign and line and line[-1].tone:  # what came right after what went
            line.append(Run(" "))
        for number, text in enumerate(part.text.split("\n")):
            if number and line:
                yield tuple(line)
                line = []
            line += [*_sign(sign), *_said(text, tone)] if text else []
    if line:
        yield tuple(line)


def _signed(lines: Iterable[Inline], kind: Kind) -> Lines:
    """Whole lines that came or went."""
    sign, tone = _SIGNS[kind]
    return tuple((*_sign(f"{sign} "), *(_toned(run, tone) for run in line)) for line in lines)


def _sign(sign: str) -> Inline:
    """The sign stands outside the line that strikes the text: struck, a minus cannot be seen."""
    return (Run(sign, bold=True),) if sign else ()


def _said(text: str, tone: str) -> Iterator[Run]:
    """Text as it was written, what stands between two pairs of asterisks in bold."""
    for place, piece in enumerate(_BOLD.split(text)):
        if piece:
            yield Run(piece, bold=place % 2 == 1, tone=tone)


def _toned(run: Run, tone: str) -> Run:
    return replace(run, tone=run.tone or tone)
