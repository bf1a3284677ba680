"""No question of a form may be lost on its way into a file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assessments.engine.schema import Field, FieldType
from exports.render.formats import FORMATS
from exports.render.source import Source
from tests.render.made import document, rendition, squeezed, text_of
from tests.render.sources import named_everywhere, schema_of

# Types whose answer cannot be a word of our choosing: their label and written-out answer are looked for.
CODED = (
    FieldType.CHOICE, FieldType.BOOL, FieldType.DATE, FieldType.NUMBER, FieldType.SCORE, FieldType.SCALE,
)  # fmt: skip
# What is not printed under its own label, and where the reader finds it instead.
EXCLUDED_LABELS = {
    "scenario_id": "the row's number (R1) stands before its title",
    "likelihood_before": "told in the line of levels under the title",
    "impact_before": "told in the line of levels under the title",
    "level_before": "told in the line of levels under the title",
    "likelihood_after": "told in the line of levels under the title",
    "impact_after": "told in the line of levels under the title",
    "level_after": "told in the line of levels under the title",
    "not_relevant": "a flag under the title when it is so",
}
KINDS = ("dpia", "ros")


@pytest.mark.parametrize("format", sorted(FORMATS))
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_appears_in_every_format(kind: str, format: str) -> None:
    _, words = named_everywhere(kind)
    text = squeezed(text_of(rendition(f"named_{kind}", format), format))
    coded = {path for path, field in _questions(kind) if field.type in CODED or field.codelist}
    missing = {path for path, word in words.items() if path not in coded and word not in text}
    assert missing == set()


@pytest.mark.parametrize("format", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_question_and_column_appears_under_its_own_label(kind: str, format: str) -> None:
    text = squeezed(text_of(rendition(f"named_{kind}", format), format))
    excluded = set() if format == "xlsx" else EXCLUDED_LABELS.keys()
    # The column that names a row is its title where rows are cards, so it needs no label.
    titles = {f"{field.key}/{field.title_column}" for field in schema_of(kind).fields.values()}
    missing = {
        path
        for path, field in _questions(kind)
        if squeezed(field.label["nb"]) not in text and field.key not in excluded and path not in titles
    }
    assert missing == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_coded_answer_is_written_out_in_words(kind: str) -> None:
    text = squeezed(text_of(rendition(f"named_{kind}", "docx"), "docx"))
    source, _ = named_everywhere(kind)
    labels = {path: _label(source, path, field) for path, field in _questions(kind) if field.codelist}
    assert sum(label is not None for label in labels.values()) > 10
    assert {path for path, label in labels.items() if label and squeezed(label) not in text} == set()


def _label(source: Source, path: str, field: Field) -> str | None:
    """The words of the code that was chosen, or None where the form asks for nothing."""
    table, _, column = path.partition("/")
    value = source.content.value(f"{table}/{table}-1/{column}" if column else path)
    code = value[0] if isinstance(value, tuple) else value
    return source.schema.codelist(field.codelist).code(str(code)).label["nb"] if code else None


@pytest.mark.parametrize("kind", KINDS)
def test_levels_and_scores_stand_with_their_scenario_in_words(kind: str) -> None:
    text = text_of(rendition(f"named_{kind}", "docx"), "docx")
    assert "sannsynlighet" in text
    assert any(f"{band.symbol} {band.label}" in text.replace("\u00a0", "") for band in document(kind).bands)


def test_the_json_says_which_form_and_version_it_is() -> None:
    bundle = json.loads(rendition("dpia", "json"))
    assert bundle["schema"]["urn"] == "urn:no:dpia"
    assert bundle["version"]["digest"] == document("dpia").digest


def _questions(kind: str) -> Iterator[tuple[str, Field]]:
    for field in schema_of(kind).fields.values():
        yield field.key, field
        yield from ((f"{field.key}/{column.key}", column) for column in field.columns if not field.auto)
