"""A content moved to another version of its form: nothing anybody wrote is lost."""

from __future__ import annotations

from functools import cache

from hypothesis import given

from assessments.engine.content import EMPTY, Content, Row, from_plain, is_answered, to_plain
from assessments.engine.moving import moved
from assessments.engine.reuse import derive
from assessments.engine.schema import Schema, parse_schema
from assessments.engine.tree import pack, unpack

from .forms import FORM, body, codes, column, question
from .strategies import contents


@cache
def newer() -> Schema:
    """The small form with questions renamed, split, joined and dropped, and columns likewise."""
    form = body()
    form["version"] = "2.0"
    for section in form["sections"]:
        section["fields"] = [changed for each in section["fields"] for changed in _changed(each)]
    form["codelists"]["phases"] = codes("start")
    return parse_schema(form)


def _changed(field: dict) -> list[dict]:
    key = field["key"]
    if key == "technique":
        return [{**field, "key": "how_it_works", "formerly": ["technique", "local_setup"]}]
    if key in ("local_setup", "people"):
        return []
    if key == "ai_use":
        return [
            question("ai_model", "rich", formerly=["ai_use"]),
            question("ai_purpose", "rich", formerly=["ai_use"]),
        ]
    if key == "participants":
        return [{**field, "key": "people_heard", "formerly": ["participants"]}]
    if key == "scenarios":
        kept = [c for c in field["columns"] if c["key"] != "weak_spot"]
        return [
            {**field, "columns": [*kept, column("weakness", "rich", reuse="local", formerly=["weak_spot"])]}
        ]
    if key == "measures":
        return [{**field, "columns": [c for c in field["columns"] if c["key"] != "status"]}]
    return [field]


def test_a_renamed_question_keeps_its_answer() -> None:
    content = moved(EMPTY.with_rows("participants", (Row("r1", {"name": "Kari"}),)), FORM, newer())
    assert content.row("people_heard", "r1").fields["name"] == "Kari"
    assert not content.orphans


def test_two_questions_joined_follow_one_another() -> None:
    content = moved(EMPTY.with_fields({"technique": "A", "local_setup": "B"}), FORM, newer())
    assert content.fields["how_it_works"] == "A\n\nB"


def test_a_split_question_gives_its_text_to_each_part() -> None:
    content = moved(EMPTY.with_field("ai_use", "A"), FORM, newer())
    assert (content.fields["ai_model"], content.fields["ai_purpose"]) == ("A", "A")


def test_a_dropped_question_leaves_an_orphan_with_its_label() -> None:
    content = moved(EMPTY.with_field("people", 7), FORM, newer())
    orphan = content.orphans["people"]
    assert (orphan.value, orphan.label["en"], orphan.form) == (7, "people", FORM.id)


def test_a_dropped_column_leaves_an_orphan_that_names_its_row() -> None:
    row = Row("m1", {"title": "Tiltak", "status": "start"})
    content = moved(EMPTY.with_rows("measures", (row,)), FORM, newer())
    assert content.row("measures", "m1").fields == {"title": "Tiltak"}
    assert content.orphans["measures/m1/status"].label["en"] == "measures – m1 – status"


def test_a_code_that_the_new_list_lacks_is_an_orphan() -> None:
    old = FORM.codelist("phases").items
    gone = next(each.id for each in old if each.id not in newer().codelist("phases"))
    content = moved(EMPTY.with_field("phase", gone), FORM, newer())
    assert "phase" not in content.fields
    assert content.orphans["phase"].value == gone


def _said(content: Content) -> list[str]:
    cells = [v for rows in content.rows.values() for row in rows for v in row.fields.values()]
    return [str(v) for v in (*content.fields.values(), *cells) if is_answered(v)]


@given(contents(FORM))
def test_no_answer_is_lost(content: Content) -> None:
    after = moved(content, FORM, newer())
    said = " ".join([*_said(after), *(str(each.value) for each in after.orphans.values())])
    for each in _said(content):
        assert each.strip() in said


@given(contents(FORM))
def test_moving_to_the_same_form_changes_nothing(content: Content) -> None:
    assert moved(content, FORM, FORM) is content
    once = moved(content, FORM, newer())
    assert moved(once, newer(), newer()) == once


@given(contents(FORM))
def test_orphans_are_stored_never_travel_and_survive_as_plain_data(content: Content) -> None:
    after = moved(content, FORM, newer())
    packed = pack(after, newer(), lambda: bytes(16))
    assert unpack(packed.root, packed.objects, newer()).orphans == after.orphans
    assert from_plain(to_plain(after)) == after
    assert not derive(after, newer()).orphans
