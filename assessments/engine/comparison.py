"""What differs between two contents, as people read it: by section, by answer or row, with what it weighs.

`engine.diff` says exactly what changed; this says what it means. Both contents are as one reader may see
them: what is withheld on either side is told as withheld, never as text that came or went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .compared import Cell, Comparison, LevelChange, SectionChanges, Unit, What, heaviest
from .computed import cell as computed_cell
from .content import Content, Path, Row, Value, Withheld, is_answered, unit_of
from .diff import Aspect, diff, moved_rows
from .form import Field, FieldType, Section, Stage
from .risk import NOT_RELEVANT
from .schema import Schema
from .weights import Weight, weight_of_row


def compare(old: Content, new: Content, schema: Schema, *, whole: bool = False) -> Comparison:
    """What differs between two contents as one reader sees them, read by the newer of their forms.

    With `whole` what is the same on both sides is there as well, as `What.SAME`.
    """
    return _Comparer(old, new, schema, whole).compare()


class _Comparer:
    """One comparison being made; what every row needs is looked up once."""

    def __init__(self, old: Content, new: Content, schema: Schema, whole: bool) -> None:
        self.old, self.new, self.schema, self.whole = old, new, schema, whole
        changes = (change for change in diff(old, new) if change.aspect is Aspect.VALUE)
        self.touched = {unit_of(change.path) for change in changes}
        scale = schema.scale_key
        self.unasked: set[Path] = set()
        self.is_rescaled = old.fields.get(scale) != new.fields.get(scale)

    def compare(self) -> Comparison:
        sections = (
            SectionChanges(section, tuple(self._section(section))) for section in self.schema.sections
        )
        found = tuple(each for each in sections if each.units)
        gone = {path.split("/", 1)[0] for path in self.touched} - {*self.schema.fields}
        return Comparison(found, tuple(sorted(gone | self.unasked)))

    def _section(self, section: Section) -> Iterator[Unit]:
        for question in section.fields:
            if question.stage is not Stage.DRAFT or question.auto:
                continue
            if question.type is FieldType.TABLE:
                yield from self._table(question)
            elif self.whole or question.key in self.touched:
                cell = self._cell(question.key, question, None, self.old.fields, self.new.fields)
                if cell is not None:
                    yield Unit(question.key, question, cell.what, (cell,), cell.weight)

    def _cell(
        self,
        path: Path,
        question: Field,
        table: Field | None,
        old: Mapping[str, Value],
        new: Mapping[str, Value],
    ) -> Cell | None:
        """The answer on both sides; None when it is the same (unless all is asked for) or on neither."""
        was, now = old.get(question.key), new.get(question.key)
        if was == now:
            is_wanted = self.whole and is_answered(was)
            return Cell(path, question, What.SAME, was, now, table) if is_wanted else None
        if isinstance(was, Withheld) or isinstance(now, Withheld):
            return Cell(path, question, What.WITHHELD, was, now, table)
        if not (is_answered(was) or is_answered(now)):
            return None
        what = What.CHANGED if is_answered(was) and is_answered(now) else None
        what = what or (What.ADDED if is_answered(now) else What.REMOVED)
        return Cell(path, question, what, was, now, table)

    def _table(self, table: Field) -> Iterator[Unit]:
        key = table.key
        if _is_hidden(self.old, key) or _is_hidden(self.new, key):
            if _is_hidden(self.old, key) != _is_hidden(self.new, key):
                yield Unit(key, table, What.WITHHELD, (), Weight.EDITORIAL)
            return
        old = {row.id: row for row in self.old.rows.get(key, ())}
        new = {row.id: row for row in self.new.rows.get(key, ())}
        both = [row_id for row_id in old if row_id in new]
        moved = moved_rows(both, [row_id for row_id in new if row_id in old])
        for row_id in _in_order(old, new):
            unit = self._row(table, old.get(row_id), new.get(row_id), row_id in moved)
            if unit is not None:
                yield unit

    def _row(self, table: Field, old: Row | None, new: Row | None, is_moved: bool) -> Unit | None:
        row = new or old
        assert row is not None
        path = f"{table.key}/{row.id}"
        if old is not None and new is not None:
            return self._kept(table, path, old, new, is_moved)
        what = What.ADDED if old is None else What.REMOVED
        if _is_empty(self.old if new is None else self.new, path, row):
            return Unit(path, table, What.WITHHELD, (), Weight.EDITORIAL, False, old, new)
        weight = weight_of_row(table, is_added=old is None)
        return Unit(path, table, what, self._cells(table, path, old, new), weight, False, old, new)

    def _kept(self, table: Field, path: Path, old: Row, new: Row, is_moved: bool) -> Unit | None:
        """A row that is on both sides; None when nothing about it differs."""
        is_touched = path in self.touched
        if not (is_touched or self.whole or self.is_rescaled):
            return None
        unit = Unit(path, table, What.SAME, (), Weight.EDITORIAL, is_moved, old, new)
        if _is_empty(self.old, path, old) or _is_empty(self.new, path, new):
            return replace(unit, what=What.WITHHELD) if is_touched else None
        cells = self._cells(table, path, old, new) if is_touched or self.whole else ()
        differing = [cell for cell in cells if cell.what not in (What.SAME, What.WITHHELD)]
        levels = self._levels(table, old, new, is_scored=_are_scored(differing))
        if differing or levels:
            weight = _weight_of_kept(differing, levels)
            return Unit(path, table, What.CHANGED, cells, weight, is_moved, old, new, levels)
        if is_moved:
            return replace(unit, what=What.MOVED, cells=cells)
        if any(cell.what is What.WITHHELD for cell in cells):
            return replace(unit, what=What.WITHHELD, cells=cells)
        return replace(unit, cells=cells) if self.whole else None

    def _cells(self, table: Field, path: Path, old: Row | None, new: Row | None) -> tuple[Cell, ...]:
        was, now = old.fields if old else {}, new.fields if new else {}
        self.unasked |= {f"{table.key}/{key}" for key in {*was, *now} - {*table.columns_by_key}}
        columns = [each for each in table.columns if not each.auto and (each.key in was or each.key in now)]
        found = (self._cell(f"{path}/{column.key}", column, table, was, now) for column in columns)
        return tuple(cell for cell in found if cell is not None)

    def _levels(self, table: Field, old: Row, new: Row, *, is_scored: bool) -> tuple[LevelChange, ...]:
        """Where the level differs; a row that is set aside on a side has no level there.

        Where nothing was scored anew only another scale moves levels, and one not chosen yet moves none.
        """
        found = []
        for column in table.columns if is_scored or self.is_rescaled else ():
            if column.auto == "matrix":
                was, now = (
                    self._level(table, column, old, self.old),
                    self._level(table, column, new, self.new),
                )
                if was != now and (is_scored or (was and now)):
                    found.append(LevelChange(column.moment, was, now, self._turn(was, now)))
        return tuple(found)

    def _level(self, table: Field, column: Field, row: Row, content: Content) -> str:
        if row.fields.get(NOT_RELEVANT) is True:
            return ""
        level = computed_cell(row, column, table, content, self.schema)
        return level if isinstance(level, str) else ""

    def _turn(self, old: str, new: str) -> int:
        if not (old and new):
            return 0
        was, now = self.schema.bands[old].rank, self.schema.bands[new].rank
        return (now > was) - (now < was)


def _in_order(old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[str]:
    """The ids in the new order, each row that is gone after the row it used to follow."""
    gone: dict[str, list[str]] = {}
    before = ""
    for row_id in old:
        if row_id in new:
            before = row_id
        else:
            gone.setdefault(before, []).append(row_id)
    yield from gone.get("", ())
    for row_id in new:
        yield row_id
        yield from gone.get(row_id, ())


def _is_hidden(content: Content, key: str) -> bool:
    """Whether a reader of this content sees none of the rows of a table because it is withheld as a whole."""
    return key in content.marks and not content.rows.get(key)


def _is_empty(content: Content, path: Path, row: Row) -> bool:
    """Whether a row is withheld as a whole: redaction leaves its id and its mark."""
    return path in content.marks and not row.fields


def _weight_of_kept(differing: list[Cell], levels: tuple[LevelChange, ...]) -> Weight:
    """A risk that is raised weighs most; nothing need be read to know that."""
    if any(level.turn > 0 for level in levels):
        return Weight.SERIOUS
    return heaviest(differing) if differing else Weight.NOTABLE


def _are_scored(cells: list[Cell]) -> bool:
    """Whether a level may differ because of these cells."""
    return any(cell.question.axis or cell.question.key == NOT_RELEVANT for cell in cells)
