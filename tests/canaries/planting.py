"""Putting a canary in every text of an assessment, and keeping account of where each may be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.content import Content, Row
from assessments.engine.schema import Exempt, Field, FieldType, Reuse, Schema
from tests.canaries.rules import Case, Rule, ours, shown_at, title_of
from tests.canaries.words import Aviary, words_in

TEXTS = (FieldType.TEXT, FieldType.ORG, FieldType.PERSON, FieldType.RICH)


@dataclass(frozen=True)
class Planter:
    """Plants in one assessment."""

    birds: Aviary
    case: Case

    def word(self, place: str, *rules: Rule) -> str:
        """A text with a canary of its own for a place beside the content; for the owner's people at least."""
        return self.birds.take(f"{self.case.name}: {place}", *(rules or (ours(self.case),))).text

    def everywhere(self, content: Content, schema: Schema) -> Content:
        """The content with a text of its own in every answer and cell that is free text."""
        fields = {
            key: self._text(schema.fields[key], key, value)
            for key, value in content.fields.items()
            if key not in ("title", "licence")
        }
        content = content.with_fields(fields)
        for table, rows in content.rows.items():
            if table != "solutions":
                content = content.with_rows(table, tuple(self._row(schema.field(table), row) for row in rows))
        return content

    def answers(self, given: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
        """The same for the answers of advice, of the answer to it, or of a decision."""
        return {key: self._text(schema.fields[key], key, value) for key, value in given.items()}

    def keep(self, texts: Mapping[str, Any], where: str, *rules: Rule) -> None:
        """Say who may read the words in these texts."""
        for word in words_in(*(str(each) for each in texts.values())):
            self.birds.also(word, f"{self.case.name}: {where}", *rules)

    def keep_version(self, number: int, content: Content, schema: Schema) -> None:
        """Say who may read the words of a version: whoever is shown it, but for what is withheld of it."""
        for path, value, asked in places(content, schema):
            for word in words_in(str(value)):
                rule = shown_at(self.case, number, path, is_delicate(asked))
                rule = title_of(self.case, number) if path == "title" else rule
                self.birds.also(word, f"{self.case.name}: v{number} {path}", rule)

    def _row(self, table: Field, row: Row) -> Row:
        cells = {
            key: self._text(table.columns_by_key[key], f"{table.key}/{key}", value)
            for key, value in row.fields.items()
        }
        return Row(row.id, cells, row.origin)

    def _text(self, asked: Field, place: str, value: Any) -> Any:
        if asked.type in TEXTS and not asked.codelist and isinstance(value, str):
            return self.word(place)
        if asked.type is FieldType.MULTI and not asked.codelist:
            return [self.word(place)]
        if asked.type is FieldType.FILE and isinstance(value, Mapping):
            name = self.birds.take(f"{self.case.name}: {place}", ours(self.case)).word
            return {"name": f"{name}.png", "text_alternative": self.word(place)}
        return value


def places(content: Content, schema: Schema) -> Iterator[tuple[str, Any, Field]]:
    """Every answer and cell there is, with its path and its question."""
    for key, value in content.fields.items():
        yield key, value, schema.fields[key]
    for table, rows in content.rows.items():
        columns = schema.field(table).columns_by_key
        for row in rows:
            for key, value in row.fields.items():
                yield f"{table}/{row.id}/{key}", value, columns[key]


def is_delicate(asked: Field) -> bool:
    """What is local and likely to need it is withheld from others without a mark (ADR 7)."""
    return asked.reuse is Reuse.LOCAL and asked.exempt is Exempt.LIKELY
