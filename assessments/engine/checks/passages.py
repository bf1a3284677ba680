"""Every text in a content that somebody wrote, each with its path and the question it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.engine.content import Content, Path, Value
from assessments.engine.form import Field, FieldType
from assessments.engine.schema import Schema

_PROSE = (FieldType.TEXT, FieldType.RICH, FieldType.ORG, FieldType.PERSON)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, where it stands, and the question or column it answers."""

    path: Path
    question: Field
    text: str


def passages(content: Content, schema: Schema) -> Iterator[Passage]:
    """The texts in the order of the form: answers of a section, rows in their order, cells in theirs.

    What is withheld is no text; codes, dates and numbers say nothing that can give anything away.
    """
    for question in schema.fields.values():
        yield from _of(question.key, question, content.fields.get(question.key))
        for row in content.rows.get(question.key, ()):
            for column in question.columns:
                yield from _of(f"{question.key}/{row.id}/{column.key}", column, row.fields.get(column.key))


def _of(path: Path, question: Field, value: Value) -> Iterator[Passage]:
    if isinstance(value, str) and question.type in _PROSE:
        yield Passage(path, question, value)
    elif isinstance(value, tuple) and question.type is FieldType.MULTI and not question.codelist:
        yield from (Passage(path, question, each) for each in value if isinstance(each, str))
    elif isinstance(value, Mapping):  # a reference's label, a file's name and text alternative
        said = (each for key, each in sorted(value.items()) if key != "id")
        yield from (Passage(path, question, each) for each in said if isinstance(each, str))
