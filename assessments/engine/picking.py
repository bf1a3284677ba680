"""Taking single rows out of one content into another: what travels of them, under the ids they have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .content import Content, Mark, Path, Row, Value, is_answered
from .form import Field, Scale
from .risk import scale_of
from .schema import Schema
from .values import fault_in


@dataclass(frozen=True)
class Picked:
    """Rows on their way into a draft, by table, with the marks that withhold any of them."""

    rows: Mapping[str, tuple[Row, ...]]
    marks: Mapping[Path, Mark]

    def into(self, content: Content) -> Content:
        """The content with the rows last in their tables; one that is there already stays as it is."""
        for collection, rows in self.rows.items():
            for row in rows:
                if content.row(collection, row.id) is None:
                    content = content.with_row(collection, row)
        for path, mark in self.marks.items():
            content = content.with_mark(path, mark)
        return content


def pick(
    source: Content, scale: Scale | None, chosen: Mapping[str, Collection[str]], into: Content, schema: Schema
) -> Picked:
    """The chosen rows (ids by table) of `source`, fitted to the draft `into`, which answers `schema`.

    `source` is what its reader may take along (`Version.travelling`), scored on `scale`. A cell the draft's
    form does not have, or has no such answer for, is left out, and so are scores on another scale than the
    draft's: a step means something only on its own scale. References to rows that neither come along nor are
    there are let go.
    A row withheld in its source (one's own agency's) is withheld in the draft too.
    """
    missing = {k: [i for i in ids if into.row(k, i) is None] for k, ids in chosen.items()}
    rows = {k: [r for i in ids if (r := source.row(k, i))] for k, ids in missing.items()}
    same_scale = scale is not None and scale == scale_of(into, schema)
    coming = into
    fitted: dict[str, tuple[Row, ...]] = {}
    for key in sorted(rows, key=lambda key: key != schema.collection_of("measure")):  # named before namer
        table = schema.field(key)
        fitted[key] = tuple(_fitted(row, table, coming, schema, same_scale) for row in rows[key])
        for row in fitted[key]:
            coming = coming.with_row(key, row)
    return Picked(fitted, _marks(source, fitted))


@dataclass(frozen=True)
class Newer:
    """What a source says of one row by now, fitted to a draft that has the row, and alone in `content`.

    `unseen` are the cells the source answers and the draft cannot take (another scale, another form): of
    them nothing is known here, least that they were emptied.
    """

    content: Content
    unseen: frozenset[Path]


def newer(
    source: Content, scale: Scale | None, collection: str, row_id: str, into: Content, schema: Schema
) -> Newer:
    """The row as `source` has it, fitted as by `pick`; without a row when the source has none any more."""
    brought = pick(source, scale, {collection: [row_id]}, into.without_row(collection, row_id), schema)
    said = source.row(collection, row_id)
    fitted = next(iter(brought.rows.get(collection, ())), None)
    columns = schema.field(collection).columns_by_key
    unseen = frozenset(
        f"{collection}/{row_id}/{key}"
        for key, value in (said.fields if said else {}).items()
        if is_answered(value) and fitted and key not in fitted.fields
        if key in columns and not columns[key].names_rows  # which rows it names is known: none that is here
    )
    return Newer(Content(rows=brought.rows, marks=brought.marks), unseen)


def built_on_from_now(before: Row, theirs: Row | None, collection: str, hidden: Collection[Path]) -> Row:
    """What a row builds on once its update is dealt with: theirs, and as it was where theirs is not shown.

    A row that theirs no longer has, or does not show, still builds on what it did.
    """
    if theirs is None:
        return before
    unit = f"{collection}/{before.id}"
    kept = {key: cell for key, cell in before.fields.items() if f"{unit}/{key}" in hidden}
    return Row(before.id, {**theirs.fields, **kept}, theirs.origin)


def _fitted(row: Row, table: Field, content: Content, schema: Schema, same_scale: bool) -> Row:
    columns = table.columns_by_key
    cells: dict[str, Value] = {}
    for key, value in row.fields.items():
        column = columns.get(key)
        if column is None or not column.travels or (column.axis and not same_scale):
            continue
        cell = _present(value, column, content, schema)
        if cell != () and fault_in(cell, column, schema, content) is None:
            cells[key] = cell
    return Row(row.id, cells, row.origin)


def _present(value: Value, column: Field, content: Content, schema: Schema) -> Value:
    if not column.names_rows or not isinstance(value, tuple):
        return value
    there = {row.id for row in content.rows.get(schema.collection_of(column.target), ())}
    return tuple(each for each in value if each in there)


def _marks(source: Content, rows: Mapping[str, tuple[Row, ...]]) -> dict[Path, Mark]:
    """The marks on each row and its cells; a mark on the whole table falls on the row."""
    found: dict[Path, Mark] = {}
    for key, each in rows.items():
        for row in each:
            unit = f"{key}/{row.id}"
            if key in source.marks:
                found[unit] = source.marks[key]
            found |= {p: mark for p, mark in source.marks.items() if p == unit or p.startswith(f"{unit}/")}
    return found
