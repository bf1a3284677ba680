"""What the scenario bank keeps of a version: nothing that anyone who finds it may not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.bank import categories, collections, entries
from assessments.engine.content import Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.redact import Reading, redact
from assessments.engine.risk import NOT_RELEVANT
from tests.engine.forms import FORM as SCHEMA
from tests.engine.strategies import CANARY, contents, telltale_when_local

SCORES = {"likelihood_before": 2, "impact_before": 3}
LEAK = Row("r1", {"title": "Lekkasje", **SCORES, "measures": ["m1"], "weak_spot": CANARY}, "home")
CONTENT = Content(
    {"scale": sorted(SCHEMA.scales)[0]}, {"scenarios": (LEAK,), "measures": (Row("m1", {"title": "Logg"}),)}
)


def kept(content: Content) -> dict[str, object]:
    return {f"{each.collection}/{each.row}": each for each in entries(content, SCHEMA, content.marks)}


def test_a_scenario_is_kept_with_its_words_scores_and_measures():
    found = kept(CONTENT)
    assert set(found) == {"scenarios/r1", "measures/m1"}
    leak = found["scenarios/r1"]
    assert (leak.title, leak.text, leak.origin) == ("Lekkasje", "lekkasje", "home")
    assert (leak.scores, leak.measures) == ({"before": (2, 3)}, ("m1",))
    assert set(leak.levels) == {"before"}


@pytest.mark.parametrize("path", ["scenarios", "scenarios/r1", "scenarios/r1/title"])
def test_a_row_whose_title_is_withheld_is_not_kept(path):
    assert "scenarios/r1" not in kept(CONTENT.with_mark(path, Mark("offl-24-3")))


def test_a_withheld_score_is_not_kept():
    marked = CONTENT.with_mark("scenarios/r1/impact_before", Mark("offl-24-3"))
    assert not kept(marked)["scenarios/r1"].scores


def test_scores_are_nothing_without_a_scale_one_may_read():
    assert not kept(CONTENT.with_field("scale", None))["scenarios/r1"].scores
    assert not kept(CONTENT.with_mark("scale", Mark("offl-24-3")))["scenarios/r1"].scores


def test_nobody_has_judged_what_is_set_aside():
    aside = Row("r1", {**LEAK.fields, NOT_RELEVANT: True})
    assert not kept(CONTENT.with_row("scenarios", aside))["scenarios/r1"].scores
    decided = Confirmation(ConfirmationState.NOT_RELEVANT, "Har det ikke")
    assert not kept(CONTENT.with_confirmation("scenarios/r1", decided))["scenarios/r1"].scores


def test_the_mark_follows_what_travels_and_nothing_else():
    mark = kept(CONTENT)["scenarios/r1"].mark
    elsewhere = CONTENT.with_row("scenarios", Row("r1", {**LEAK.fields, "weak_spot": "annet"}))
    other = CONTENT.with_row("scenarios", Row("r1", {**LEAK.fields, "impact_before": 4}))
    assert kept(elsewhere)["scenarios/r1"].mark == mark
    assert kept(other)["scenarios/r1"].mark != mark


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_every_form_of_ours_has_scenarios_and_measures_and_something_to_sort_them_by(kind):
    from assessments.engine.schema import parse_schema
    from assessments.schemas import bundled

    schema = parse_schema(bundled()[kind])
    assert collections(schema) == ("scenarios", "measures")
    assert "threat_actors" in categories(schema)


@given(st.data())
def test_nothing_local_and_nothing_withheld_is_in_the_bank(data):
    content = data.draw(contents(SCHEMA, telltale_when_local))
    shown = redact(content, SCHEMA, Reading.PUBLIC, content.marks)
    for each in entries(content, SCHEMA, content.marks):
        assert CANARY not in f"{each.title} {each.text}"
        row = shown.row(each.collection, each.row)
        assert row is not None and row.fields["title"] == each.title
        withheld = {path.split("/")[-1] for path in content.marks if path.split("/")[1:2] == [each.row]}
        assert not ({"likelihood_before", "impact_before"} & withheld and "before" in each.scores)
        assert "measures" not in withheld or not each.measures
