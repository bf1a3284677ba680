"""What was left out of an earlier merge is offered again: for it, the older version is still the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .content import Content, Path
from .schema import Schema
from .workbench import in_order


def left_out(base: Content, left: Mapping[Path, Content], schema: Schema) -> Content:
    """The base with each place in `left` as it was in an older content, so that it is offered once more."""
    for path, older in left.items():
        key, *rest = path.split("/", 2)
        if len(rest) == 2:
            base = _with_cells_from(base, older, path, schema)
        elif rest:
            base = _with_row_from(base, older, key, rest[0])
        elif schema.field(key).columns:
            base = _ordered(base, key, [row.id for row in older.rows.get(key, ())])
        else:
            group = schema.group_of(path)
            base = base.with_fields({each.key: older.fields.get(each.key) for each in group})
    return base


def _with_cells_from(base: Content, older: Content, path: Path, schema: Schema) -> Content:
    key, row_id, _column = path.split("/", 2)
    row, then = base.row(key, row_id), older.row(key, row_id)
    if row is None:
        return base
    said = {each.key: then.fields.get(each.key) if then else None for each in schema.group_of(path)}
    return base.with_row(key, replace(row, fields={**row.fields, **said}))


def _with_row_from(base: Content, older: Content, key: str, row_id: str) -> Content:
    then = older.row(key, row_id)
    return base.without_row(key, row_id) if then is None else base.with_row(key, then)


def _ordered(base: Content, key: str, order: list[str]) -> Content:
    rows = {row.id: row for row in base.rows.get(key, ())}
    return base.with_rows(key, tuple(rows[each] for each in in_order(list(rows), order)))
