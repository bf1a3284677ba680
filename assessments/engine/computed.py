"""Answers nobody writes: computed from the content, or told by whoever asks; never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .content import Content, Path, Row, Value, Withheld, is_answered
from .form import Field
from .risk import row_level, score_column
from .schema import Schema

Facts = Mapping[str, Value]
"""What only the caller knows, by the names of `auto`: owner, upstream, approver, approved_at."""

_TRIGGERS = ("art35_3", "datatilsynet_list")
_CRITERIA = "wp248_criteria"


def answers(content: Content, schema: Schema, facts: Facts | None = None) -> dict[Path, Value]:
    """Every automatic answer and cell by its path; what cannot be answered yet is left out.

    From redacted content nothing withheld can be learned: what depends on it is `Withheld` too, or left out.
    """
    found = {**dict(_top_level(content, schema, facts or {})), **dict(_cells(content, schema))}
    return {path: value for path, value in found.items() if value is not None}


def need_for_dpia(content: Content, schema: Schema) -> str:
    """required, likely or not_required (GDPR art. 35(3)–(4), WP248 rev.01 III.B).

    Required with any case of art. 35(3), any point of the authority's list, or two of the nine criteria;
    likely with one criterion, or while one of the three questions is unanswered.
    """
    triggers = [_picked(content, schema, codelist) for codelist in _TRIGGERS]
    criteria = _picked(content, schema, _CRITERIA)
    if any(triggers) or len(criteria or ()) >= 2:
        return "required"
    return "likely" if criteria or criteria is None or None in triggers else "not_required"


def residual_is_high(content: Content, schema: Schema) -> bool | None:
    """Whether the residual level asks for prior consultation (GDPR art. 36); None before it is answered."""
    for field in schema.fields.values():
        if not field.codelist:
            continue
        codelist = schema.codelist(field.codelist)
        if any("prior_consultation" in code.extra for code in codelist.items):
            level = content.fields.get(field.key)
            known = isinstance(level, str) and level in codelist
            return codelist.code(str(level)).extra.get("prior_consultation") is True if known else None
    return None


def _picked(content: Content, schema: Schema, codelist: str) -> tuple[str, ...] | None:
    """The codes chosen from that list, without "none of these"; None when the question is unanswered."""
    for field in schema.fields.values():
        if field.codelist == codelist and is_answered(content.fields.get(field.key)):
            chosen = content.fields[field.key]
            codes = chosen if isinstance(chosen, tuple) else ()
            known = schema.codelist(codelist)
            return tuple(
                str(c) for c in codes if c in known and not known.code(str(c)).extra.get("exclusive")
            )
    return None


def _need(content: Content, schema: Schema) -> Value:
    asked = [f.key for f in schema.fields.values() if f.codelist in (*_TRIGGERS, _CRITERIA)]
    withheld = (content.fields[key] for key in asked if isinstance(content.fields.get(key), Withheld))
    return next(withheld, None) or need_for_dpia(content, schema)


def _marks(content: Content, schema: Schema) -> Value:
    return tuple(
        {"item": path, "ground": mark.ground, "reason": mark.reason, "until": mark.until}
        for path, mark in content.marks.items()
    )


_RULES: Mapping[str, Callable[[Content, Schema], Value]] = {
    "wp248_rule": _need,
    "residual_high": residual_is_high,
    "marks": _marks,
}


def _top_level(content: Content, schema: Schema, facts: Facts) -> Iterator[tuple[Path, Value]]:
    for field in schema.fields.values():
        if isinstance(content.fields.get(field.key), Withheld) and field.auto:
            yield field.key, content.fields[field.key]
        elif field.auto in _RULES:
            yield field.key, _RULES[field.auto](content, schema)
        elif field.auto:
            yield field.key, facts.get(field.auto)


def _cells(content: Content, schema: Schema) -> Iterator[tuple[Path, Value]]:
    for key in schema.collections:
        table = schema.field(key)
        automatic = [column for column in table.columns if column.auto]
        for row in content.rows.get(key, ()) if automatic else ():
            for column in automatic:
                yield f"{key}/{row.id}/{column.key}", cell(row, column, table, content, schema)


def cell(row: Row, column: Field, table: Field, content: Content, schema: Schema) -> Value:
    """The automatic cell of one row: its id, or its level (a band id) at the moment of the column.

    `Withheld` where the level or a score it rests on is; None where it cannot be told.
    """
    if column.auto == "row_id":
        return row.id
    sources = [score_column(table, axis, column.moment) for axis in ("likelihood", "impact")]
    for key in (column.key, *sources):
        if isinstance(row.fields.get(key), Withheld):
            return row.fields[key]
    band = row_level(row, table, content, schema, column.moment)
    return band.id if band else None
