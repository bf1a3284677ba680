"""Contents that are well-formed answers to a form, for the laws; ids are few, so that two overlap."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from assessments.engine.canonical import clean_text
from assessments.engine.content import Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.form import Field, FieldType, Reuse
from assessments.engine.schema import Schema

ROW_IDS = ("r1", "r2", "r3", "r4", "r5")
CANARY = "kanarifugl"

SOME_IDS = st.lists(st.sampled_from(ROW_IDS), unique=True, max_size=3)
GROUNDS = st.sampled_from(["offl-13", "offl-24-3"])
STATES = st.sampled_from(list(ConfirmationState))
Texts = Callable[[Field], st.SearchStrategy[str]]


def words(field: Field) -> st.SearchStrategy[str]:
    return st.text(max_size=8).map(clean_text)


def telltale_when_local(field: Field) -> st.SearchStrategy[str]:
    """Texts that give themselves away wherever they must not travel."""
    hidden = field.reuse is Reuse.LOCAL or field.reset_on_fork
    return st.just(CANARY) if hidden else words(field)


_KNOWN: dict[tuple[int, Texts], st.SearchStrategy[Any]] = {}


def values(field: Field, schema: Schema, text: Texts) -> st.SearchStrategy[Any]:
    """Well-formed answers to `field` (made once each); scores stay within the smallest scale."""
    if (id(field), text) not in _KNOWN:
        _KNOWN[id(field), text] = _shapes(field, schema, text).get(field.type, lambda: text(field))()
    return _KNOWN[id(field), text]


def _shapes(
    field: Field, schema: Schema, text: Texts
) -> dict[FieldType, Callable[[], st.SearchStrategy[Any]]]:
    smallest = min(len(scale.likelihood) for scale in schema.scales.values())
    codes = [code.id for code in schema.codelist(field.codelist).items] if field.codelist else []
    return {
        FieldType.CHOICE: lambda: st.sampled_from(codes),
        FieldType.MULTI: lambda: _some(codes) if codes else st.lists(text(field), max_size=2, unique=True),
        FieldType.BOOL: st.booleans,
        FieldType.DATE: lambda: st.sampled_from(["2026-02-28", "2028-02-29"]),
        FieldType.NUMBER: lambda: st.integers(-9, 9),
        FieldType.REFERENCE: lambda: st.fixed_dictionaries({"id": text(field), "label": text(field)}),
        FieldType.SCALE: lambda: st.sampled_from(sorted(schema.scales)),
        FieldType.SCORE: lambda: st.integers(1, smallest),
        FieldType.FILE: lambda: st.fixed_dictionaries({"name": text(field), "text_alternative": text(field)}),
    }


@cache
def _few(options: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(options), unique=True, max_size=5)


def _some(options: list[str]) -> st.SearchStrategy[list[str]]:
    """Some of the codes, or none of them: "none" stands alone."""
    rest = [each for each in options if each != "none"]
    some = st.lists(st.sampled_from(rest), unique=True, max_size=2)
    return some | st.just(["none"]) if "none" in options else some


@st.composite
def contents(draw: st.DrawFn, schema: Schema, text: Texts = words) -> Content:
    """A content whose answers are all well-formed, with marks and confirmations on things that are there."""
    ids = {key: draw(SOME_IDS) for key in schema.collections}

    def fill(questions: tuple[Field, ...]) -> dict[str, Any]:
        asked = {each.key: each for each in questions if each.is_stored and not each.columns}
        chosen = draw(_few(tuple(sorted(asked))))
        return {key: answer(asked[key]) for key in chosen}

    def answer(question: Field) -> Any:
        if question.names_rows:
            return draw(st.sampled_from([ids[schema.collection_of(question.target)], []]))
        return draw(values(question, schema, text))

    rows = {
        key: tuple(
            Row(each, fill(schema.field(key).columns), draw(st.sampled_from("AB"))) for each in ids[key]
        )
        for key in schema.collections
    }
    content = Content(fill(tuple(schema.fields.values())), rows)
    units = sorted(content.units())
    cells = sorted(f"{key}/{row.id}/{cell}" for key in rows for row in rows[key] for cell in row.fields)
    if not units:
        return content
    marked = draw(st.lists(st.sampled_from(units + cells), unique=True, max_size=3))
    decided = draw(st.lists(st.sampled_from(units), unique=True, max_size=2))
    marks = {path: Mark(draw(GROUNDS), CANARY, "2030-01-01") for path in marked}
    return Content(
        content.fields, content.rows, marks, {path: Confirmation(draw(STATES), CANARY) for path in decided}
    )
