"""What each kind of reader is shown: the one function everything shown to anyone passes through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from .content import Content, Mark, Path, Row, Value, Withheld, is_answered, unit_of
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
    within = _by_unit(content.marks)
    return Content(
        fields=_shown(content.fields, schema.fields, _delicate(schema.fields), content.marks),
        rows={key: _shown_rows(content.rows[key], schema.field(key), within) for key in tables},
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


def _delicate(questions: Mapping[str, Field]) -> Mapping[str, Withheld]:
    """What stands for an answer that needs no mark to be withheld, by its question."""
    return {
        key: Withheld(question.ground)
        for key, question in questions.items()
        if question.reuse is Reuse.LOCAL and question.exempt is Exempt.LIKELY
    }


def _by_unit(marks: Mapping[Path, Mark]) -> Mapping[Path, Mapping[str, Mark]]:
    """The marks on each unit and in it, by column; that on the unit itself under ""."""
    found: dict[Path, dict[str, Mark]] = {}
    for path, mark in marks.items():
        unit = unit_of(path)
        found.setdefault(unit, {})[path[len(unit) + 1 :]] = mark
    return found


def _shown_rows(
    rows: Iterable[Row], table: Field, within: Mapping[Path, Mapping[str, Mark]]
) -> tuple[Row, ...]:
    delicate = _delicate(table.columns_by_key)

    def shown(row: Row) -> Row:
        marks = within.get(f"{table.key}/{row.id}", {})
        if "" in marks:
            return Row(row.id)
        fields = _shown(row.fields, table.columns_by_key, delicate, marks)
        return row if fields is row.fields else Row(row.id, fields, row.origin)

    return tuple(map(shown, rows))


def _shown(
    fields: Mapping[str, Value],
    questions: Mapping[str, Field],
    delicate: Mapping[str, Withheld],
    marks: Mapping[str, Mark],
) -> Mapping[str, Value]:
    """The answers or cells with what is withheld of them; themselves when nothing is."""
    withheld = {key: stands for key, stands in delicate.items() if is_answered(fields.get(key))}
    for key, mark in marks.items():
        if key in questions and (key in fields or questions[key].auto):
            withheld[key] = Withheld(mark.ground)
    return {**fields, **withheld} if withheld else fields
