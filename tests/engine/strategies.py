"""Contents that are well-formed answers to a form, for the laws; ids are few, so that two overlap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from assessments.engine.canonical import clean_text
from assessments.engine.content import Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.form import Field, FieldType, Reuse
from assessments.engine.schema import Schema

ROW_IDS = ("r1", "r2", "r3", "r4", "r5")
CANARY = "kanarifugl"

Texts = Callable[[Field], st.SearchStrategy[str]]


def words(field: Field) -> st.SearchStrategy[str]:
    return st.text(max_size=8).map(clean_text)


def telltale_when_local(field: Field) -> st.SearchStrategy[str]:
    """Texts that give themselves away wherever they must not travel."""
    hidden = field.reuse is Reuse.LOCAL or field.reset_on_fork
    return st.just(CANARY) if hidden else words(field)


def values(field: Field, schema: Schema, rows: tuple[str, ...], text: Texts) -> st.SearchStrategy[Any]:
    """Well-formed answers to `field`; scores stay within the smallest scale."""
    smallest = min(len(scale.likelihood) for scale in schema.scales.values())
    codes = [code.id for code in schema.codelist(field.codelist).items] if field.codelist else []
    reference = st.fixed_dictionaries({"id": text(field), "label": text(field)})
    shapes: dict[FieldType, Callable[[], st.SearchStrategy[Any]]] = {
        FieldType.CHOICE: lambda: st.sampled_from(codes),
        FieldType.MULTI: lambda: _some(codes) if codes else st.lists(text(field), max_size=2, unique=True),
        FieldType.BOOL: st.booleans,
        FieldType.DATE: lambda: st.dates().map(lambda day: day.isoformat()),
        FieldType.NUMBER: lambda: st.integers(-9, 9),
        FieldType.REFERENCE: lambda: _some(rows) if field.names_rows else reference,
        FieldType.SCALE: lambda: st.sampled_from(sorted(schema.scales)),
        FieldType.SCORE: lambda: st.integers(1, smallest),
        FieldType.FILE: lambda: st.fixed_dictionaries({"name": text(field), "text_alternative": text(field)}),
    }
    return shapes.get(field.type, lambda: text(field))()


def _some(options: Any) -> st.SearchStrategy[list[str]]:
    alone = [each for each in options if each == "none"]
    rest = [each for each in options if each != "none"]
    some = st.lists(st.sampled_from(rest), unique=True, max_size=2) if rest else st.just([])
    return some | st.just(alone) if alone else some


@st.composite
def contents(draw: st.DrawFn, schema: Schema, text: Texts = words) -> Content:
    """A content whose answers are all well-formed, with marks and confirmations on things that are there."""
    ids = {
        key: draw(st.lists(st.sampled_from(ROW_IDS), unique=True, max_size=4)) for key in schema.collections
    }

    def fill(questions: tuple[Field, ...]) -> dict[str, Any]:
        asked = {each.key: each for each in questions if each.is_stored and not each.columns}
        chosen = draw(st.lists(st.sampled_from(sorted(asked)), unique=True, max_size=6)) if asked else []
        return {
            key: draw(values(asked[key], schema, _targets(asked[key], schema, ids), text)) for key in chosen
        }

    rows = {
        key: tuple(
            Row(each, fill(schema.field(key).columns), draw(st.sampled_from("AB"))) for each in ids[key]
        )
        for key in schema.collections
    }
    content = Content(fill(tuple(schema.fields.values())), rows)
    units = sorted(content.units())
    cells = sorted(f"{key}/{row.id}/{cell}" for key in rows for row in rows[key] for cell in row.fields)
    grounds = st.builds(Mark, st.sampled_from(["offl-13", "offl-24-3"]), st.just(CANARY), st.none())
    answers = st.builds(Confirmation, st.sampled_from(list(ConfirmationState)), st.just(CANARY))
    if units:
        marks = draw(st.dictionaries(st.sampled_from(units + cells), grounds, max_size=3))
        decided = draw(st.dictionaries(st.sampled_from(units), answers, max_size=3))
        return Content(content.fields, content.rows, marks, decided)
    return content


def _targets(field: Field, schema: Schema, ids: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(ids[schema.collection_of(field.target)]) if field.names_rows else ()
