"""What each kind of reader is shown: the one function everything shown to anyone passes through."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .content import Content, Mark, Path, Row, Value, Withheld, is_answered
from .form import Exempt, Field, Reuse
from .schema import Schema
from .withholding import Marks, outermost, withheld_in

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

    def fields(self) -> dict[str, Value]:
        """The answers."""
        asked = {key: each for key, each in self._schema.fields.items() if not each.columns}
        return self._shown(self._content.fields, asked, "")

    def rows(self) -> dict[str, tuple[Row, ...]]:
        """The rows of the tables that are not withheld as a whole."""
        tables = [key for key in self._content.rows if key in self._schema.fields and key not in self._marks]
        return {
            key: tuple(self._row(row, self._schema.field(key)) for row in self._content.rows[key])
            for key in tables
        }

    def marks(self) -> dict[Path, Mark]:
        """The marks on what is there, with nothing but their grounds."""
        return {path: Mark(mark.ground) for path, mark in self._marks.items() if self._is_there(path)}

    def _is_there(self, path: Path) -> bool:
        table, *rest = path.split("/", 2)
        return self._schema.asks(path) and (not rest or self._content.row(table, rest[0]) is not None)

    def _row(self, row: Row, table: Field) -> Row:
        path = f"{table.key}/{row.id}"
        if path in self._marks:
            return Row(row.id)
        return Row(row.id, self._shown(row.fields, table.columns_by_key, path), row.origin)

    def _shown(
        self, said: Mapping[str, Value], questions: Mapping[str, Field], unit: Path
    ) -> dict[str, Value]:
        shown = {key: _unless_delicate(value, questions.get(key)) for key, value in said.items()}
        for key in self._naming(questions):
            shown[key] = Withheld(self._marks[self._schema.collection_of(questions[key].target)].ground)
        for key, mark in self._by_unit.get(unit, {}).items():
            if key in questions:
                shown[key] = Withheld(mark.ground)
        return shown

    def _naming(self, questions: Mapping[str, Field]) -> list[str]:
        """What names rows of a table that is withheld as a whole: it would tell how many there are."""
        if not self._hides_a_table:
            return []
        naming = (key for key, question in questions.items() if question.names_rows)
        return [key for key in naming if self._schema.collection_of(questions[key].target) in self._marks]


def _unless_delicate(value: Value, question: Field | None) -> Value:
    hides = question is not None and is_delicate(question) and is_answered(value)
    return Withheld(question.ground) if question and hides else value
