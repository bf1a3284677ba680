"""What a comparison is made of: cells in units in sections, what each weighs, and what it all comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from .content import Path, Row, Value
from .form import Field, FieldType, Section
from .prose import unwrapped
from .risk import MOMENTS, score_column
from .weights import Weight, weight_at_most, weight_of_change
from .words_diff import Segment, words_diff

_PROSE = (FieldType.TEXT, FieldType.RICH)


class What(StrEnum):
    """What happened to an answer, a row or a cell; WITHHELD when one side is hidden from the reader."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    WITHHELD = "withheld"
    SAME = "same"


@dataclass(frozen=True)
class Cell:
    """One answer, or one cell of a row of `table`, with what each side says."""

    path: Path
    question: Field
    what: What
    old: Value
    new: Value
    table: Field | None = None

    @cached_property
    def weight(self) -> Weight:
        """What the change weighs, worked out when somebody asks: whether a rewording is small takes time."""
        if self.what in (What.SAME, What.WITHHELD):
            return Weight.EDITORIAL
        return weight_of_change(self.question, self.table, self.old, self.new)

    @cached_property
    def words(self) -> tuple[Segment, ...]:
        """The change word by word; empty unless both sides are free text."""
        is_text = isinstance(self.old, str) and isinstance(self.new, str)
        is_prose = self.question.type in _PROSE and not self.question.codelist
        return words_diff(*map(self._lined_up, (self.old, self.new))) if is_text and is_prose else ()

    def _lined_up(self, text: Value) -> str:
        """A paragraph of rich text is one, wherever its lines were broken."""
        return unwrapped(str(text)) if self.question.type is FieldType.RICH else str(text)


def heaviest(cells: Iterable[Cell]) -> Weight:
    """What the heaviest of them weighs; one that cannot outweigh what was found is not looked into."""
    found = Weight.EDITORIAL
    for cell in cells:
        if weight_at_most(cell.question, cell.table) > found:
            found = max(found, cell.weight)
    return found


@dataclass(frozen=True)
class LevelChange:
    """A row's level at one moment: band ids, "" where a side has none; `turn` is +1 when it rose."""

    moment: str
    old: str
    new: str
    turn: int


@dataclass(frozen=True)
class Unit:
    """One answer, or one row of a table (then `old` and `new` are its rows), with the cells that differ."""

    path: Path
    question: Field
    what: What
    cells: tuple[Cell, ...]
    weight: Weight
    is_moved: bool = False
    old: Row | None = None
    new: Row | None = None
    levels: tuple[LevelChange, ...] = ()

    @property
    def row(self) -> Row | None:
        """The row as it is now, else as it was; None for an answer."""
        return self.new or self.old

    @property
    def turn(self) -> int:
        """+1 when the risk of this row is raised at any moment, −1 when it is only lowered, else 0."""
        turns = {level.turn for level in self.levels}
        return 1 if 1 in turns else min(turns, default=0)


@dataclass(frozen=True)
class SectionChanges:
    """A section of the form with what differs in it, in its own order."""

    section: Section
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Comparison:
    """All that differs; `unasked` are the keys the newer form no longer asks for."""

    sections: tuple[SectionChanges, ...]
    unasked: tuple[str, ...] = ()

    @property
    def units(self) -> Iterator[Unit]:
        """Every unit, in the order of the form."""
        return (unit for section in self.sections for unit in section.units)

    @cached_property
    def summary(self) -> Summary:
        """The counts."""
        return summarise(self)


@dataclass(frozen=True)
class Summary:
    """What a comparison comes to, in counts and keys alone, so that it can be shown without quoting."""

    COUNTS: ClassVar[tuple[str, ...]] = (
        "risks_raised", "risks_lowered", "scenarios_added", "scenarios_removed", "scenarios_changed",
        "measures_added", "measures_removed", "measures_changed", "moved", "withheld", "unasked",
    )  # fmt: skip

    risks_raised: int = 0
    risks_lowered: int = 0
    scenarios_added: int = 0
    scenarios_removed: int = 0
    scenarios_changed: int = 0
    measures_added: int = 0
    measures_removed: int = 0
    measures_changed: int = 0
    moved: int = 0
    withheld: int = 0
    unasked: int = 0
    answers: Mapping[str, Weight] = field(default_factory=dict)
    weight: Weight | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing that can be compared differs."""
        return self.weight is None and not self.unasked


def summarise(comparison: Comparison) -> Summary:
    """The counts of a comparison; it looks at no text."""
    counts = dict.fromkeys(
        (
            f"{entity}s_{what}"
            for entity in ("scenario", "measure")
            for what in ("added", "removed", "changed")
        ),
        0,
    )
    answers: dict[str, Weight] = {}
    units = [unit for unit in comparison.units if unit.what is not What.SAME]
    weighed = [unit for unit in units if unit.what is not What.WITHHELD]
    for unit in weighed:
        name = f"{unit.question.entity}s_{unit.what}"
        if name in counts and unit.row is not None:
            counts[name] += 1
        elif unit.what is not What.MOVED:
            key = unit.question.key
            answers[key] = max(answers.get(key, unit.weight), unit.weight)
    return Summary(
        risks_raised=sum(unit.turn > 0 for unit in weighed),
        risks_lowered=sum(unit.turn < 0 for unit in weighed),
        moved=sum(unit.is_moved for unit in units),
        withheld=len([cell for unit in units for cell in unit.cells if cell.what is What.WITHHELD])
        + len([unit for unit in units if unit.what is What.WITHHELD and not unit.cells]),
        unasked=len(comparison.unasked),
        answers=answers,
        weight=max((unit.weight for unit in weighed), default=None),
        **counts,
    )


def score_changes(unit: Unit) -> Iterator[Cell]:
    """The changed overall scores of a row, likelihood before impact, before measures first."""
    cells = {cell.question.key: cell for cell in unit.cells if cell.what is What.CHANGED}
    for moment in MOMENTS:
        for axis in ("likelihood", "impact"):
            found = cells.get(score_column(unit.question, axis, moment))
            if found is not None:
                yield found
