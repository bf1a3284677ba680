"""A comparison laid out for reading: sections, units and cells in words, ready for a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from assessments.comparing import Compared
from assessments.engine.compared import Cell, Comparison, LevelChange, Summary, Unit, What
from assessments.engine.words_diff import Segment
from assessments.engine.words_shown import Fold, readable
from assessments.pages.places import row_name
from assessments.pages.shown import Lens, Level, Shown, present, reader_language
from assessments.telling import WEIGHTS, told


@dataclass(frozen=True)
class ShownItem:
    """One entry of a list: the same on both sides, added or removed."""

    text: str
    what: str


@dataclass(frozen=True)
class ShownCell:
    """One answer or cell: `kind` is words, items, pair or withheld; `words` are segments and folds."""

    label: str
    what: str
    kind: str
    old: Shown = field(default_factory=Shown)
    new: Shown = field(default_factory=Shown)
    words: tuple[Segment | Fold, ...] = ()
    items: tuple[ShownItem, ...] = ()


@dataclass(frozen=True)
class ShownLevel:
    """A level before and after: which moment it is about, both levels, and whether it rose or fell."""

    moment: str
    old: Level | None
    new: Level | None
    turn: int


@dataclass(frozen=True)
class ShownUnit:
    """One answer or row with what differs in it."""

    path: str
    title: str
    what: str
    is_row: bool
    is_moved: bool
    weight: str
    weight_label: object
    turn: int
    levels: tuple[ShownLevel, ...]
    cells: tuple[ShownCell, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return self.path.replace("/", "-")


Laid = TypeVar("Laid")
"""One answer or row, laid out for what is to be done with it."""


@dataclass(frozen=True)
class ShownSection(Generic[Laid]):
    """A section of the form with what there is to show in it."""

    key: str
    label: str
    units: tuple[Laid, ...]


@dataclass(frozen=True)
class Layout:
    """Lays a comparison out in one language; with `is_whole` what is the same is there too."""

    compared: Compared
    language: str
    is_whole: bool = False

    @classmethod
    def of(cls, compared: Compared, *, is_whole: bool = False) -> Layout:
        """The layout in the language of the page."""
        return cls(compared, reader_language(), is_whole)

    @cached_property
    def then(self) -> Lens:
        """Through what the older side is read."""
        return Lens(self.compared.schema, self.compared.contents[0], self.language)

    @cached_property
    def now(self) -> Lens:
        """Through what the newer side is read."""
        return Lens(self.compared.schema, self.compared.contents[1], self.language)

    @property
    def comparison(self) -> Comparison:
        """What is laid out."""
        return self.compared.whole if self.is_whole else self.compared.comparison

    @property
    def summary(self) -> Summary:
        """The counts."""
        return self.compared.summary

    @property
    def told(self) -> str:
        """The summary in words."""
        return told(self.summary, self.compared.schema, self.language)

    @property
    def weight_label(self) -> object:
        """What the heaviest change weighs, in words; "" when nothing differs."""
        return WEIGHTS[self.summary.weight] if self.summary.weight else ""

    @cached_property
    def sections(self) -> tuple[ShownSection[ShownUnit], ...]:
        """The sections that have something to show."""
        return tuple(
            ShownSection(
                each.section.key, self.now.label(each.section.label), tuple(map(self._unit, each.units))
            )
            for each in self.comparison.sections
        )

    @property
    def why(self) -> list[tuple[str, Shown]]:
        """The fork's own words on what differs and why, by question."""
        schema = self.compared.schema
        return [
            (self.now.label(schema.field(key).label), present(value, schema.field(key), self.now))
            for key, value in self.compared.why.items()
            if key in schema.fields
        ]

    @property
    def unasked(self) -> list[str]:
        """What the newer form no longer asks for, as the older one called it."""
        return [self._old_label(*path.split("/")) for path in self.comparison.unasked]

    def _old_label(self, key: str, column: str = "") -> str:
        question = self.compared.older.fields.get(key)
        asked = question.columns_by_key.get(column) if question and column else question
        return self.now.label(asked.label) if asked else column or key

    def _unit(self, unit: Unit) -> ShownUnit:
        return ShownUnit(
            path=unit.path,
            title=self._title(unit),
            what=unit.what.value,
            is_row=unit.row is not None,
            is_moved=unit.is_moved,
            weight=unit.weight.value,
            weight_label=WEIGHTS[unit.weight],
            turn=unit.turn,
            levels=tuple(self._level(each) for each in unit.levels),
            cells=tuple(self._cell(each) for each in unit.cells),
        )

    def _title(self, unit: Unit) -> str:
        if unit.row is None:
            return self.now.label(unit.question.label)
        lens = self.now if unit.new is not None else self.then
        return row_name(unit.question, unit.row, self._numbers[unit.row.id], lens)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The place of each row in its table, on the newer side when it is there."""
        tables = [rows for content in self.compared.contents for rows in content.rows.values()]
        return {row.id: number for rows in tables for number, row in enumerate(rows, 1)}

    def _level(self, level: LevelChange) -> ShownLevel:
        bands = self.compared.schema.bands
        old, new = self.then.level(bands.get(level.old)), self.now.level(bands.get(level.new))
        return ShownLevel(level.moment, old, new, level.turn)

    def _cell(self, cell: Cell) -> ShownCell:
        return show_cell(cell, self.then, self.now, is_whole=self.is_whole)


def show_cell(cell: Cell, then: Lens, now: Lens, *, is_whole: bool = False) -> ShownCell:
    """One answer or cell in words, each side through its own lens; long unchanged text is folded."""
    label, question = now.label(cell.question.label), cell.question
    if cell.what is What.WITHHELD:
        return ShownCell(label, cell.what.value, "withheld")
    old, new = present(cell.old, question, then), present(cell.new, question, now)
    if cell.what is What.CHANGED and cell.words:
        return ShownCell(label, cell.what.value, "words", words=readable(cell.words, is_whole=is_whole))
    if cell.what is What.CHANGED and "list" in (old.kind, new.kind):
        items = tuple(_items(old.items, new.items))
        return ShownCell(label, cell.what.value, "items", items=items)
    return ShownCell(label, cell.what.value, "pair", old, new)


def _items(old: Sequence[str], new: Sequence[str]) -> Iterator[ShownItem]:
    """What went first, then the list as it is now."""
    yield from (ShownItem(text, What.REMOVED.value) for text in old if text not in new)
    for text in new:
        yield ShownItem(text, (What.SAME if text in old else What.ADDED).value)
