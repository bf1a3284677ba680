"""Reuse: what travels to a fork, and how a fork stands to what it was built on."""

from __future__ import annotations

import pytest
from hypothesis import given

from assessments.engine.content import EMPTY, Confirmation, ConfirmationState, Content, Mark, Row, Withheld
from assessments.engine.reuse import Status, confirmable_paths, derive, standing, travelling_changes

from .forms import FORM
from .strategies import contents

CONFIRMED = Confirmation(ConfirmationState.CONFIRMED)
UPSTREAM = (
    EMPTY.with_fields({"title": "T", "technique": "Cloud", "local_setup": "Ours", "phase": "done"})
    .with_row("scenarios", Row("s", {"title": "S", "likelihood_before": 2, "weak_spot": "Ours"}, "up"))
    .with_row("scenarios", Row("t", {"title": "T", "impact_before": 1}, "up"))
    .with_row("measures", Row("m", {"title": "M", "status": "done"}, "up"))
    .with_row("participants", Row("p", {"name": "Kari"}))
)


def test_a_fork_takes_shared_and_proposals_and_nothing_local_or_reset():
    fork = derive(UPSTREAM.with_confirmation("title", CONFIRMED), FORM)
    assert fork == (
        EMPTY.with_fields({"title": "T", "technique": "Cloud"})
        .with_row("scenarios", Row("s", {"title": "S", "likelihood_before": 2}, "up"))
        .with_row("scenarios", Row("t", {"title": "T", "impact_before": 1}, "up"))
        .with_row("measures", Row("m", {"title": "M"}, "up"))
    )


def test_marks_travel_with_what_they_withhold_but_withheld_text_does_not():
    marked = EMPTY.with_fields({"title": Withheld("offl-13")})
    for path in ("title", "local_setup", "scenarios/s", "scenarios/s/weak_spot"):
        marked = marked.with_mark(path, Mark("offl-13"))
    fork = derive(marked, FORM)
    assert (dict(fork.fields), set(fork.marks)) == ({}, {"title", "scenarios/s"})


@given(contents(FORM))
def test_deriving_twice_is_deriving_once(content):
    assert derive(derive(content, FORM), FORM) == derive(content, FORM)


@given(contents(FORM))
def test_nothing_in_a_fork_appears_from_nowhere(content):
    fork = derive(content, FORM)
    assert fork.fields.items() <= content.fields.items()
    for key, rows in fork.rows.items():
        for row, original in zip(rows, content.rows[key], strict=True):
            assert (row.id, row.origin) == (original.id, original.origin)
            assert row.fields.items() <= original.fields.items()
    assert all(FORM.at(path).travels for path in (*fork.fields, *fork.marks))


@given(contents(FORM))
def test_a_fresh_fork_is_identical_and_awaits_every_proposal(content):
    fork = derive(content, FORM)
    found = standing(fork, content, FORM)
    assert set(found.units.values()) <= {Status.IDENTICAL}
    assert found.awaiting == confirmable_paths(content, FORM)
    assert (found.identical_percent, found.confirmed_percent) == (100, 0 if found.awaiting else 100)


@given(contents(FORM), contents(FORM))
def test_percentages_stay_whole_and_say_all_only_when_all_is_done(a, b):
    found = standing(a, b, FORM)
    assert 0 <= found.confirmed_percent <= 100
    assert (found.confirmed_percent == 100) == (not found.awaiting)
    differing = any(status is not Status.IDENTICAL for status in found.units.values())
    assert (found.identical_percent == 100) == (not differing)
    assert sum(found.counts.values()) == len(found.units)


def test_a_fork_knows_where_it_stands():
    fork = (
        derive(UPSTREAM, FORM)
        .with_fields({"technique": "Our cloud", "local_setup": "Here", "ai_use": "None"})
        .without_row("scenarios", "t")
        .with_row("scenarios", Row("mine", {"title": "Mine"}))
        .with_confirmation("title", CONFIRMED)
    )
    found = standing(fork, UPSTREAM, FORM)
    assert dict(found.units) == {
        "title": Status.IDENTICAL,
        "technique": Status.CHANGED,
        "ai_use": Status.ADDED,
        "scenarios/s": Status.IDENTICAL,
        "scenarios/mine": Status.ADDED,
        "scenarios/t": Status.REMOVED,
        "measures/m": Status.IDENTICAL,
    }
    assert dict(found.decided) == {"title": ConfirmationState.CONFIRMED}
    assert found.awaiting == ("scenarios/s",)
    assert (found.confirmed_percent, found.identical_percent) == (50, 42)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c.with_field("title", "New"), ("title",)),
        (lambda c: c.with_field("local_setup", "New"), ()),
        (lambda c: c.with_moved_row("scenarios", "t", after=None), ()),
        (lambda c: c.with_row("scenarios", Row("s", {"title": "New"})), ("scenarios/s",)),
        (lambda c: c.with_row("measures", Row("m", {"title": "M", "status": "planned"})), ()),
    ],
)
def test_only_changes_that_travel_count_as_changes_of_what_was_inherited(change, expected):
    assert travelling_changes(UPSTREAM, change(UPSTREAM), FORM) == expected


def test_a_blank_answer_is_no_proposal():
    assert confirmable_paths(Content({"title": " ", "laws": ()}), FORM) == ()
