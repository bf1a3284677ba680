"""Completeness: what may not be saved, and what stands between a draft and its approval."""

from __future__ import annotations

import pytest
from hypothesis import given

from assessments.engine.completeness import (
    Severity,
    problems,
    problems_in_record,
    section_counts,
    stops_storing,
    validate_fields,
    validate_row,
)
from assessments.engine.content import EMPTY, Confirmation, ConfirmationState, Content, Row
from assessments.engine.form import Stage
from assessments.engine.reuse import derive
from assessments.engine.values import LINE_LIMIT, TEXT_LIMIT

from .forms import FORM
from .strategies import contents

MEASURED = EMPTY.with_field("scale", "two").with_row("measures", Row("m", {"title": "M"}))
SCENARIO = Row("s", {"title": "S", "likelihood_before": 1, "impact_before": 1})
DONE = MEASURED.with_fields({"title": "T", "classified": False}).with_row("scenarios", SCENARIO)


def said(found):
    return [(problem.path, problem.code) for problem in found]


def of_row(**cells):
    return Content(DONE.fields, {**DONE.rows, "scenarios": (Row("s", {**SCENARIO.fields, **cells}),)})


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("title", 1, "wrong_type"),
        ("title", ("a",), "wrong_type"),
        ("title", "x" * (LINE_LIMIT + 1), "too_long"),
        ("technique", "x" * (TEXT_LIMIT + 1), "too_long"),
        ("title", "a\x00b", "unclean_text"),
        ("title", "e\u0301", "unclean_text"),
        ("title", "\ud800", "unclean_text"),
        ("classified", "no", "wrong_type"),
        ("classified", True, "blocked"),
        ("people", True, "wrong_type"),
        ("people", "4", "wrong_type"),
        ("people", 2**64, "number_too_large"),
        ("reviewed", "31.12.2026", "not_a_date"),
        ("reviewed", "20261231", "not_a_date"),
        ("reviewed", "2026-02-30", "not_a_date"),
        ("reviewed", 2026, "wrong_type"),
        ("phase", "soon", "unknown_code"),
        ("phase", ("done",), "wrong_type"),
        ("disclosure", "forbidden", "blocked"),
        ("diagram", {"name": "a", "size": 1}, "wrong_type"),
        ("diagram", "a.png", "wrong_type"),
        ("laws", "GDPR", "wrong_type"),
        ("laws", ("a", 1), "wrong_type"),
        ("laws", ("a", "a"), "same_code_twice"),
        ("participants", (), None),
        ("participants", ({"name": "x"},), "wrong_type"),
        ("owner", "Us", "computed_field"),
        ("scale", "two", "unknown_field"),
        ("nothing", "x", "unknown_field"),
        ("title", None, None),
        ("people", 0, None),
    ],
)
def test_a_malformed_answer_is_refused_with_its_place(key, value, code):
    found = validate_fields("about", {key: value}, FORM)
    assert said(found) == ([(key, code)] if code else [])


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (("c1", "c9"), "unknown_code"),
        (("c1", "c1"), "same_code_twice"),
        (("c1", "none"), "exclusive_code"),
        (("none",), None),
        (("c1", ["x"]), "wrong_type"),
    ],
)
def test_choosing_none_of_them_stands_alone(codes, code):
    found = validate_fields("is_needed", {"criteria": codes}, FORM)
    assert said(found) == ([("criteria", code)] if code else [])


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("likelihood_before", 3, "outside_scale"),
        ("likelihood_before", 0, "outside_scale"),
        ("likelihood_before", True, "wrong_type"),
        ("measures", ("m", "gone"), "unknown_row"),
        ("measures", ("m", "m"), "same_row_twice"),
        ("measures", "m", "wrong_type"),
        ("measures", ({},), "unknown_row"),
        ("level_before", "low", "computed_field"),
        ("nothing", "x", "unknown_field"),
        ("measures", ("m",), None),
    ],
)
def test_a_malformed_cell_is_refused_with_its_place(key, value, code):
    found = validate_row("scenarios", {key: value}, FORM, MEASURED, row="s")
    assert said(found) == ([(f"scenarios/s/{key}", code)] if code else [])


def test_before_a_scale_is_chosen_a_score_may_be_any_that_some_scale_has():
    assert validate_row("scenarios", {"likelihood_before": 3}, FORM, EMPTY) == ()
    (problem,) = validate_row("scenarios", {"likelihood_before": 4}, FORM, EMPTY)
    assert (problem.path, dict(problem.params)) == (
        "scenarios/new/likelihood_before",
        {"value": 4, "lowest": 1, "highest": 3},
    )


def test_an_answer_for_another_stage_is_refused_in_the_draft():
    assert said(validate_fields("closing", {"advice": "x"}, FORM)) == [("advice", "elsewhere")]


@given(contents(FORM))
def test_well_formed_answers_are_only_ever_missing_unconfirmed_rising_or_blocked(content):
    codes = {problem.code for problem in problems(content, FORM, derive(content, FORM))}
    assert codes <= {"missing", "unconfirmed", "rises", "blocked", "too_few_rows"}


def test_an_empty_draft_says_all_that_is_required_in_the_order_of_the_form():
    assert said(problems(EMPTY, FORM)) == [
        ("title", "missing"),
        ("classified", "missing"),
        ("scale", "missing"),
        ("scenarios", "missing"),
    ]


def test_a_finished_draft_has_nothing_in_its_way():
    assert problems(DONE, FORM) == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (DONE.with_field("uses_ai", True), [("ai_use", "missing")]),
        (DONE.with_field("uses_ai", False), []),
        (DONE.with_fields({"uses_ai": True, "ai_use": "For sorting"}), []),
        (DONE.without_row("measures", "m"), []),
        (DONE.with_field("title", "  "), [("title", "missing")]),
        (DONE.with_field("classified", True), [("classified", "blocked")]),
        (DONE.with_row("scenarios", Row("s", {"title": "S"})), [
            ("scenarios/s/likelihood_before", "missing"),
            ("scenarios/s/impact_before", "missing"),
        ]),
        (of_row(measures=["m", "gone"]), [("scenarios/s/measures", "unknown_row")]),
        (of_row(likelihood_after=2), [("scenarios/s/likelihood_after", "rises")]),
        (DONE.with_row("scenarios", Row("s", {"not_relevant": True})), [("scenarios/s/why_not", "missing")]),
        (DONE.with_row("scenarios", Row("s", {"not_relevant": True, "why_not": "No app"})), []),
    ],
)  # fmt: skip
def test_what_is_missing_follows_the_rules_of_the_form(content, expected):
    assert said(problems(content, FORM)) == expected


def test_a_rising_risk_is_only_a_warning():
    assert {p.severity for p in problems(of_row(likelihood_after=2), FORM)} == {Severity.WARNING}


def test_a_fork_must_say_what_differs_and_confirm_what_it_inherited():
    base = derive(DONE, FORM)
    found = said(problems(DONE, FORM, base))
    assert found == [
        ("title", "unconfirmed"),
        ("differs_here", "missing"),
        ("scenarios/s", "unconfirmed"),
    ]
    confirmed = Confirmation(ConfirmationState.CONFIRMED)
    adopted = DONE.with_field("differs_here", "Nothing; we checked").with_confirmation("title", confirmed)
    assert problems(adopted.with_confirmation("scenarios/s", confirmed), FORM, base) == ()


def test_not_relevant_here_needs_a_reason_and_then_asks_no_more():
    bare = Content(DONE.fields, {"scenarios": (Row("s"),)})
    silent = bare.with_confirmation("scenarios/s", Confirmation(ConfirmationState.NOT_RELEVANT))
    assert said(problems(silent, FORM)) == [("scenarios/s", "reason_missing")]
    explained = Confirmation(ConfirmationState.NOT_RELEVANT, reason="No app here")
    assert problems(bare.with_confirmation("scenarios/s", explained), FORM) == ()


def test_records_are_asked_for_only_at_their_stage():
    records = {Stage.ADVICE: {"advice": "Good"}, Stage.RESPONSE: {}, Stage.DECISION: {"decision": "stop"}}
    assert said(problems(DONE, FORM, records=records)) == [
        ("answer", "missing"),
        ("decision", "decision_does_not_approve"),
    ]


def test_a_record_holds_only_its_own_answers():
    given = {"advice": 5, "title": "T", "decision": "go"}
    assert said(problems_in_record(Stage.ADVICE, given, FORM)) == [
        ("advice", "wrong_type"),
        ("title", "unknown_field"),
        ("decision", "unknown_field"),
    ]


def test_classified_content_stops_storing_altogether():
    content = DONE.with_fields({"classified": True, "disclosure": "forbidden"})
    assert said(stops_storing(content, FORM)) == [("classified", "blocked"), ("disclosure", "blocked")]
    assert stops_storing(DONE, FORM) == ()


def test_each_section_counts_what_is_answered_and_what_is_required():
    about, risk = (section_counts(DONE.with_field("title", None), FORM)[key] for key in ("about", "risk"))
    assert (about.questions, about.answered, about.required, about.required_answered) == (14, 1, 2, 1)
    assert (about.percent, risk.percent) == (50, 100)
    assert (risk.questions, risk.answered, risk.required) == (3, 3, 2)


def test_a_section_that_requires_nothing_is_complete():
    assert section_counts(EMPTY, FORM)["is_needed"].percent == 100
