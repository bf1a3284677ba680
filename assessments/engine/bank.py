"""What the scenario bank keeps of a version: each scenario and measure, as anyone who finds it may read it.

Everything here is made from the public reading and of that only what travels, so that no search word, code
or count can lead to anything local or withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .canonical import canonical, clean_text, digest
from .content import Confirmation, ConfirmationState, Content, Row, Value, is_answered, plain
from .form import Field, FieldType
from .redact import Reading, redact
from .reuse import derive
from .risk import MOMENTS, NOT_RELEVANT, row_level, scale_of, scores
from .schema import Schema
from .withholding import Marks

ENTITIES = ("scenario", "measure")
"""The rows one looks for one by one; other tables make sense only in their assessment."""
CATEGORIES = ("risk_kinds", "privacy_risk_categories", "threat_actors", "vulnerabilities", "measure_types")
"""The code lists that say what sort of scenario or measure it is: these one may narrow a search by."""

Score = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """One scenario or measure: what is searched, how it was scored, and a mark that changes with its text.

    `text` is casefolded, `codes` are "codelist:code", `scores` and `levels` (band ids) stand by moment, only
    those that are there, and `measures` are the ids of the measures a scenario names.
    """

    collection: str
    row: str
    origin: str
    title: str
    text: str
    codes: tuple[str, ...]
    scale: str
    scores: dict[str, Score]
    levels: dict[str, str]
    measures: tuple[str, ...]
    mark: str


def collections(schema: Schema) -> tuple[str, ...]:
    """The tables of a form whose rows go into the bank."""
    return tuple(key for key in schema.collections if schema.field(key).entity in ENTITIES)


def entries(content: Content, schema: Schema, marks: Marks) -> Iterator[Entry]:
    """The entries of a version's full content, of which `marks` withhold; a row without a title has none.

    A row that is set aside as not relevant is kept without scores: nobody there has judged it.
    """
    shown = redact(content, schema, Reading.PUBLIC, marks)
    travels = derive(shown, schema)
    for key in collections(schema):
        table = schema.field(key)
        for row in travels.rows.get(key, ()):
            if is_answered(row.fields.get(naming_column(table))):
                decided = content.confirmations.get(f"{key}/{row.id}")
                yield _entry(row, table, shown, schema, decided)


def categories(schema: Schema) -> tuple[str, ...]:
    """The code lists a form's scenarios and measures are sorted by, in the order of the form."""
    columns = (column for key in collections(schema) for column in schema.field(key).columns)
    return tuple(dict.fromkeys(c.codelist for c in columns if c.codelist in CATEGORIES and c.travels))


def naming_column(table: Field) -> str:
    """The key of the column a row is called by: the table's own choice, else its first."""
    return table.title_column or table.columns[0].key


def mark_of(row: Row) -> str:
    """A name for exactly these cells: two rows with the same mark say the same. Never shown to anyone."""
    return digest(canonical(plain(row.fields))).hex()


def _entry(row: Row, table: Field, shown: Content, schema: Schema, decided: Confirmation | None) -> Entry:
    seen = shown.row(table.key, row.id) or row
    scale = scale_of(shown, schema)
    judged = () if _is_set_aside(seen, decided) or scale is None else MOMENTS
    found = {moment: scores(seen, table, moment) for moment in judged}
    bands = {moment: row_level(seen, table, shown, schema, moment) for moment in judged}
    return Entry(
        collection=table.key,
        row=row.id,
        origin=row.origin,
        title=str(row.fields[naming_column(table)]),
        text=_words(row, table, schema),
        codes=tuple(f"{c.codelist}:{code}" for c, code in _coded(row, table)),
        scale=scale.id if scale else "",
        scores={moment: pair for moment, pair in found.items() if pair},
        levels={moment: band.id for moment, band in bands.items() if band},
        measures=tuple(str(each) for c in table.columns if c.names_rows for each in _listed(row, c)),
        mark=mark_of(row),
    )


def _is_set_aside(row: Row, decided: Confirmation | None) -> bool:
    is_decided = decided is not None and decided.state is ConfirmationState.NOT_RELEVANT
    return is_decided or row.fields.get(NOT_RELEVANT) is True


def _words(row: Row, table: Field, schema: Schema) -> str:
    """Everything written in the row, and what its categories are called in each language."""
    written = [_text(row.fields.get(c.key)) for c in table.columns if c.type in _WRITTEN and not c.codelist]
    named = [
        " ".join(schema.codelist(column.codelist).code(code).label.values())
        for column, code in _coded(row, table)
        if code in schema.codelist(column.codelist)
    ]
    return clean_text("\n".join([*filter(None, written), *named])).casefold()


_WRITTEN = (FieldType.TEXT, FieldType.RICH, FieldType.MULTI)


def _text(value: Value) -> str:
    return " ".join(str(each) for each in value) if isinstance(value, tuple) else str(value or "")


def _coded(row: Row, table: Field) -> Iterator[tuple[Field, str]]:
    for column in table.columns:
        if column.codelist in CATEGORIES:
            yield from ((column, str(code)) for code in _listed(row, column))


def _listed(row: Row, column: Field) -> tuple[Value, ...]:
    value = row.fields.get(column.key)
    if isinstance(value, tuple):
        return value
    return (value,) if is_answered(value) else ()
