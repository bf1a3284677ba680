"""What each kind of reader is shown: the one function everything shown to anyone passes through."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .content import Content, Mark, Path, Row, Value, Withheld, is_answered
from .form import Exempt, Field, Reuse
from .schema import Schema

__all__ = ["Reading", "Withheld", "least", "redact", "withheld_paths"]


class Reading(StrEnum):
    """The three readings of a version: the owner's roles, bodies it is shared with, everyone."""

    FULL = "full"
    MEMBERS = "members"
    PUBLIC = "public"


def least(*readings: str) -> Reading:
    """The one of them that is shown least."""
    return Reading(min(readings, key=(Reading.PUBLIC, Reading.MEMBERS, Reading.FULL).index))


def redact(content: Content, schema: Schema, reading: Reading) -> Content:
    """The content as `reading` may see it; FULL is the content itself.

    For the others a marked answer or cell becomes `Withheld(ground)` (a computed one too, so that it is not
    computed again), a marked row keeps only its id, a marked collection shows no rows. Marks keep their
    ground, neither reason nor end date; how the owner decided about what it inherited is left out. What is
    local and likely to need withholding (a concrete vulnerability, how far a measure has come)
    is `Withheld` on its usual ground without a mark; else a default exemption is a hint to the writer.
    """
    if reading is Reading.FULL:
        return content
    tables = [key for key in content.rows if key not in content.marks and key in schema.fields]
    return Content(
        fields=_shown(content.fields, schema.fields, content.marks, ""),
        rows={
            key: tuple(_shown_row(row, schema.field(key), content.marks) for row in content.rows[key])
            for key in tables
        },
        marks={path: Mark(mark.ground) for path, mark in content.marks.items()},
    )


def withheld_paths(content: Content, schema: Schema, reading: Reading) -> frozenset[Path]:
    """The answers, cells, rows and tables that `reading` is not shown."""
    if reading is Reading.FULL:
        return frozenset()
    shown = redact(content, schema, reading)
    answers = [key for key, value in shown.fields.items() if isinstance(value, Withheld)]
    cells = [
        f"{key}/{row.id}/{column}"
        for key, rows in shown.rows.items()
        for row in rows
        for column, value in row.fields.items()
        if isinstance(value, Withheld)
    ]
    return frozenset([*answers, *cells, *content.marks])


def _unless_delicate(value: Value, question: Field | None) -> Value:
    is_delicate = question and question.reuse is Reuse.LOCAL and question.exempt is Exempt.LIKELY
    return Withheld(question.ground) if question and is_delicate and is_answered(value) else value


def _shown_row(row: Row, table: Field, marks: Mapping[Path, Mark]) -> Row:
    path = f"{table.key}/{row.id}"
    if path in marks:
        return Row(row.id)
    return Row(row.id, _shown(row.fields, table.columns_by_key, marks, f"{path}/"), row.origin)


def _shown(
    fields: Mapping[str, Value], questions: Mapping[str, Field], marks: Mapping[Path, Mark], prefix: str
) -> dict[str, Value]:
    shown = {key: _unless_delicate(value, questions.get(key)) for key, value in fields.items()}
    for key, question in questions.items():
        if prefix + key in marks and (key in fields or question.auto):
            shown[key] = Withheld(marks[prefix + key].ground)
    return shown
