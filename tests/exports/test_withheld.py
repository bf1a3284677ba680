"""What is withheld is in no file for others, and no file made before is handed out once more is withheld."""

from __future__ import annotations

import json
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from assessments import actions as archive
from assessments.engine.content import Mark, Row
from assessments.engine.schema import Stage
from exports import actions
from registry.errors import NotFound
from tests import world
from tests.assessments import building
from tests.assessments.building import refused
from tests.exports.conftest import again, made

pytestmark = pytest.mark.django_db
GROUND = "offl-24-3"
CANARY = "kanarifugl"


def text_of(data: bytes) -> str:
    """Everything that can be read in a file, whatever it is packed in."""
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    parts = [data.decode("latin-1")]
    for chunk in data.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompress(chunk.split(b"\nendstream")[0]).decode("utf-8", "replace"))
        except zlib.error:
            continue
    return "\n".join(parts)


def handed(export, by=None) -> bytes:
    with actions.collect(export=again(export), by=world.fresh(by or export.ordered_by)).file as file:
        return file.read()


def close(version, town, path):
    return archive.withhold_at_once(
        version=building.again(version), path=path, ground=GROUND, by=world.fresh(town.author)
    )


@pytest.fixture
def spoken(town):
    """In force, shown to everyone; canaries stand in an answer, a cell, a row and the decision."""
    draft = building.fill(building.started(town))
    content = building.stored(draft).content.with_field("in_scope", CANARY)
    first = content.rows["scenarios"][0]
    spoiled = Row(first.id, {**first.fields, "description": CANARY})
    building.write(
        draft, content.with_rows("scenarios", (spoiled, Row("row-2", {**first.fields, "title": CANARY})))
    )
    version = building.freeze(town, draft)
    answers = {**building.record(Stage.DECISION, version), "decision_reasons": CANARY}
    archive.approve(version=version, answers=answers, by=world.fresh(town.approver))
    building.show(version.assessment, town, "public")
    return building.again(version)


@pytest.fixture
def places(spoken):
    """Where the canaries are."""
    one, other = (f"scenarios/{row.id}" for row in spoken.content.rows["scenarios"])
    decision = [key for key, value in spoken.decisions.get().answers.items() if value == CANARY]
    return ["in_scope", f"{one}/description", other, *decision]


@pytest.mark.parametrize("format", ["json", "xlsx", "docx", "pdf"])
def test_no_file_for_others_holds_a_word_of_it(order, town, village, spoken, places, format) -> None:
    assert len(places) == 4
    for path in places:
        close(spoken, town, path)
    told = text_of(handed(made(order(spoken, village.author, format))))
    assert CANARY not in told
    if format == "json":
        assert json.loads(told)["withheld"][GROUND] >= len(places)
    own = text_of(handed(made(order(spoken, town.reader, format))))
    assert (
        CANARY in own or format == "pdf"
    )  # the words of a page are set glyph by glyph; its source is attached


@pytest.mark.parametrize("format", ["json", "xlsx", "docx", "pdf"])
def test_who_submitted_a_version_and_what_she_told_the_reviewers_is_for_the_owners_people(
    order, town, village, format
) -> None:
    """As the API has it: author and message of a version are not for others."""
    draft = building.fill(building.started(town))
    archive.submit(assessment=draft, by=world.fresh(town.author), message=CANARY)
    version = building.approve(town, building.again(draft.versions.get()))
    building.show(version.assessment, town, "public")
    told = text_of(handed(made(order(version, village.author, format))))
    assert CANARY not in told and town.author.name not in told
    own = text_of(handed(made(order(version, town.reader, format))))
    assert CANARY in own or format in ("pdf", "xlsx")  # a workbook has no history


def test_a_file_made_before_is_not_handed_out_once_more_is_withheld(order, town, village, spoken) -> None:
    before, own = made(order(spoken, village.author)), made(order(spoken, town.reader))
    assert CANARY in text_of(handed(before))
    close(spoken, town, "in_scope")
    with refused(NotFound, "export.reading_changed"):
        handed(before)
    assert CANARY in text_of(handed(own))
    anew = made(order(spoken, village.author))
    assert anew.rendition_id != before.rendition_id
    assert anew.rendition.size != 0 and anew.withheld and again(before).withheld == []


def test_lifting_and_closing_again_never_brings_an_old_file_back(order, town, village, spoken) -> None:
    open_file = made(order(spoken, village.author))
    lifted = close(spoken, town, "in_scope")
    closed_file = made(order(spoken, village.author))
    archive.lift_withholding(withholding=lifted, by=world.fresh(town.approver))
    assert CANARY in text_of(handed(open_file))
    assert made(order(spoken, village.author)).rendition_id == open_file.rendition_id
    close(spoken, town, "in_scope")
    for export in (open_file, closed_file):
        with refused(NotFound, "export.reading_changed"):
            handed(export)


def test_what_is_withheld_while_a_file_waits_is_not_in_it(order, town, village, spoken) -> None:
    export = order(spoken, village.author)
    close(spoken, town, "in_scope")
    export = made(export)
    assert json.loads(text_of(handed(export)))["content"]["fields"]["in_scope"] == {"withheld": GROUND}
    assert export.withheld


def test_a_file_about_a_fork_is_not_handed_out_once_its_original_withholds_more(
    order, town, village, spoken, places
) -> None:
    fork = archive.fork(version=spoken, owner=village.agency, by=world.fresh(village.author))
    building.fill(fork)
    section = building.schema_of(fork).section_of("in_scope").key
    archive.save_section(
        assessment=building.fresh(fork), section=section, fields={"in_scope": "Vårt"}, by=village.author,
        expected=building.etag(fork, section),
    )  # fmt: skip
    version = archive.submit(assessment=building.fresh(fork), by=world.fresh(village.author))
    mine = made(order(version, village.author))
    docx = made(order(version, village.author, "docx"))
    assert CANARY in text_of(handed(docx))
    for path in places:
        close(spoken, town, path)
    for export in (mine, docx):
        with refused(NotFound, "export.reading_changed"):
            handed(export)
    told = text_of(handed(made(order(version, village.author, "docx"))))
    assert CANARY not in told and "Vårt" in told


def test_a_mark_that_ends_makes_another_file(order, town, village, monkeypatch) -> None:
    draft = building.fill(building.started(town))
    content = building.stored(draft).content.with_field("in_scope", CANARY)
    building.write(draft, content.with_mark("in_scope", Mark(GROUND, "", "2027-01-31")))
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    from datetime import date

    day = date(2027, 1, 31)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: day)
    closed = made(order(version, village.author))
    assert CANARY not in text_of(handed(closed))
    day = date(2027, 2, 1)
    opened = made(order(version, village.author))
    assert opened.rendition_id != closed.rendition_id and CANARY in text_of(handed(opened))
    assert CANARY not in text_of(handed(closed))


def test_the_statement_counts_each_ground(order, town, village, spoken) -> None:
    close(spoken, town, "in_scope")
    close(spoken, town, "scenarios")
    told = json.loads(text_of(handed(made(order(spoken, village.author)))))
    assert told["content"]["rows"].get("scenarios") is None
    assert "scenarios" in told["content"]["marks"]
    alone = {k: v for k, v in told["withheld"].items() if v}
    assert alone[GROUND] >= 2
    assert json.loads(text_of(handed(made(order(spoken, town.reader)))))["withheld"] == {}
