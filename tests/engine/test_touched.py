"""What of one's own is touched when upstream goes on, and what one has concluded on top of it."""

from __future__ import annotations

import pytest
from hypothesis import given

from assessments.engine.content import EMPTY, Row
from assessments.engine.reuse import derive, travelling_changes
from assessments.engine.touched import resting, touched

from .forms import FORM
from .strategies import contents

BASE = (
    EMPTY.with_fields({"title": "T", "technique": "Cloud"})
    .with_row("scenarios", Row("s", {"title": "S", "likelihood_before": 1, "measures": ("m",)}, "up"))
    .with_row("measures", Row("m", {"title": "M"}, "up"))
)
OURS = BASE.with_field("residual", "low").with_row(
    "scenarios",
    Row(
        "s",
        {
            "title": "S",
            "likelihood_before": 1,
            "measures": ("m",),
            "likelihood_after": 1,
            "impact_after": 2,
            "weak_spot": "Here",
            "not_relevant": False,
        },
    ),
)
AFTER = ("scenarios/s/likelihood_after", "scenarios/s/impact_after", "residual")


@given(contents(FORM), contents(FORM))
def test_nothing_is_touched_while_upstream_stands_still(ours, base):
    assert touched(ours, base, base, FORM) == ()


@given(contents(FORM), contents(FORM))
def test_what_already_says_the_same_is_not_touched(base, theirs):
    assert touched(derive(theirs, FORM), base, theirs, FORM) == ()


@given(contents(FORM), contents(FORM), contents(FORM))
def test_only_what_one_has_and_what_upstream_changed_is_touched(ours, base, theirs):
    found = touched(ours, base, theirs, FORM)
    assert set(found) <= set(ours.units())
    assert set(found) <= set(travelling_changes(base, theirs, FORM))
    assert len(set(found)) == len(found)


@given(contents(FORM), contents(FORM), contents(FORM))
def test_what_is_local_upstream_touches_nothing(ours, base, theirs):
    assert touched(ours, base, theirs, FORM) == touched(ours, derive(base, FORM), derive(theirs, FORM), FORM)


@given(contents(FORM), contents(FORM), contents(FORM))
def test_conclusions_are_answered_places_of_ones_own(ours, base, theirs):
    found = resting(ours, touched(ours, base, theirs, FORM), FORM)
    assert all(ours.value(place) is not None for places in found.values() for place in places)


@pytest.mark.parametrize(
    ("theirs", "paths"),
    [
        (BASE.with_field("technique", "Ground"), ("technique",)),
        (BASE.with_field("local_setup", "Ours"), ()),
        (BASE.with_row("scenarios", Row("s", {"title": "S", "likelihood_before": 2})), ("scenarios/s",)),
        (BASE.without_row("scenarios", "s"), ("scenarios/s",)),
        (BASE.with_row("scenarios", Row("new", {"title": "New"})), ()),
    ],
    ids=["reworded", "local", "rescored", "removed", "added"],
)
def test_what_changed_upstream_touches_its_counterpart(theirs, paths):
    assert touched(OURS, BASE, theirs, FORM) == paths


def test_scores_after_measures_and_the_residual_level_rest_on_a_scenario():
    assert resting(OURS, ["scenarios/s"], FORM) == {"scenarios/s": AFTER}


def test_the_scores_of_a_scenario_rest_on_the_measures_it_names():
    assert resting(OURS, ["measures/m"], FORM) == {"measures/m": AFTER}


def test_nothing_rests_on_an_answer_or_on_a_row_that_is_gone():
    assert resting(OURS, ["technique", "scenarios/gone"], FORM) == {"technique": (), "scenarios/gone": ()}
