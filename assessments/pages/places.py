"""What people call a place in an assessment: a question, a row by its name, a cell of a row."""

from __future__ import annotations

from assessments.engine.content import Row
from assessments.engine.form import Field
from assessments.pages.shown import Lens, present


def row_name(table: Field, row: Row, number: int, lens: Lens) -> str:
    """The row's own name, in words whatever kind of cell names it; else the table's name and its number."""
    column = table.columns_by_key.get(table.title_column) or table.columns[0]
    shown = present(row.fields.get(column.key), column, lens)
    return shown.text or f"{lens.label(table.label)} {number}"


def place_name(path: str, lens: Lens) -> str:
    """“Likelihood – Pupil with protected address is shown”; the path itself when nothing is known."""
    key, *rest = path.split("/", 2)
    if key not in lens.schema.fields:
        return path
    field = lens.schema.field(key)
    rows = lens.content.rows.get(key, ()) if rest else ()
    named = next((row_name(field, row, n, lens) for n, row in enumerate(rows, 1) if row.id == rest[0]), "")
    if not named:
        return lens.label(field.label)
    if len(rest) == 2 and rest[1] in field.columns_by_key:
        return f"{lens.label(field.column(rest[1]).label)} – {named}"
    return named
