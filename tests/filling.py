"""Whole answers for tests: every question of a draft answered plausibly, straight from its schema."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from assessments import actions
from assessments.engine.content import Content, Row
from assessments.engine.schema import Field, FieldType, Schema, Stage
from assessments.models import Assessment, Draft
from registry.models import User

LATER = "2031-05-31"
WRITTEN = (FieldType.TEXT, FieldType.ORG, FieldType.PERSON, FieldType.RICH)


def answer(field: Field, schema: Schema, content: Content, word: str = "") -> Any:
    """A well-formed answer to one question; None for what can only be referred to or is worked out."""
    text = word or f"Svar på {field.label['nb'].lower()}."
    if field.codelist:
        code = _safe_code(field, schema)
        return [code] if field.type is FieldType.MULTI else code
    if field.names_rows:
        return [row.id for row in content.rows.get(schema.collection_of(field.target), ())[:2]]
    plain = {
        FieldType.MULTI: [text],
        FieldType.BOOL: field.blocks_if is False,
        FieldType.DATE: LATER,
        FieldType.NUMBER: 120,
        FieldType.SCORE: 2,
        FieldType.SCALE: next(iter(schema.scales), None),
        FieldType.FILE: {"name": "flyt.png", "text_alternative": text},
    }
    return plain.get(field.type, text if field.type in WRITTEN else None)


def _safe_code(field: Field, schema: Schema) -> str:
    """The first choice that neither forbids storing here nor says no to what is approved."""
    codes = schema.codelist(field.codelist).items
    fit = [c for c in codes if c.extra.get("blocks") is not True and c.extra.get("approves") is not False]
    return fit[0].id


def complete(assessment: Assessment, by: User, word: str = "") -> None:
    """Answer every question of the open draft that a person may answer there, tables with one row each."""
    draft = Draft.objects.get(assessment=assessment)
    schema = draft.parsed_schema
    for section in schema.sections:
        stored = Draft.objects.get(assessment=assessment).stored()
        fields = {
            field.key: value
            for field in section.fields
            if field.is_stored and field.type is not FieldType.TABLE
            and field.key not in stored.content.fields
            and (value := answer(field, schema, stored.content, word)) is not None
        }  # fmt: skip
        if fields:
            expected = stored.etags[section.key]
            actions.save_section(
                assessment=assessment, section=section.key, fields=fields, expected=expected, by=by
            )
    for key in sorted(schema.collections, key=lambda key: key != schema.collection_of("measure")):
        _complete_table(assessment, schema.field(key), by, word)


def _complete_table(assessment: Assessment, table: Field, by: User, word: str) -> None:
    stored = Draft.objects.get(assessment=assessment).stored()
    schema = stored.schema
    if not stored.content.rows.get(table.key):
        actions.add_row(
            assessment=assessment, collection=table.key,
            fields=row_fields(table, schema, stored.content, word), by=by,
        )  # fmt: skip
        return
    for row in stored.content.rows[table.key]:
        fresh = row_fields(table, schema, stored.content, word)
        actions.save_row(
            assessment=assessment, collection=table.key, row=row.id,
            fields={key: value for key, value in fresh.items() if key not in row.fields},
            expected=stored.etags[f"{table.key}/{row.id}"], by=by,
        )  # fmt: skip


def completed(content: Content, schema: Schema, origin: str, word: str = "") -> Content:
    """The content with what stands open in it answered; a table without rows gets its own, of this origin."""
    asked = [f for f in schema.fields.values() if f.is_stored and f.type is not FieldType.TABLE]
    open_fields = [f for f in asked if f.key not in content.fields]
    content = content.with_fields({f.key: answer(f, schema, content, word) for f in open_fields})
    for key in sorted(schema.collections, key=lambda key: key != schema.collection_of("measure")):
        table = schema.field(key)
        whole = row_fields(table, schema, content, word)
        rows = [replace(row, fields={**whole, **row.fields}) for row in content.rows.get(key, ())]
        rows = rows or [
            Row(str(uuid5(NAMESPACE_OID, f"{key}{number}")), cells, origin)
            for number, cells in enumerate(rows_of(table, schema, content, word))
        ]
        content = content.with_rows(key, tuple(rows))
    return content


def rows_of(table: Field, schema: Schema, content: Content, word: str = "") -> list[dict[str, Any]]:
    """The rows of a whole table: one, or one for each code it is preset with."""
    codes = schema.codelist(table.preset["codelist"]).items if table.preset else ()
    given = [{table.preset["column"]: code.id} for code in codes] or [{}]
    return [{**row_fields(table, schema, content, word), **each} for each in given]


def row_fields(table: Field, schema: Schema, content: Content, word: str = "") -> dict[str, Any]:
    """A whole row for a table."""
    values = {
        c.key: answer(c, schema, content, word)
        for c in table.columns
        if c.is_stored and c.key != "not_relevant"
    }
    return {key: value for key, value in values.items() if value is not None}


def record_answers(stage: Stage, schema: Schema) -> dict[str, Any]:
    """Every answer of the advice, the response or an approving decision."""
    asked = [f for f in schema.fields.values() if f.stage is stage and not f.auto]
    return {f.key: value for f in asked if (value := answer(f, schema, Content())) is not None}
