"""What of one's own is touched when what it was built on has gone on, and which conclusions rest on that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .content import Content, Path, Row, is_answered
from .form import Field, FieldType
from .reuse import derive, travelling_changes
from .schema import Schema

_JUDGED = (FieldType.CHOICE, FieldType.SCORE, FieldType.BOOL)


def touched(ours: Content, base: Content, theirs: Content, schema: Schema) -> tuple[Path, ...]:
    """The units of `ours`, in form order, whose counterpart upstream changed from `base` to `theirs`.

    Only what travels is compared, and what already says the same as `theirs` is not touched. Give `base` and
    `theirs` as the same reader may see both.
    """
    have = derive(ours, schema).units()
    differing = set(travelling_changes(ours, theirs, schema))
    return tuple(
        path for path in travelling_changes(base, theirs, schema) if path in have and path in differing
    )


def resting(ours: Content, paths: Iterable[Path], schema: Schema) -> Mapping[Path, tuple[Path, ...]]:
    """The adopter's own conclusions that rest on each of these units, by path; none for most answers.

    A row carries its own: scores after measures, and what was chosen without taking it over. A row that is
    named by others (a measure by its scenarios) carries theirs too; scored rows carry the residual level.
    """
    return {path: tuple(_resting(ours, path, schema)) for path in paths}


def _resting(ours: Content, path: Path, schema: Schema) -> Iterator[Path]:
    collection, _slash, row_id = path.partition("/")
    row = ours.row(collection, row_id)
    if row is None:
        return
    carrying = [(schema.field(collection), row), *_naming(ours, collection, row_id, schema)]
    for table, each in carrying:
        yield from _judged(table, each)
    if any(column.axis for table, _row in carrying for column in table.columns):
        yield from _residual(ours, schema)


def _naming(ours: Content, collection: str, row_id: str, schema: Schema) -> Iterator[tuple[Field, Row]]:
    """The rows that list this one in a cell, with their tables."""
    for key in schema.collections:
        table = schema.field(key)
        columns = [c.key for c in table.columns if _lists_rows_of(c, collection, schema)]
        for row in ours.rows.get(key, ()) if columns else ():
            if any(row_id in _ids(row, column) for column in columns):
                yield table, row


def _lists_rows_of(column: Field, collection: str, schema: Schema) -> bool:
    return column.names_rows and schema.collection_of(column.target) == collection


def _ids(row: Row, column: str) -> tuple[object, ...]:
    listed = row.fields.get(column)
    return listed if isinstance(listed, tuple) else ()


def _judged(table: Field, row: Row) -> Iterator[Path]:
    """Where the adopter has judged: by a choice, score or yes of her own, or a score after measures."""
    for column in table.columns:
        own = not column.travels or (column.axis and column.moment == "after")
        value = row.fields.get(column.key)
        is_judgement = column.type in _JUDGED and is_answered(value) and value is not False
        if column.is_stored and own and is_judgement and not column.follow_up:
            yield f"{table.key}/{row.id}/{column.key}"


def _residual(ours: Content, schema: Schema) -> Iterator[Path]:
    """The answer that says how high the risk is that remains (GDPR art. 36), once it is given."""
    for field in schema.fields.values():
        codes = schema.codelist(field.codelist).items if field.codelist and field.is_stored else ()
        if is_answered(ours.fields.get(field.key)) and any("prior_consultation" in c.extra for c in codes):
            yield field.key
