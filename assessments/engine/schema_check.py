"""Checks that the parts of a schema fit together: no dangling names, no matrix with a missing cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .content import EMPTY
from .coverage import SCENARIO, conditions, suggestion, topics
from .form import LANGUAGES, Field, FieldType, Reuse, Section
from .schema import Schema, SchemaError
from .values import fault_in

AUTO = (
    "owner",
    "upstream",
    "wp248_rule",
    "residual_high",
    "matrix",
    "approver",
    "approved_at",
    "marks",
    "row_id",
    "applies",
)
"""What the engine or its caller can answer by itself; see `computed`."""


def check_schema(schema: Schema) -> None:
    """Raise SchemaError where one part does not fit another, or names what is not there."""
    _check_unique((section.key for section in schema.sections), "sections")
    _check_unique((field.key for section in schema.sections for field in section.fields), "sections/*/fields")
    for section in schema.sections:
        for field in section.fields:
            _check_field(schema, field, _place(section, field), schema.fields.values())
            _check_columns(schema, field, _place(section, field))
    _check_scales(schema)
    _check_matrices(schema)
    _check_topics(schema)


def _place(section: Section, field: Field) -> str:
    return f"sections/{section.key}/fields/{field.key}"


def _check_unique(keys: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise SchemaError(f"{where}/{key}", "duplicate key")
        seen.add(key)


def _check_columns(schema: Schema, table: Field, where: str) -> None:
    if (table.type is FieldType.TABLE) != bool(table.columns):
        raise SchemaError(f"{where}/columns", "a table has columns, and nothing else has")
    _check_unique((column.key for column in table.columns), f"{where}/columns")
    for column in table.columns:
        place = f"{where}/columns/{column.key}"
        if column.type is FieldType.TABLE:
            raise SchemaError(f"{place}/type", "a table cannot hold a table")
        if table.reuse is Reuse.LOCAL and column.travels:
            raise SchemaError(f"{place}/reuse", "a column of a local table cannot travel")
        _check_field(schema, column, place, table.columns)
    for attribute, key in (("title_column", table.title_column), ("preset", table.preset.get("column", ""))):
        if key and key not in {column.key for column in table.columns}:
            raise SchemaError(f"{where}/{attribute}", f"there is no column {key!r}")


def _check_field(schema: Schema, field: Field, where: str, siblings: Iterable[Field]) -> None:
    if field.type is FieldType.CHOICE and not field.codelist:
        raise SchemaError(f"{where}/codelist", "a choice needs a code list")
    for codelist in (field.codelist, field.preset.get("codelist", "")):
        if codelist and codelist not in schema.codelists:
            raise SchemaError(f"{where}/codelist", f"there is no code list {codelist!r}")
    if field.required_if and field.required_if.field not in {each.key for each in siblings}:
        raise SchemaError(f"{where}/required_if", f"there is no field {field.required_if.field!r} beside it")
    _check_words(schema, field, where)


def _check_words(schema: Schema, field: Field, where: str) -> None:
    entities = {each.entity for each in schema.fields.values()} - {""}
    targets = {"solution", "assessment"} | entities if field.type is FieldType.REFERENCE else {""}
    allowed: Sequence[tuple[str, str, Iterable[str]]] = (
        ("target", field.target, targets),
        ("auto", field.auto, ("", *AUTO)),
        ("axis", field.axis, ("", "likelihood", "impact")),
        ("moment", field.moment, ("before", "after") if field.auto == "matrix" else ("", "before", "after")),
        ("editor", field.editor, ("author", "dpo", "risk_owner")),
    )
    for attribute, word, words in allowed:
        if word not in words:
            raise SchemaError(f"{where}/{attribute}", f"unknown {attribute} {word!r}")


def _check_scales(schema: Schema) -> None:
    for scale in schema.scales.values():
        where = f"scales/{scale.id}"
        if scale.matrix not in schema.matrices:
            raise SchemaError(f"{where}/matrix", f"there is no matrix {scale.matrix!r}")
        size = schema.matrices[scale.matrix].size
        for axis in ("likelihood", "impact"):
            if [step.level for step in scale.levels(axis)] != list(range(1, size + 1)):
                raise SchemaError(f"{where}/{axis}", f"needs the levels 1 to {size} of its matrix, in order")


def _check_matrices(schema: Schema) -> None:
    for matrix in schema.matrices.values():
        where = f"matrices/{matrix.id}/cells"
        rows = [len(row) if isinstance(row, tuple) else 0 for row in matrix.cells]
        if rows != [matrix.size] * matrix.size:
            raise SchemaError(where, f"needs {matrix.size} rows of {matrix.size} cells")
        for place, row in enumerate(matrix.cells):
            for band in row:
                if band not in schema.bands:
                    raise SchemaError(f"{where}/{place}", f"unknown band {band!r}")


def _check_topics(schema: Schema) -> None:
    """A topic can come to apply in this form, and suggests only what its scenarios can say."""
    asked = {*schema.fields, *(f"{f.key}/{c.key}" for f in schema.fields.values() for c in f.columns)}
    for topic in topics(schema):
        where = f"codelists/coverage_topics/{topic.id}"
        named = [each.field for each in conditions(topic)]
        if named and not asked & set(named):
            raise SchemaError(f"{where}/when", f"the form asks none of {', '.join(named)}")
        table = schema.field(schema.collection_of(SCENARIO))
        for key, value in suggestion(topic, schema, LANGUAGES[0]).items():
            if fault := fault_in(value, table.column(key), schema, EMPTY):
                raise SchemaError(f"{where}/suggests/{key}", fault[0])
