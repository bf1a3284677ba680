"""Whether one value is a well-formed answer to one question; says nothing about what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .canonical import SAFE_INTEGER, clean_text
from .content import Content, Value, Withheld, is_answered
from .form import Codelist, Field, FieldType
from .risk import scale_of
from .schema import Schema

LINE_LIMIT = 2_000
"""Longest one-line answer, in characters."""
TEXT_LIMIT = 200_000
"""Longest rich text, in characters (about eighty pages)."""

Fault = tuple[str, Mapping[str, Any]]
"""A stable code and what its message needs to name."""
Check = Callable[[Any, Field, Schema, Content], Fault | None]


def fault_in(value: Value, field: Field, schema: Schema, content: Content) -> Fault | None:
    """What is wrong with `value` as an answer to `field`, or None; an empty answer is never wrong.

    The codes: wrong_type {expected}, unclean_text, too_long {limit}, not_a_date, number_too_large,
    unknown_code {value, codelist}, same_code_twice {value}, exclusive_code {value}, unknown_scale {value},
    outside_scale {value, lowest, highest}, unknown_row {value, target}, same_row_twice {value}, blocked.
    """
    if isinstance(value, Withheld):
        return _wrong("answer")
    if not is_answered(value):
        return None
    fault = _CHECKS[field.type](value, field, schema, content)
    return fault or (("blocked", {}) if blocks(value, field, schema) else None)


def blocks(value: Value, field: Field, schema: Schema) -> bool:
    """Whether this answer says that the assessment must not be stored here (classified information)."""
    if field.blocks_if is not None and value == field.blocks_if:
        return True
    if field.type is not FieldType.CHOICE or value not in schema.codelist(field.codelist):
        return False
    return schema.codelist(field.codelist).code(str(value)).extra.get("blocks") is True


def _wrong(expected: str) -> Fault:
    return "wrong_type", {"expected": expected}


def _text(value: Any, limit: int) -> Fault | None:
    if not isinstance(value, str):
        return _wrong("text")
    if len(value) > limit:
        return "too_long", {"limit": limit}
    return None if value == clean_text(value) else ("unclean_text", {})


def _line(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    return _text(value, LINE_LIMIT)


def _rich(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    return _text(value, TEXT_LIMIT)


def _bool(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    return None if isinstance(value, bool) else _wrong("bool")


def _date(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not isinstance(value, str):
        return _wrong("date")
    try:
        return None if date.fromisoformat(value).isoformat() == value else ("not_a_date", {})
    except ValueError:
        return "not_a_date", {}


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not _is_integer(value):
        return _wrong("number")
    return None if abs(value) <= SAFE_INTEGER else ("number_too_large", {})


def _unknown(code: Any, codelist: Codelist) -> Fault | None:
    if not isinstance(code, str):
        return _wrong("code")
    return None if code in codelist else ("unknown_code", {"value": code, "codelist": codelist.id})


def _choice(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    return _unknown(value, schema.codelist(field.codelist))


def _multi(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not isinstance(value, tuple):
        return _wrong("list")
    if not field.codelist:
        return next((fault for each in value if (fault := _text(each, LINE_LIMIT))), _twice(value, "code"))
    codelist = schema.codelist(field.codelist)
    fault = next((fault for each in value if (fault := _unknown(each, codelist))), _twice(value, "code"))
    if fault or len(value) == 1:
        return fault
    alone = next((code for code in value if codelist.code(code).extra.get("exclusive")), None)
    return ("exclusive_code", {"value": alone}) if alone else None


def _twice(values: tuple[Any, ...], what: str) -> Fault | None:
    seen: set[str] = set()
    for each in values:
        if isinstance(each, str) and each in seen:
            return f"same_{what}_twice", {"value": each}
        seen.add(str(each))
    return None


def _reference(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if field.names_rows:
        return _rows(value, field, schema, content)
    if not isinstance(value, Mapping) or set(value) != {"id", "label"}:
        return _wrong("reference")
    return next((fault for each in value.values() if (fault := _text(each, LINE_LIMIT))), None)


def _rows(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not isinstance(value, tuple):
        return _wrong("list")
    there = {row.id for row in content.rows.get(schema.collection_of(field.target), ())}
    for row_id in value:
        if not isinstance(row_id, str) or row_id not in there:
            return "unknown_row", {"value": row_id, "target": field.target}
    return _twice(value, "row")


def _scale(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not isinstance(value, str):
        return _wrong("scale")
    return None if value in schema.scales else ("unknown_scale", {"value": value})


def _score(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not _is_integer(value):
        return _wrong("score")
    scale = scale_of(content, schema)
    sizes = [len(scale.likelihood)] if scale else [len(each.likelihood) for each in schema.scales.values()]
    highest = max(sizes, default=0)
    if 1 <= value <= highest:
        return None
    return "outside_scale", {"value": value, "lowest": 1, "highest": highest}


def _file(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    if not isinstance(value, Mapping) or set(value) - {"name", "text_alternative"}:
        return _wrong("file")
    return next((fault for each in value.values() if (fault := _text(each, TEXT_LIMIT))), None)


def _table(value: Any, field: Field, schema: Schema, content: Content) -> Fault | None:
    return _wrong("rows")


_CHECKS: Mapping[FieldType, Check] = {
    FieldType.TEXT: _line,
    FieldType.RICH: _rich,
    FieldType.CHOICE: _choice,
    FieldType.MULTI: _multi,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.ORG: _line,
    FieldType.PERSON: _line,
    FieldType.REFERENCE: _reference,
    FieldType.SCALE: _scale,
    FieldType.SCORE: _score,
    FieldType.TABLE: _table,
    FieldType.FILE: _file,
}
