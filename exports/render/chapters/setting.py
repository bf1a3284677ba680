"""What every chapter needs while it is set: the source, the words, short names of rows, running numbers."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.engine.content import Content, Path, Row, Value
from assessments.engine.schema import Field, FieldType, Text
from exports.render.blocks import Heading
from exports.render.source import Source
from exports.render.words import words_in, written_date, written_time

_PREFIXES = {"scenario": "scenario_prefix", "measure": "measure_prefix"}
_IN_FORCE = "approved"


class Setting:
    """One document being set; the only thing in it that moves is the numbering of headings."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.language = source.language
        self.words = words_in(source.language)
        self.awaiting = frozenset(source.standing.awaiting) if source.standing else frozenset()
        self.row_names = _row_names(source, self.words)
        self._chapter = 0
        self._question = 0

    def word(self, key: str, **values: object) -> str:
        """One of the document's own words with `values` filled in."""
        return self.words[key].format(**values) if values else self.words[key]

    def text(self, text: Text | None) -> str:
        """A label of the schema in the document's language, else in the first language it has."""
        if not text:
            return ""
        return text.get(self.language) or next(iter(text.values()))

    def date(self, moment: str) -> str:
        """An ISO date or time as people write it."""
        return written_date(moment, self.words)

    def time(self, moment: str) -> str:
        """An ISO time as people write it, to the minute."""
        return written_time(moment, self.words)

    @property
    def is_in_force(self) -> bool:
        """Whether the version is the approved one."""
        return self.source.state == _IN_FORCE

    def chapter(self, title: str, new_page: bool = False) -> Heading:
        """The next chapter heading."""
        self._chapter += 1
        self._question = 0
        return Heading(1, title, f"c{self._chapter}", str(self._chapter), new_page)

    def next_number(self) -> str:
        """The number of the next question in this chapter ("4.7")."""
        self._question += 1
        return f"{self._chapter}.{self._question}"

    def question(self, title: str, number: str = "") -> Heading:
        """A heading for one question, numbered unless a number is given."""
        number = number or self.next_number()
        return Heading(2, title, "q" + number.replace(".", "-"), number)

    def answer(self, field: Field) -> Value:
        """The answer to a question, wherever it lives: in the content, computed, or in the latest record."""
        if field.key in self.source.computed:
            return self.source.computed[field.key]
        if field.key in self.source.content.fields:
            return self.source.content.fields[field.key]
        told = (record.answers.get(field.key) for record in reversed(self.source.records))
        return next((value for value in told if value is not None), None)

    def cell(self, collection: str, row: Row, column: Field) -> Value:
        """The value of one cell, computed or written."""
        computed = self.source.computed.get(f"{collection}/{row.id}/{column.key}")
        return computed if computed is not None else row.fields.get(column.key)

    def table_of(self, entity: str) -> Field | None:
        """The table whose rows are `entity` ("scenario", "measure"), if the form has one."""
        tables = (field for field in self.source.schema.fields.values() if field.type is FieldType.TABLE)
        return next((field for field in tables if field.entity == entity), None)

    def rows(self, key: str, content: Content | None = None) -> tuple[Row, ...]:
        """The rows of a table; a computed table gets rows from its computed value."""
        computed = self.source.computed.get(key)
        if isinstance(computed, tuple):
            made = [dict(value) for value in computed if isinstance(value, Mapping)]
            return tuple(Row(str(place), fields) for place, fields in enumerate(made, start=1))
        return (content or self.source.content).rows.get(key, ())


def _row_names(source: Source, words: Mapping[str, str]) -> dict[Path, str]:
    """A short name for every row, by its id: R1, T4, or just its number."""
    names: dict[Path, str] = {}
    for key in source.schema.collections:
        prefix = words.get(_PREFIXES.get(source.schema.field(key).entity, ""), "")
        for place, row in enumerate(source.content.rows.get(key, ()), start=1):
            names[row.id] = f"{prefix}{place}"
    return names
