"""Marks and the day, and the law that what is withheld makes no difference to what others are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.bank import entries
from assessments.engine.canonical import canonical
from assessments.engine.comparison import compare
from assessments.engine.computed import answers
from assessments.engine.content import EMPTY, Content, Mark, Row, Withheld, plain, to_plain
from assessments.engine.form import FieldType
from assessments.engine.marking import Fault, Rule, Wanted, fault_in_place, wanted_places
from assessments.engine.moving import moved
from assessments.engine.propose import cut, proposable
from assessments.engine.redact import Reading, redact, withheld_paths
from assessments.engine.reuse import derive, without_withheld
from assessments.engine.schema import parse_schema
from assessments.engine.withholding import (
    counted,
    covers,
    known_as,
    on_day,
    outermost,
    withheld_in,
    withholds,
)

from .forms import FORM, body, real_forms
from .strategies import contents, values, words

OUTSIDE = st.sampled_from([Reading.MEMBERS, Reading.PUBLIC])
GROUND = "offl-24-3"
MARK = Mark(GROUND, "fordi", "2026-06-30")
RISKY = EMPTY.with_field("scale", "two").with_row(
    "scenarios", Row("s", {"title": "S", "likelihood_before": 2, "impact_before": 2})
)


# --- The day -------------------------------------------------------------------------------------


def test_a_mark_withholds_up_to_and_including_its_last_day():
    assert withholds(MARK, "2026-06-30") and not withholds(MARK, "2026-07-01")
    assert withholds(Mark(GROUND), "9999-12-31")


@given(st.dates().map(str), st.dates().map(str), st.dates().map(str))
def test_once_a_mark_has_ended_it_has_ended_for_good(day, later, end):
    first, second = sorted((day, later))
    mark = Mark(GROUND, "", end)
    assert not withholds(mark, second) or withholds(mark, first)


def test_of_two_marks_at_one_place_the_first_tells_the_ground_while_it_holds():
    own, at_once = {"a": MARK}, {"a": Mark("offl-13"), "b": Mark("offl-26")}
    assert {p: m.ground for p, m in on_day("2026-06-01", own, at_once).items()} == {
        "a": GROUND,
        "b": "offl-26",
    }
    assert {p: m.ground for p, m in on_day("2026-07-01", own, at_once).items()} == {
        "a": "offl-13",
        "b": "offl-26",
    }


@given(contents(FORM), contents(FORM), st.dates().map(str))
def test_what_is_withheld_at_once_only_ever_adds(content, other, day):
    alone = withheld_paths(content, FORM, Reading.PUBLIC, on_day(day, content.marks))
    both = on_day(day, content.marks, other.marks)
    added = redact(content, FORM, Reading.PUBLIC, both)
    for path in alone:
        assert covers(added.marks, path) or isinstance(added.value(path), Withheld)


# --- It makes no difference ----------------------------------------------------------------------


@st.composite
def twins(draw, schema=FORM):
    """Two contents that differ only in what is withheld, and the marks that withhold it."""
    content = draw(contents(schema))
    tables = draw(st.lists(st.sampled_from(sorted(schema.collections)), unique=True, max_size=2))
    marks = {**content.marks, **{key: Mark(GROUND) for key in tables}}
    fields, rows = dict(content.fields), dict(content.rows)
    for path in marks:
        key, *rest = path.split("/", 2)
        if not rest and schema.field(key).columns:
            rows[key] = draw(contents(schema)).rows.get(key, ())
        elif not rest:
            fields[key] = draw(st.none() | values(schema.field(key), schema, words))
        else:
            rows[key] = tuple(
                Row(row.id, _other_cells(draw, row, rest[1:], schema, key), row.origin)
                if row.id == rest[0]
                else row
                for row in rows.get(key, ())
            )
    return content, Content(fields, rows, content.marks, content.confirmations), marks


def _other_cells(draw, row, cell, schema, key):
    """Other text in one cell, or in all of a row that is withheld as a whole."""
    columns = schema.field(key).columns_by_key
    names = cell or list(row.fields)
    plain_ones = [name for name in names if not columns[name].names_rows and columns[name].is_stored]
    return {**row.fields, **{name: draw(values(columns[name], schema, words)) for name in plain_ones}}


def shown_bytes(content, marks, reading, schema=FORM):
    """Everything that is worked out for a reader, as one string of bytes."""
    seen = redact(content, schema, reading, marks)
    travels = without_withheld(derive(seen, schema), schema)
    return canonical(
        {
            "content": to_plain(seen),
            "computed": {path: plain(value) for path, value in answers(seen, schema).items()},
            "travels": to_plain(travels),
            "withheld": withheld_in(seen),
            "counted": counted(seen),
            "hidden": sorted(withheld_paths(content, schema, reading, marks)),
        }
    )


@given(twins(), OUTSIDE)
def test_what_is_withheld_makes_no_difference_to_what_others_are_shown(pair, reading):
    one, other, marks = pair
    assert shown_bytes(one, marks, reading) == shown_bytes(other, marks, reading)


@pytest.mark.parametrize("schema", real_forms(), ids=lambda schema: schema.kind)
def test_nor_in_the_forms_that_come_with_the_software(schema):
    @given(twins(schema), OUTSIDE)
    def holds(pair, reading):
        one, other, marks = pair
        assert shown_bytes(one, marks, reading, schema) == shown_bytes(other, marks, reading, schema)

    holds()


@given(twins(), contents(FORM), OUTSIDE)
def test_nor_to_a_comparison_with_any_other_version(pair, against, reading):
    one, other, marks = pair
    old = redact(against, FORM, reading, against.marks)
    both = [compare(old, redact(each, FORM, reading, marks), FORM, whole=True) for each in (one, other)]
    assert both[0] == both[1]
    assert both[0].summary == both[1].summary


@given(twins(), contents(FORM))
def test_nor_to_what_can_be_proposed_or_is_sent(pair, base):
    one, other, marks = pair
    found = []
    for each in (one, other):
        ours = without_withheld(derive(redact(each, FORM, Reading.PUBLIC, marks), FORM), FORM)
        hidden = withheld_paths(each, FORM, Reading.PUBLIC, marks)
        offered = proposable(derive(base, FORM), derive(base, FORM), ours, FORM, hidden)
        sent = cut(derive(base, FORM), ours, FORM, [piece.path for piece in offered], hidden)
        found.append((offered, sent))
    assert found[0] == found[1]


@given(twins())
def test_nor_to_what_the_scenario_bank_keeps(pair):
    one, other, marks = pair
    assert list(entries(one, FORM, marks)) == list(entries(other, FORM, marks))


# --- What is told of it --------------------------------------------------------------------------


def test_of_a_table_withheld_as_a_whole_neither_rows_nor_marks_inside_are_told():
    marks = {"scenarios": MARK, "scenarios/s": MARK, "scenarios/s/title": MARK}
    seen = redact(RISKY, FORM, Reading.PUBLIC, marks)
    assert dict(seen.marks) == {"scenarios": Mark(GROUND)} == dict(outermost(seen.marks))
    assert counted(seen) == {GROUND: 1}


def test_an_unanswered_place_that_is_withheld_looks_like_an_answered_one():
    for content in (EMPTY, EMPTY.with_field("laws", ("a",))):
        assert redact(content, FORM, Reading.PUBLIC, {"laws": MARK}).fields["laws"] == Withheld(GROUND)


def test_things_are_counted_once_each_by_their_ground():
    marks = {"title": Mark("offl-13"), "scenarios/s": MARK, "scenarios/s/title": MARK, "measures": MARK}
    content = RISKY.with_field("title", "T").with_row("measures", Row("m", {"title": "M"}))
    seen = redact(content, FORM, Reading.PUBLIC, marks)
    assert withheld_in(seen) == {"title": "offl-13", "scenarios/s": GROUND, "measures": GROUND}
    assert counted(seen) == {"offl-13": 1, GROUND: 2}


def test_what_names_rows_of_a_withheld_table_is_withheld_with_it_answered_or_not():
    named = RISKY.with_row("scenarios", Row("t", {"title": "T", "measures": ("m",)}))
    seen = redact(named, FORM, Reading.PUBLIC, {"measures": Mark("offl-13")})
    assert {row.fields["measures"] for row in seen.rows["scenarios"]} == {Withheld("offl-13")}


def test_marks_on_rows_that_are_not_there_are_told_of_nowhere():
    seen = redact(RISKY, FORM, Reading.PUBLIC, {"scenarios/gone/title": MARK, "nonsense": MARK})
    assert dict(seen.marks) == {} and counted(seen) == {}


def test_a_fork_keeps_no_name_of_a_row_it_may_not_have():
    content = RISKY.with_row("measures", Row("m", {"title": "M"})).with_row(
        "scenarios", Row("t", {"title": "T", "measures": ("m",)})
    )
    seen = redact(content, FORM, Reading.PUBLIC, {"measures/m": MARK})
    travels = without_withheld(derive(seen, FORM), FORM)
    assert "measures" not in travels.row("scenarios", "t").fields and not travels.rows.get("measures")


# --- Where a mark may stand ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("local_setup", None),
        ("scenarios", None),
        ("scenarios/s", None),
        ("scenarios/s/title", None),
        ("scenarios/s/level_before", None),
        ("decision", None),
        ("need", None),
        ("nonsense", Fault.UNKNOWN),
        ("local_setup/s", Fault.UNKNOWN),
        ("scenarios/s/nonsense", Fault.UNKNOWN),
        ("scenarios/gone", Fault.ROW_ABSENT),
        ("title", Fault.LISTED),
        ("owner", Fault.LISTED),
        ("approved_by", Fault.LISTED),
        ("withheld", Fault.LISTED),
        ("scenarios/s/number", Fault.LISTED),
        ("advice", Fault.NEVER_SHOWN),
        ("answer", Fault.NEVER_SHOWN),
    ],
)
def test_where_a_mark_may_stand(path, fault):
    assert fault_in_place(path, RISKY, FORM) is fault


@given(contents(FORM), st.sampled_from([Rule.LIKELY, Rule.MAY, Rule.VULNERABILITIES]))
def test_places_chosen_together_are_answered_open_and_may_be_marked(content, rule):
    for path, ground in wanted_places(Wanted(rule), content, FORM).items():
        assert covers(content.marks, path) is None and fault_in_place(path, content, FORM) is None
        assert content.value(path) is not None and ground


# --- Another form --------------------------------------------------------------------------------


def _newer():
    made = body()
    made["version"] = "2.0"
    for section in made["sections"]:
        for field in section["fields"]:
            if field["key"] == "local_setup":
                field.update(key="setup", formerly=["local_setup"])
            if field["key"] == "scenarios":
                field.update(key="events", formerly=["scenarios"])
                for column in field["columns"]:
                    if column["key"] == "weak_spot":
                        column.update(key="weakness", formerly=["weak_spot"])
    return parse_schema(made)


def test_what_is_withheld_stays_so_in_a_newer_form_and_is_found_in_an_older_one():
    newer = _newer()
    pairs = {
        "local_setup": "setup",
        "scenarios": "events",
        "scenarios/s/weak_spot": "events/s/weakness",
        "laws": "laws",
    }
    for old, new in pairs.items():
        assert known_as(old, FORM, newer) == (new,)
        assert known_as(new, newer, FORM) == (old,)
    assert known_as("nonsense", FORM, newer) == ()


def test_a_content_that_moves_to_a_newer_form_shows_nothing_new_to_others():
    newer = _newer()
    content = RISKY.with_field("local_setup", "hemmelig").with_mark("local_setup", MARK)
    after = moved(content, FORM, newer)
    assert after.fields["setup"] == "hemmelig"
    assert "hemmelig" not in str(redact(after, newer, Reading.PUBLIC, after.marks))


def test_every_kind_of_answer_can_be_withheld():
    asked = [f for f in FORM.fields.values() if f.is_stored and not f.columns]
    assert {FieldType.FILE, FieldType.MULTI, FieldType.NUMBER, FieldType.RICH} <= {f.type for f in asked}
    marks = {field.key: MARK for field in asked}
    assert set(redact(EMPTY, FORM, Reading.MEMBERS, marks).fields.values()) == {Withheld(GROUND)}
