"""The report of a comparison: what differs, with signs, and the same bytes for the same difference."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from assessments.engine.comparison import compare
from assessments.engine.content import Content, Mark, Row
from assessments.engine.redact import Reading, redact
from exports.render.blocks import Card, Document, Heading, Run, TitlePage
from exports.render.chapters.differing import differing_lines
from exports.render.chapters.setting import Setting
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
    return Difference(
        a, replace(b, number=2), old.schema, found, "1 risiko hevet", "Kan endre konklusjonen", "Alvorlig"
    )


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


def test_every_coloured_stretch_has_its_sign_before_it_outside_the_line_that_strikes_it(document):
    signs = {"ins": "+", "del": "−"}
    there = [run for run in runs(document) if run.text.strip()]
    begun = [(a, b) for a, b in pairwise(there) if b.tone in signs and a.tone != b.tone]
    assert {now.tone for _before, now in begun} == {"ins", "del"}
    assert all(before.text.strip() == signs[now.tone] and not before.tone for before, now in begun)


def test_no_heading_is_skipped_and_rows_stand_under_their_table(document):
    levels = [
        heading.level
        for block in document.blocks
        if isinstance(heading := getattr(block, "heading", block), Heading)
    ]
    assert all(below <= above + 1 for above, below in pairwise(levels)) and 3 in levels


def test_what_may_change_the_conclusion_is_marked_where_it_stands(document):
    cards = [block for block in document.blocks if isinstance(block, Card)]
    assert len(cards) == 2 and all("! Alvorlig" in "".join(run.text for run in card.chips) for card in cards)


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_draft_is_marked_as_one_on_the_first_page_and_at_head_and_foot_of_all(side):
    found = difference()
    draft = replace(
        getattr(found, side), state="draft", number=0, digest="d" * 64, moment="2026-11-24T23:59:30+01:00"
    )
    document = build_comparison(replace(found, **{side: draft}))
    (page,) = [block for block in document.blocks if isinstance(block, TitlePage)]
    assert page.notices[0].tone == "draft"
    assert "24. november 2026 kl. 23.59, tilstand dddddddd" in page.notices[0].paragraphs[0][0].text
    assert document.draft_label == "UTKAST – ikke godkjent"
    assert "utkast 24. november 2026 kl. 23.59 (dddddddd)" in document.footer
    assert document.bundle[side]["number"] is None
    for format in ("docx", "pdf"):
        assert render(format, document) == render(format, document)


def test_a_line_break_in_a_paragraph_is_no_new_paragraph_and_bold_is_bold():
    setting = Setting(ros_fork())
    old, new = (Content({"in_scope": said}) for said in ("En\nto tre.", "En\nto **fire fem**."))
    (unit,) = compare(old, new, setting.source.schema).units
    lines = differing_lines(unit.cells[0], setting, setting)
    assert [[(run.text, run.bold, run.tone) for run in line] for line in lines] == [
        [("En to ", False, ""), ("−", True, ""), ("tre", False, "del"), (" ", False, ""), ("+", True, ""),
         ("fire fem", True, "ins"), (".", False, "")]
    ]  # fmt: skip


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
