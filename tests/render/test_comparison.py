"""The report of a comparison: what differs, with signs, and the same bytes for the same difference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.engine.comparison import compare
from assessments.engine.content import Mark, Row
from assessments.engine.redact import Reading, redact
from exports.render.blocks import Card, Document, Run
from exports.render.comparison import Difference, build_comparison
from exports.render.formats import render
from exports.render.pdf import write_pdf
from exports.render.word_runs import RunWriter
from tests.render.made import pdf_text, plain_fonts, word_text
from tests.render.sources import ros_fork
from tests.render.test_word import faults


def difference(reading: Reading = Reading.FULL) -> Difference:
    """The fork in the fixtures, and the same with a scenario raised, one added and one text reworded."""
    old = ros_fork()
    first, *rest = old.content.rows["scenarios"]
    low, raised = (
        Row(first.id, {**first.fields, "likelihood_before": score, "impact_before": score}, first.origin)
        for score in (1, 4)
    )
    old = replace(old, content=old.content.with_rows("scenarios", (low, *rest)))
    content = old.content.with_rows("scenarios", (raised, *rest, Row("ny", {"title": "Flom i datarommet"})))
    content = content.with_field("in_scope", "Ny\n\ntekst om kanarifugl.").with_mark(
        "in_scope", Mark("offl-13")
    )
    sides = [redact(each, old.schema, reading, each.marks) for each in (old.content, content)]
    a, b = (replace(old, content=each, reading=str(reading), standing=None) for each in sides)
    found = compare(*sides, old.schema)
    return Difference(a, replace(b, number=2), old.schema, found, "1 risiko hevet", "Kan endre konklusjonen")


@pytest.fixture(scope="module")
def document() -> Document:
    return build_comparison(difference())


def runs(document: Document) -> list[Run]:
    found: list[Run] = []

    def walk(value: object) -> None:
        if isinstance(value, Run):
            found.append(value)
        elif isinstance(value, tuple):
            for each in value:
                walk(each)
        elif hasattr(value, "__slots__"):
            for name in value.__slots__:
                walk(getattr(value, name))

    walk(document.blocks)
    return found


def test_every_coloured_word_carries_its_sign(document):
    toned = [run for run in runs(document) if run.tone in ("ins", "del") and run.text.strip()]
    assert {run.tone for run in toned} == {"ins", "del"}
    signed = [run for run in toned if run.text.startswith(("+", "−"))]
    assert len(signed) >= 3


def test_a_raised_level_is_told_with_both_levels(document):
    cards = [block for block in document.blocks if isinstance(block, Card)]
    assert any("→" in "".join(run.text for run in card.chips) for card in cards)
    assert any("Flom i datarommet" in card.heading.text for card in cards)


@pytest.mark.parametrize("reading", [Reading.MEMBERS, Reading.PUBLIC])
def test_what_is_withheld_is_nowhere_in_it(reading):
    document = build_comparison(difference(reading))
    assert "kanarifugl" not in repr(document)


def test_equal_differences_give_equal_bytes(document):
    assert render("docx", document) == render("docx", build_comparison(difference()))


def test_word_underlines_what_came_and_strikes_what_went():
    write = RunWriter({}, lambda target: "")
    assert '<w:u w:val="single"/>' in write((Run("+ny", tone="ins"),))
    assert "<w:strike/>" in write((Run("−gammel", tone="del"),))


def test_word_and_pdf_say_the_same(document):
    said = [word_text(render("docx", document)), pdf_text(write_pdf(document, plain_fonts()))]
    for text in said:
        assert "1 risiko hevet" in text and "Flom i datarommet" in text and "+Ny" in text


def test_word_finds_nothing_to_repair(document, tmp_path):
    assert faults(render("docx", document), tmp_path) == []
