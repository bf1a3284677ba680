"""Redaction: what is marked never leaves, whoever asks."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.computed import answers
from assessments.engine.content import (
    EMPTY,
    Confirmation,
    ConfirmationState,
    Content,
    Mark,
    Row,
    Withheld,
    to_plain,
    unit_of,
)
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import derive
from assessments.engine.risk import matrix_counts
from assessments.engine.withholding import outermost

from .forms import FORM
from .strategies import CANARY, contents

outside = st.sampled_from([Reading.MEMBERS, Reading.PUBLIC])
MARK = Mark("offl-24-3", "because of the lock", "2030-01-01")
RISKY = EMPTY.with_field("scale", "two").with_row(
    "scenarios", Row("s", {"title": "S", "likelihood_before": 2, "impact_before": 2})
)


@given(contents(FORM))
def test_the_owner_reads_everything(content):
    assert redact(content, FORM, Reading.FULL, content.marks) is content


@given(contents(FORM), outside)
def test_redacting_twice_is_redacting_once(content, reading):
    once = redact(content, FORM, reading, content.marks)
    assert redact(once, FORM, reading, once.marks) == once


def all_marked(content: Content) -> Content:
    """The same marks, and the text under each of them replaced by one that gives itself away."""

    def spoil(path, value):
        return CANARY if path in content.marks or unit_of(path) in content.marks else value

    rows = {
        key: tuple(
            Row(r.id, {k: spoil(f"{key}/{r.id}/{k}", v) for k, v in r.fields.items()}, r.origin) for r in rows
        )
        for key, rows in content.rows.items()
    }
    fields = {key: spoil(key, value) for key, value in content.fields.items()}
    return Content(fields, rows, content.marks, content.confirmations)


@given(contents(FORM), outside)
def test_no_text_reason_or_decision_that_is_withheld_gets_through(content, reading):
    shown = redact(all_marked(content), FORM, reading, content.marks)
    assert CANARY not in json.dumps(to_plain(shown))
    assert CANARY not in json.dumps(to_plain(derive(shown, FORM)))


@given(contents(FORM), outside)
def test_a_reader_sees_what_is_not_marked_and_nothing_from_nowhere(content, reading):
    shown = redact(content, FORM, reading, content.marks)
    assert {key: v for key, v in shown.fields.items() if key not in content.marks} == {
        key: v for key, v in content.fields.items() if key not in content.marks
    }
    assert set(shown.fields) == set(content.fields)
    assert {path: mark.ground for path, mark in shown.marks.items()} == {
        path: mark.ground for path, mark in outermost(content.marks).items()
    }
    assert not any(mark.reason or mark.until for mark in shown.marks.values())


def test_a_marked_row_keeps_only_its_id_and_its_ground():
    shown = redact(RISKY, FORM, Reading.PUBLIC, {"scenarios/s": MARK})
    assert shown.rows["scenarios"] == (Row("s"),)
    assert shown.marks == {"scenarios/s": Mark("offl-24-3")}


def test_a_marked_collection_does_not_even_show_how_many_rows_it_has():
    shown = redact(RISKY, FORM, Reading.MEMBERS, {"scenarios": MARK})
    assert dict(shown.rows) == {}


def test_how_the_owner_decided_about_upstream_stays_at_home():
    decided = RISKY.with_confirmation("scenarios/s", Confirmation(ConfirmationState.CHANGED, "ours"))
    assert dict(redact(decided, FORM, Reading.PUBLIC, decided.marks).confirmations) == {}


def test_a_withheld_score_takes_its_level_and_its_place_in_the_matrix_along():
    shown = redact(RISKY, FORM, Reading.PUBLIC, {"scenarios/s/impact_before": MARK})
    assert answers(shown, FORM)["scenarios/s/level_before"] == Withheld("offl-24-3")
    grid = matrix_counts(shown, FORM, "before")
    assert not any(cell.rows for row in grid.cells for cell in row)


def test_a_withheld_level_is_not_computed_again():
    marked = RISKY.with_mark("scenarios/s/level_before", MARK).with_mark("need", MARK)
    assert answers(marked, FORM)["scenarios/s/level_before"] == "high"
    shown = answers(redact(marked, FORM, Reading.PUBLIC, marked.marks), FORM)
    assert shown["scenarios/s/level_before"] == shown["need"] == Withheld("offl-24-3")
