"""Taking single rows over: what travels of them, under their own ids, fitted to the draft they come into."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.engine.completeness import problems
from assessments.engine.content import Content, Mark, Row
from assessments.engine.merge import Kind, pieces
from assessments.engine.picking import built_on_from_now, newer, pick
from assessments.engine.reuse import Status, derive, standing
from assessments.engine.risk import scale_of
from assessments.engine.settle import Choice, Verdict, settle
from tests.engine.forms import FORM as SCHEMA
from tests.engine.strategies import CANARY, contents, telltale_when_local

THREE = sorted(SCHEMA.scales)[0]
SCORES = {"likelihood_before": 2, "impact_before": 3}
LEAK = Row("r1", {"title": "Lekkasje", **SCORES, "measures": ["m1", "m2"]}, "A")
SOURCE = Content(
    {"scale": THREE},
    {"scenarios": (LEAK,), "measures": (Row("m1", {"title": "Logg"}), Row("m2", {"title": "Tilgang"}))},
)
DRAFT = Content({"scale": THREE})


def picked(chosen, source=SOURCE, draft=DRAFT, scale=SCHEMA.scales[THREE]) -> Content:
    return pick(derive(source, SCHEMA), scale, chosen, draft, SCHEMA).into(draft)


def test_a_row_keeps_its_id_and_its_origin():
    row = picked({"scenarios": ["r1"]}).row("scenarios", "r1")
    assert row is not None and (row.origin, row.fields["title"]) == ("A", "Lekkasje")


def test_measures_come_along_when_asked_and_references_to_others_are_let_go():
    found = picked({"scenarios": ["r1"], "measures": ["m2"]})
    assert found.value("scenarios/r1/measures") == ("m2",)
    assert [row.id for row in found.rows["measures"]] == ["m2"]
    assert picked({"scenarios": ["r1"]}).value("scenarios/r1/measures") is None


def test_a_reference_to_a_measure_that_is_there_is_kept():
    draft = DRAFT.with_row("measures", Row("m1", {"title": "Vår logg"}))
    found = picked({"scenarios": ["r1"], "measures": ["m1"]}, draft=draft)
    assert found.value("scenarios/r1/measures") == ("m1",)
    assert found.value("measures/m1/title") == "Vår logg"


@pytest.mark.parametrize("scale", [None, SCHEMA.scales[sorted(SCHEMA.scales)[-1]]])
def test_scores_on_another_scale_do_not_come(scale):
    assert scale != SCHEMA.scales[THREE]
    row = picked({"scenarios": ["r1"]}, scale=scale).row("scenarios", "r1")
    assert row is not None and "likelihood_before" not in row.fields


def test_what_is_withheld_at_home_stays_withheld_where_it_comes():
    for path in ("scenarios", "scenarios/r1"):
        found = picked({"scenarios": ["r1"]}, source=SOURCE.with_mark(path, Mark("offl-24-3")))
        assert found.marks["scenarios/r1"].ground == "offl-24-3"
    cell = SOURCE.with_mark("scenarios/r1/title", Mark("offl-13"))
    assert "scenarios/r1/title" in picked({"scenarios": ["r1"]}, source=cell).marks


def test_what_is_written_beside_single_rows_is_compared_with_nothing():
    draft = DRAFT.with_row("scenarios", Row("r9", {"title": "Vår egen"}))
    whole = picked({"scenarios": ["r1"]}, draft=draft)
    base = Content(rows={"scenarios": (whole.row("scenarios", "r1"),)})
    found = standing(whole, base, SCHEMA, is_whole=False)
    assert found.units == {"scenarios/r1": Status.IDENTICAL}
    assert found.awaiting == ("scenarios/r1",)


@given(st.data())
def test_nothing_local_comes_and_what_comes_is_well_formed(data):
    source = data.draw(contents(SCHEMA, telltale_when_local))
    draft = data.draw(contents(SCHEMA))
    chosen = {key: [row.id for row in source.rows.get(key, ())] for key in ("scenarios", "measures")}
    brought = pick(derive(source, SCHEMA), scale_of(source, SCHEMA), chosen, draft, SCHEMA)
    after = brought.into(draft)
    assert CANARY not in str(brought.rows)
    assert all(after.row(k, r.id) == r for k, rows in draft.rows.items() for r in rows)
    malformed = {"missing", "too_few_rows", "unconfirmed", "reason_missing", "rises"}
    new = {f"{key}/{row.id}" for key, rows in brought.rows.items() for row in rows}
    found = [p for p in problems(after, SCHEMA) if "/".join(p.path.split("/")[:2]) in new]
    assert not [p for p in found if p.code not in malformed]


# --- What the source says later ------------------------------------------------------------------

ROW = "scenarios/r1"


def again(source, draft, scale=SCHEMA.scales[THREE]):
    """What the source says of the row by now, for a draft that has it."""
    return newer(derive(source, SCHEMA), scale, "scenarios", "r1", draft, SCHEMA)


def test_a_source_that_says_the_same_changes_nothing():
    draft = picked({"scenarios": ["r1"]})
    found = again(SOURCE, draft)
    assert found.content.row("scenarios", "r1") == draft.row("scenarios", "r1")
    assert not pieces(draft, draft, found.content, SCHEMA, found.unseen)


def test_scores_that_cannot_come_are_not_seen_rather_than_emptied():
    draft = picked({"scenarios": ["r1"]})
    found = again(SOURCE, draft, scale=None)
    assert found.unseen == {f"{ROW}/{cell}" for cell in SCORES}
    assert not pieces(draft, draft, found.content, SCHEMA, found.unseen)


def test_a_row_the_source_has_no_more_has_no_content():
    draft = picked({"scenarios": ["r1"]})
    found = again(SOURCE.without_row("scenarios", "r1"), draft)
    assert found.content == Content() and not found.unseen
    (gone,) = pieces(draft, draft, found.content, SCHEMA)
    assert (gone.path, gone.theirs) == (ROW, None)
    before = draft.row("scenarios", "r1")
    assert before and built_on_from_now(before, None, "scenarios", ()) == before


def test_what_is_not_shown_is_built_on_as_it_was():
    before, now = Row("r1", {"title": "Da", "description": "Tekst"}), Row("r1", {"title": "Nå"})
    found = built_on_from_now(before, now, "scenarios", {f"{ROW}/description"})
    assert found.fields == {"title": "Nå", "description": "Tekst"}


@given(st.data())
def test_what_is_taken_is_what_the_source_says_and_is_not_offered_again(data):
    """Picked, changed at the source, taken: nothing local comes, and nothing more is offered after it."""
    one, two = (data.draw(contents(SCHEMA, telltale_when_local)) for _ in range(2))
    rows = [next(iter(each.rows.get("scenarios", ())), None) for each in (one, two)]
    assume(None not in rows)
    source, later = (
        each.with_row("scenarios", Row("r1", row.fields)) for each, row in zip((one, two), rows, strict=True)
    )
    own = data.draw(contents(SCHEMA)).without_row("scenarios", "r1")
    brought = pick(derive(source, SCHEMA), scale_of(source, SCHEMA), {"scenarios": ["r1"]}, own, SCHEMA)
    base, ours = Content(rows=brought.rows), brought.into(own)
    found = again(later, ours, scale_of(later, SCHEMA))
    offered = pieces(base, ours, found.content, SCHEMA, found.unseen)
    assert {piece.kind for piece in offered} <= {Kind.OFFER} and {p.unit for p in offered} <= {ROW}
    after = settle(ours, [(piece, Choice(Verdict.TAKE)) for piece in offered], SCHEMA)
    assert CANARY not in str(found.content.rows)  # a mark keeps its reason: this is its own agency
    assert {key: rows for key, rows in after.rows.items() if key != "scenarios"} == {
        key: rows for key, rows in ours.rows.items() if key != "scenarios"
    }
    was, now = base.row("scenarios", "r1"), found.content.row("scenarios", "r1")
    assert was and now
    from_now = built_on_from_now(was, now, "scenarios", found.unseen)
    once_more = again(later, after, scale_of(later, SCHEMA))
    built_on = Content(rows={"scenarios": (from_now,)})
    assert not pieces(built_on, after, once_more.content, SCHEMA, once_more.unseen)
