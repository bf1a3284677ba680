"""The shape of an assessment's content as JSON Schema 2020-12, derived from its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .canonical import SAFE_INTEGER
from .content import ConfirmationState
from .form import Codelist, Field, FieldType, Text
from .schema import Schema
from .values import LINE_LIMIT, TEXT_LIMIT

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXTENSIONS = ("reuse", "exempt", "ground", "law", "required", "stage", "editor", "coupled", "axis", "moment")


def to_json_schema(schema: Schema, language: str) -> Json:
    """The JSON Schema of `content.to_plain` for this form, with titles and help in `language` (nb, nn or en).

    What the form says beyond shape stands in x-vurdert-… keys. Nothing is required: drafts are incomplete.
    """
    stored = [each for each in schema.fields.values() if each.is_stored]
    return {
        "$schema": DIALECT,
        "$id": f"{schema.urn}:{schema.version}:{language}",
        "title": schema.label[language],
        **_object(
            {
                "fields": _object(
                    {each.key: _field(each, schema, language) for each in stored if not each.columns}
                ),
                "rows": _object(
                    {each.key: _table(each, schema, language) for each in stored if each.columns}
                ),
                "marks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/mark"}},
                "confirmations": {"type": "object", "additionalProperties": {"$ref": "#/$defs/confirmation"}},
            }
        ),
        "$defs": {"mark": _mark(schema, language), "confirmation": _confirmation()},
    }


def _object(properties: Json, required: Iterable[str] = ()) -> Json:
    shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def _string(limit: int) -> Json:
    return {"type": "string", "maxLength": limit}


def _field(field: Field, schema: Schema, language: str) -> Json:
    return {**_words(field, language), **_SHAPES[field.type](field, schema, language), **_extensions(field)}


def _table(table: Field, schema: Schema, language: str) -> Json:
    cells = {each.key: _field(each, schema, language) for each in table.columns if each.is_stored}
    row = _object(
        {"id": _string(LINE_LIMIT), "origin": {"type": "string"}, "fields": _object(cells)}, ("id",)
    )
    return {**_words(table, language), "type": "array", "items": row, **_extensions(table)}


def _words(field: Field, language: str) -> Json:
    help_text = {"description": field.help[language]} if field.help else {}
    return {"title": field.label[language], **help_text}


def _extensions(field: Field) -> Json:
    given = {name: getattr(field, name) for name in _EXTENSIONS}
    found: Json = {f"x-vurdert-{name}": value for name, value in given.items() if value}
    if field.required_if:
        found["x-vurdert-required-if"] = _condition(field)
    return found


def _condition(field: Field) -> Json:
    condition = field.required_if
    if condition is None:
        return {}
    return {"field": condition.field} | (
        {"is": "answered"} if condition.answered else {"equals": condition.equals}
    )


def _codes(codelist: Codelist, language: str) -> Json:
    return {"oneOf": [_named(code.id, code.label, language) for code in codelist.items]}


def _named(value: Any, label: Text, language: str) -> Json:
    return {"const": value, "title": label[language]}


def _multi(field: Field, schema: Schema, language: str) -> Json:
    items = _codes(schema.codelist(field.codelist), language) if field.codelist else _string(LINE_LIMIT)
    return {"type": "array", "uniqueItems": True, "items": items}


def _reference(field: Field, schema: Schema, language: str) -> Json:
    if field.names_rows:
        return {"type": "array", "uniqueItems": True, "items": {"type": "string"}}
    return _object({"id": _string(LINE_LIMIT), "label": _string(LINE_LIMIT)}, ("id", "label"))


def _score(field: Field, schema: Schema, language: str) -> Json:
    """Any level of any scale the form knows: which scale is used is itself an answer."""
    highest = max((len(scale.likelihood) for scale in schema.scales.values()), default=0)
    return {"type": "integer", "minimum": 1, "maximum": highest}


def _mark(schema: Schema, language: str) -> Json:
    until = {"type": ["string", "null"], "format": "date"}
    return _object({"ground": {"type": "string"}, "reason": {"type": "string"}, "until": until}, ("ground",))


def _confirmation() -> Json:
    state = {"enum": [state.value for state in ConfirmationState]}
    text = {"type": "string"}
    return _object({"state": state, "reason": text, "by": text, "at": text}, ("state",))


def _line(field: Field, schema: Schema, language: str) -> Json:
    return _string(LINE_LIMIT)


_SHAPES: Mapping[FieldType, Callable[[Field, Schema, str], Json]] = {
    FieldType.TEXT: _line,
    FieldType.RICH: lambda field, schema, language: (
        _string(TEXT_LIMIT) | {"contentMediaType": "text/markdown"}
    ),
    FieldType.CHOICE: lambda field, schema, language: _codes(schema.codelist(field.codelist), language),
    FieldType.MULTI: _multi,
    FieldType.BOOL: lambda field, schema, language: {"type": "boolean"},
    FieldType.DATE: lambda field, schema, language: {"type": "string", "format": "date"},
    FieldType.NUMBER: lambda field, schema, language: {
        "type": "integer",
        "minimum": -SAFE_INTEGER,
        "maximum": SAFE_INTEGER,
    },
    FieldType.ORG: _line,
    FieldType.PERSON: _line,
    FieldType.REFERENCE: _reference,
    FieldType.SCALE: lambda field, schema, language: {
        "oneOf": [_named(scale.id, scale.label, language) for scale in schema.scales.values()]
    },
    FieldType.SCORE: _score,
    FieldType.FILE: lambda field, schema, language: _object(
        {"name": _string(TEXT_LIMIT), "text_alternative": _string(TEXT_LIMIT)}
    ),
}
