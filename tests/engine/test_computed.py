"""Computed answers: nobody writes them, so nobody can write them wrong."""

from __future__ import annotations

import pytest

from assessments.engine.computed import answers, need_for_dpia, residual_is_high
from assessments.engine.content import EMPTY, Mark, Row

from .forms import FORM

NONE = {"cases": ["none"], "listed": ["none"], "criteria": ["none"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (NONE, "not_required"),
        ({**NONE, "cases": ["automated"]}, "required"),
        ({**NONE, "listed": ["location"]}, "required"),
        ({**NONE, "criteria": ["c1", "c2"]}, "required"),
        ({**NONE, "criteria": ["c1"]}, "likely"),
        ({"cases": ["none"], "listed": ["none"]}, "likely"),
        ({"criteria": ["none"], "listed": ["none"]}, "likely"),
        ({}, "likely"),
        ({"cases": ["automated"]}, "required"),
    ],
)
def test_the_need_for_a_dpia_follows_article_35_and_the_nine_criteria(given, expected):
    content = EMPTY.with_fields(given)
    assert need_for_dpia(content, FORM) == answers(content, FORM)["need"] == expected


@pytest.mark.parametrize(("level", "expected"), [("high", True), ("low", False), (None, None), ("odd", None)])
def test_high_residual_risk_asks_for_prior_consultation(level, expected):
    assert residual_is_high(EMPTY.with_field("residual", level), FORM) is expected


def test_rows_know_their_level_and_their_id():
    content = EMPTY.with_field("scale", "two").with_row(
        "scenarios", Row("s", {"likelihood_before": 2, "impact_before": 2, "likelihood_after": 1})
    )
    found = answers(content, FORM)
    assert (found["scenarios/s/number"], found["scenarios/s/level_before"]) == ("s", "high")
    assert "scenarios/s/level_after" not in found


def test_the_caller_tells_what_only_the_caller_knows():
    found = answers(EMPTY, FORM, {"owner": "Storvik kommune", "approver": "Ola", "unheard_of": 1})
    assert (found["owner"], found["approved_by"]) == ("Storvik kommune", "Ola")
    assert "based_on" not in found


def test_what_is_withheld_is_listed_with_its_ground():
    content = EMPTY.with_mark("title", Mark("offl-13", "names", "2030-01-01"))
    row = {"item": "title", "ground": "offl-13", "reason": "names", "until": "2030-01-01"}
    assert answers(content, FORM)["withheld"] == (row,)
