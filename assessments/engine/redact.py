"""What each kind of reader is shown: the one function everything shown to anyone passes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from .content import Content, Mark, Path, Row, Value, Withheld, is_answered
from .form import Exempt, Field, Reuse
from .schema import Schema
from .withholding import Marks, outermost, withheld_in

Fields = Mapping[str, Value]  # answers, or the cells of a row

__all__ = ["Reading", "Withheld", "is_delicate", "least", "redact", "withheld_paths"]


class Reading(StrEnum):
    """The three readings of a version: the owner's roles, bodies it is shared with, everyone."""

    FULL = "full"
    MEMBERS = "members"
    PUBLIC = "public"


def least(*readings: str) -> Reading:
    """The one of them that is shown least."""
    return Reading(min(readings, key=(Reading.PUBLIC, Reading.MEMBERS, Reading.FULL).index))


def redact(content: Content, schema: Schema, reading: Reading, marks: Marks) -> Content:
    """The content as `reading` may see it; FULL is the content itself.

    `marks` are those that withhold on the day of reading (`withholding.on_day`): the content's own and what
    was withheld of it at once. For the others than FULL a marked answer or cell becomes `Withheld(ground)`,
    answered or not (a computed one too, so that it is not computed again), a marked row keeps only its id, a
    marked collection shows no rows and nothing refers to them. Marks keep their ground, neither reason nor
    end date; how the owner decided about what it inherited is left out. What is local and likely to need
    withholding (a concrete vulnerability, how far a measure has come) is `Withheld` on its usual ground
    without a mark; else a default exemption is a hint to the writer.
    """
    if reading is Reading.FULL:
        return content
    cut = _Cut(content, schema, marks)
    return Content(fields=cut.fields(), rows=cut.rows(), marks=cut.marks())


def withheld_paths(content: Content, schema: Schema, reading: Reading, marks: Marks) -> frozenset[Path]:
    """The answers, cells, rows and tables that `reading` is not shown."""
    if reading is Reading.FULL:
        return frozenset()
    return frozenset(withheld_in(redact(content, schema, reading, marks)))


def is_delicate(question: Field) -> bool:
    """Whether what is answered is withheld from others even without a mark."""
    return question.reuse is Reuse.LOCAL and question.exempt is Exempt.LIKELY


class _Cut:
    """One content being cut by the outermost of its marks."""

    def __init__(self, content: Content, schema: Schema, marks: Marks) -> None:
        self._content, self._schema = content, schema
        self._marks = outermost(marks)
        self._by_unit: dict[Path, dict[str, Mark]] = {}
        for path, mark in self._marks.items():
            unit, _slash, cell = path.rpartition("/")
            self._by_unit.setdefault(unit, {})[cell] = mark
        self._hides_a_table = any(key in self._marks for key in schema.collections)

    def fields(self) -> Mapping[str, Value]:
        """The answers."""
        asked = {key: each for key, each in self._schema.fields.items() if not each.columns}
        return self._within(asked)(self._content.fields, "")

    def rows(self) -> dict[str, tuple[Row, ...]]:
        """The rows of the tables that are not withheld as a whole."""
        tables = [key for key in self._content.rows if key in self._schema.fields and key not in self._marks]
        return {key: self._rows(self._content.rows[key], self._schema.field(key)) for key in tables}

    def marks(self) -> dict[Path, Mark]:
        """The marks on what is there, with nothing but their grounds."""
        return {path: Mark(mark.ground) for path, mark in self._marks.items() if self._is_there(path)}

    def _is_there(self, path: Path) -> bool:
        table, *rest = path.split("/", 2)
        return self._schema.asks(path) and (not rest or self._content.row(table, rest[0]) is not None)

    def _rows(self, rows: Iterable[Row], table: Field) -> tuple[Row, ...]:
        shown = self._within(table.columns_by_key)

        def cut(row: Row) -> Row:
            path = f"{table.key}/{row.id}"
            if path in self._marks:
                return Row(row.id)
            fields = shown(row.fields, path)
            return row if fields is row.fields else Row(row.id, fields, row.origin)

        return tuple(map(cut, rows))

    def _within(self, questions: Mapping[str, Field]) -> Callable[[Fields, Path], Fields]:
        """What is shown of the answers to these questions, or of a row's cells; themselves when all is."""
        delicate = {key: Withheld(each.ground) for key, each in questions.items() if is_delicate(each)}
        naming = self._naming(questions)

        def shown(said: Fields, unit: Path) -> Fields:
            withheld = {key: stands for key, stands in delicate.items() if is_answered(said.get(key))}
            withheld.update(naming)
            for key, mark in self._by_unit.get(unit, {}).items():
                if key in questions:
                    withheld[key] = Withheld(mark.ground)
            return {**said, **withheld} if withheld else said

        return shown

    def _naming(self, questions: Mapping[str, Field]) -> dict[str, Withheld]:
        """What names rows of a table that is withheld as a whole: it would tell how many there are."""
        if not self._hides_a_table:
            return {}
        collections = {
            key: self._schema.collection_of(q.target) for key, q in questions.items() if q.names_rows
        }
        hidden = {key: self._marks.get(collection) for key, collection in collections.items()}
        return {key: Withheld(mark.ground) for key, mark in hidden.items() if mark}
