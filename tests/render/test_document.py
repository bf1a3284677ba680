"""What a document holds, before any format is chosen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact
from exports.render.blocks import Card, Facts, Notice, Paragraph, RiskMatrix, Run, TitlePage, as_json
from exports.render.document import build_document
from exports.render.html import build_html
from tests.render.made import document
from tests.render.sources import dpia_in_force, ros_fork


def runs(value: Any) -> list[Run]:
    """Every run anywhere in a tree of blocks."""
    if isinstance(value, Run):
        return [value]
    if isinstance(value, (tuple, list)):
        return [run for each in value for run in runs(each)]
    return [run for name in getattr(value, "__slots__", ()) for run in runs(getattr(value, name))]


def text(value: Any) -> str:
    return " ".join(run.text for run in runs(value))


def test_chapters_come_in_the_order_a_leader_reads() -> None:
    chapters = [each.text for each in document("ros").chapters()]
    assert chapters[:3] == ["Sammendrag", "Hovedkonklusjoner", "Risikobildet"]
    assert chapters[-4:] == [
        "Tiltaksplan",
        "Versjonshistorikk",
        "Hva vi har endret fra opphavet",
        "Råd og beslutning",
    ]


def test_the_tree_is_plain_json() -> None:
    tree = as_json(document("dpia"))
    assert json.loads(json.dumps(tree)) == tree
    assert tree["blocks"][0]["kind"] == "title_page"


def test_every_cell_of_a_matrix_says_its_level_in_words() -> None:
    matrices = [block for block in document("ros").blocks if isinstance(block, RiskMatrix)]
    assert len(matrices) == 2
    cells = [cell for matrix in matrices for _, row in matrix.rows for cell in row]
    assert len(cells) == 50
    assert all(cell.label and cell.symbol for cell in cells)


def test_a_level_is_never_shown_by_colour_alone() -> None:
    coloured = [run for run in runs(document("ros").blocks) if run.band]
    styles = document("ros").band_styles
    assert coloured
    assert all(styles[run.band].label in run.text.replace("\u00a0", " ") for run in coloured)


def test_scenarios_fall_in_the_matrix_by_the_names_they_have_in_the_text() -> None:
    before = next(block for block in document("ros").blocks if isinstance(block, RiskMatrix))
    named = sorted(name for _, row in before.rows for cell in row for name in cell.names)
    cards = [block.heading.number for block in document("ros").blocks if isinstance(block, Card)]
    assert named == sorted(number for number in cards if number.startswith("R"))


def test_what_is_not_approved_says_so_on_its_title_page() -> None:
    page = document("ros").blocks[0]
    assert isinstance(page, TitlePage)
    assert [notice.tone for notice in page.notices] == ["draft", "open"]
    assert document("dpia").draft_label == ""


def test_what_must_be_confirmed_is_yellow_and_says_so() -> None:
    yellow = [run for run in runs(document("ros").blocks) if run.tone == "open"]
    assert any(run.text == "Må bekreftes" for run in yellow)
    source = ros_fork()
    assert source.standing is not None
    decided = build_document(replace(source, standing=replace(source.standing, awaiting=())))
    assert not [run for run in runs(decided.blocks) if run.tone == "open"]


def test_an_unanswered_question_is_shown_as_not_answered() -> None:
    facts = [fact for block in document("dpia").blocks if isinstance(block, Facts) for fact in block.facts]
    told = {fact.label: text(fact.answer) for fact in facts}
    assert told["Videre­behandling til nye formål".replace("\u00ad", "")] == "ikke besvart"


def test_another_reader_sees_the_ground_and_never_the_words() -> None:
    source = dpia_in_force()
    secret = "Tolv servere bak én brannmur"
    full = source.content.with_fields({"technology": secret})
    cut = redact(full, source.schema, Reading.PUBLIC, full.marks)
    made = build_document(replace(source, content=cut, reading="public"))
    assert secret not in json.dumps(as_json(made), ensure_ascii=False)
    assert "offentleglova § 24 tredje ledd" in text(made.blocks)
    page = made.blocks[0]
    assert isinstance(page, TitlePage)
    assert isinstance(page.notices[0], Notice)
    assert "Offentlig utgave" in page.notices[0].title
    assert "Elev med skjermet adresse" not in text(made.blocks)


def test_the_owner_sees_the_words_and_the_ground_they_are_withheld_on() -> None:
    assert "Unntas ved innsyn" in text(document("dpia").blocks)


def test_a_fork_tells_what_it_changed_with_both_texts() -> None:
    told = text(document("ros").blocks)
    assert "Vikar beholder tilgang etter endt oppdrag" in told
    assert "Kommunikasjonsportal skole–hjem" in told
    assert "Vårt navn på løsningen." in told


def test_upstream_words_are_left_out_when_the_reader_may_not_see_them() -> None:
    source = ros_fork()
    assert source.based_on is not None
    hidden = replace(source, base=None, based_on=replace(source.based_on, title="", agency=""), computed={})
    made = text(build_document(hidden).blocks)
    assert "Opphavets tekst vises ikke" in made
    assert "Kontoovertakelse hos foresatt" in made
    assert "Ansatt slår opp barn uten tjenstlig behov" not in made


def test_an_empty_draft_still_makes_a_document() -> None:
    source = replace(
        ros_fork(), content=Content(), computed={}, standing=None, base=None, based_on=None, history=()
    )
    made = build_document(source)
    assert "Ingen risikoscenarier" in text(made.blocks)
    assert build_html(made)


def test_headings_of_the_page_never_skip_a_level_and_headers_have_a_scope() -> None:
    html = build_html(document("dpia"))
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all("scope=" in tag for tag in re.findall(r"<th\b[^>]*>", html))
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))


def test_a_link_holds_nothing_but_text() -> None:
    """Any element inside a link becomes a link of its own in the PDF, untagged, and breaks PDF/UA-1."""
    linked = Run("to\nlinjer", bold=True, code=True, link="https://example.org/")
    html = build_html(replace(document("ros"), blocks=(*document("ros").blocks, Paragraph((linked,)))))
    links = re.findall(r"<a\b[^>]*>(.*?)</a>", html)
    assert "linjer" in links
    assert not [link for link in links if "<" in link]
