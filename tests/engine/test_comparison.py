"""A comparison: by section and unit, what it weighs, and never what is withheld."""

from __future__ import annotations

import pytest
from hypothesis import given

from assessments.engine.compared import Unit, What
from assessments.engine.comparison import compare
from assessments.engine.content import EMPTY, Content, Mark, Row, Withheld, is_answered, unit_of
from assessments.engine.diff import Aspect, diff
from assessments.engine.form import Stage
from assessments.engine.redact import Reading, redact
from assessments.engine.weights import Weight, is_small, weight_of_row

from .forms import FORM
from .strategies import CANARY, contents


def scenario(row_id: str, likelihood: int = 1, impact: int = 1, **more: object) -> Row:
    return Row(
        row_id, {"title": f"T {row_id}", "likelihood_before": likelihood, "impact_before": impact, **more}
    )


def with_scenarios(*rows: Row) -> Content:
    return EMPTY.with_field("scale", "two").with_rows("scenarios", rows)


def units(old: Content, new: Content) -> dict[str, Unit]:
    return {unit.path: unit for unit in compare(old, new, FORM).units}


def test_a_row_is_added_removed_moved_or_changed():
    old = with_scenarios(*map(scenario, "abcd"))
    new = with_scenarios(scenario("c"), scenario("a"), scenario("b", title="Ny"), scenario("e"))
    found = {path.partition("/")[2]: unit.what for path, unit in units(old, new).items()}
    assert found == {"b": What.CHANGED, "c": What.MOVED, "d": What.REMOVED, "e": What.ADDED}


def test_a_row_that_is_gone_stands_where_it_stood():
    old, new = with_scenarios(*map(scenario, "abc")), with_scenarios(scenario("c", title="C"), scenario("d"))
    assert [path[-1] for path in units(old, new)] == ["a", "b", "c", "d"]


def test_a_raised_level_is_told_and_is_serious():
    (unit,) = units(with_scenarios(scenario("a")), with_scenarios(scenario("a", 2, 2))).values()
    (level,) = unit.levels
    assert (level.moment, level.turn, unit.turn, unit.weight) == ("before", 1, 1, Weight.SERIOUS)
    assert FORM.bands[level.old].rank < FORM.bands[level.new].rank


def test_a_lowered_level_is_told_and_is_notable():
    (unit,) = units(with_scenarios(scenario("a", 2, 2)), with_scenarios(scenario("a"))).values()
    assert (unit.turn, unit.weight) == (-1, Weight.NOTABLE)


def test_a_scenario_that_is_set_aside_has_no_level_to_raise():
    old = with_scenarios(scenario("a"))
    (unit,) = units(old, with_scenarios(scenario("a", 2, 2, not_relevant=True))).values()
    assert unit.turn == 0


def test_a_scale_that_is_not_chosen_yet_changes_no_scenario():
    old = with_scenarios(scenario("a", 2, 2))
    assert set(units(old, old.with_field("scale", None))) == {"scale"}


def test_the_summary_counts_and_weighs():
    old = with_scenarios(scenario("a"), scenario("b", 2, 2)).with_rows(
        "measures", (Row("m", {"title": "M"}),)
    )
    new = with_scenarios(scenario("a", 2, 2), scenario("b"), scenario("c")).with_field("title", "Tittel")
    summary = compare(old, new, FORM).summary
    assert (summary.risks_raised, summary.risks_lowered) == (1, 1)
    assert (summary.scenarios_added, summary.scenarios_changed, summary.measures_removed) == (1, 2, 1)
    assert (dict(summary.answers), summary.weight) == ({"title": Weight.EDITORIAL}, Weight.SERIOUS)


def test_what_the_form_no_longer_asks_is_named_by_its_key():
    old = EMPTY.with_field("dropped", "x").with_rows("scenarios", (scenario("a", gone="y"),))
    new = EMPTY.with_rows("scenarios", (scenario("a", title="Ny"),))
    assert compare(old, new, FORM).unasked == ("dropped", "scenarios/gone")


@pytest.mark.parametrize("is_old_hidden", [True, False])
def test_what_one_side_withholds_never_came_nor_went(is_old_hidden):
    shown = with_scenarios(scenario("a"), scenario("b")).with_field("technique", "Hemmelig")
    marked = shown.with_mark("technique", Mark("g")).with_mark("scenarios/a", Mark("g"))
    marked = marked.with_mark("scenarios/b/title", Mark("g"))
    pair = [shown, redact(marked, FORM, Reading.PUBLIC, marked.marks)]
    found = units(*(pair[::-1] if is_old_hidden else pair))
    assert {unit.what for unit in found.values()} == {What.WITHHELD}
    assert all(cell.what is What.WITHHELD for unit in found.values() for cell in unit.cells)


def test_a_table_that_is_withheld_as_a_whole_is_told_once():
    shown = with_scenarios(scenario("a"))
    hidden = redact(shown, FORM, Reading.PUBLIC, {"scenarios": Mark("g")})
    (unit,) = units(shown, hidden).values()
    assert (unit.path, unit.what, unit.cells) == ("scenarios", What.WITHHELD, ())


@given(contents(FORM), contents(FORM))
def test_nothing_withheld_is_told(old, new):
    sides = [redact(each, FORM, Reading.PUBLIC, each.marks) for each in (old, new)]
    for unit in compare(*sides, FORM).units:
        for cell in unit.cells:
            if Withheld in (type(cell.old), type(cell.new)):
                assert cell.what is What.WITHHELD and cell.words == ()
    assert CANARY not in repr(compare(*sides, FORM).summary)


@given(contents(FORM))
def test_nothing_differs_from_itself(content):
    assert compare(content, content, FORM).summary.is_empty


@given(contents(FORM), contents(FORM))
def test_every_change_of_a_written_answer_is_in_it(old, new):
    told = set(units(old, new))
    for change in diff(old, new):
        is_asked = FORM.at(change.path).stage is Stage.DRAFT and not FORM.at(change.path).auto
        is_said = any(not isinstance(each, Row) and is_answered(each) for each in (change.old, change.new))
        if change.aspect is Aspect.VALUE and is_asked and is_said:
            assert unit_of(change.path) in told


@given(contents(FORM), contents(FORM))
def test_the_other_way_round_raises_what_this_way_lowers(old, new):
    there, back = compare(old, new, FORM).summary, compare(new, old, FORM).summary
    assert there.scenarios_added == back.scenarios_removed
    assert there.scenarios_changed == back.scenarios_changed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Elevene fra tilgang til sine egne mapper.", "Elevene får tilgang til sine egne mapper.", True),
        ("Logger slettes etter seks måneder i alt.", "Logger slettes etter tre måneder i alt.", False),
        ("Alle ansatte skal ha tilgang til dette.", "Alle ansatte skal ikke ha tilgang til dette.", False),
        (
            "Rektor gir læreren beskjed om alt dette i dag.",
            "Læreren gir rektor beskjed om alt dette i dag.",
            False,
        ),
        ("Alt driftes hos en leverandør i Norge.", "Alt driftes hos en leverandør i Irland.", False),
        ("Ordet, med komma", "ordet med komma.", True),
        ("Kort tekst", "Annen tekst", False),
    ],
    ids=["a typo", "a number", "a negation", "who does what", "a place", "a comma", "half of it"],
)
def test_a_rewording_is_small_only_when_it_turns_nothing(old, new, expected):
    assert is_small(old, new) is expected


def test_weights_compare_as_they_rise():
    assert Weight.EDITORIAL < Weight.NOTABLE < Weight.SERIOUS


def test_a_measure_that_goes_weighs_more_than_one_that_comes():
    measures = FORM.field("measures")
    assert weight_of_row(measures, is_added=True) < weight_of_row(measures, is_added=False)
