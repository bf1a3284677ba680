"""The forms are whole: keys, code lists, law references and who may answer what."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from .walk import BODIES, columns, fields, laws, nodes, questions

KINDS = sorted(BODIES)
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
OPEN_LISTS = {
    "codes_of_conduct",
    "regulations",
    "affected_groups",
    "assets_affected",
    "existing_measures",
    "other_control_refs",
}
SAME_MEANING = {
    "title", "solutions", "controller", "based_on", "reuse_justified", "differs_here", "participants",
    "scenarios", "measures", "summary_for_publication", "review_date", "review_triggers", "disclosure_class",
    "case_number", "licence", "scale",
}  # fmt: skip
SAME_SCENARIO_COLUMNS = {
    "title", "description", "likelihood_before", "impact_before", "level_before", "rationale", "measures",
    "likelihood_after", "impact_after", "level_after", "rationale_after", "not_relevant",
}  # fmt: skip
SAME_MEASURE_COLUMNS = {
    "title", "description", "who_must_do_it", "control_refs", "effect", "responsible", "deadline", "status",
    "done_date", "evidence",
}  # fmt: skip
FOLLOWED_UP = {"status", "responsible", "deadline", "done_date", "evidence"}


def table(kind: str, key: str) -> dict[str, dict[str, Any]]:
    """The columns of a table by their keys, with what they inherit."""
    return {column["key"]: column for where, column in columns(BODIES[kind]) if where.split("/")[1] == key}


@pytest.mark.parametrize("kind", KINDS)
def test_keys_are_snake_case_and_unique(kind: str) -> None:
    keys = [where.split("/")[-1] for where, _ in fields(BODIES[kind])]
    sections = [section["key"] for section in BODIES[kind]["sections"]]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len(set(sections)) == len(sections)
    assert [where for where, each in questions(BODIES[kind]) if not SNAKE_CASE.fullmatch(each["key"])] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_has_the_same_column_twice(kind: str) -> None:
    assert [where for where, times in Counter(w for w, _ in columns(BODIES[kind])).items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_has_a_code_list_and_only_named_lists_are_open(kind: str) -> None:
    asked = [(where, each) for where, each in questions(BODIES[kind]) if each["type"] in ("choice", "multi")]
    open_lists = {each["key"] for _, each in asked if "codelist" not in each}
    assert open_lists <= OPEN_LISTS
    assert [where for where, each in asked if "codelist" not in each and each["type"] == "choice"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_codes_are_unique_in_their_list_and_every_list_is_dated(kind: str) -> None:
    for codelist in BODIES[kind]["codelists"].values():
        ids = [item["id"] for item in codelist["items"]]
        assert len(set(ids)) == len(ids)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", codelist["valid_from"])
        assert codelist["version"]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_may_be_withheld_names_its_ground(kind: str) -> None:
    assert [
        w for w, each in questions(BODIES[kind]) if each["exempt"] != "none" and not each.get("ground")
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_names_the_column_that_names_its_rows(kind: str) -> None:
    for where, field in fields(BODIES[kind]):
        if field["type"] == "table":
            assert field["title_column"] in {column["key"] for column in field["columns"]}, where


def test_paraphrased_lists_say_that_they_are_not_verified() -> None:
    lists = {**BODIES["dpia"]["codelists"], **BODIES["ros"]["codelists"]}
    assert lists["datatilsynet_list"]["verified"] is False
    assert lists["nsm_principles"]["verified"] is False


def test_the_dpia_covers_what_article_35_and_36_ask_for() -> None:
    found = laws(BODIES["dpia"])
    assert {f"35(7)({letter})" for letter in "abcd"} <= found
    assert {"35(1)", "35(2)", "35(3)", "35(4)", "35(8)", "35(9)", "35(10)", "35(11)", "36", "36(1)"} <= found


@pytest.mark.parametrize("kind", KINDS)
def test_law_references_never_say_article(kind: str) -> None:
    assert [law for law in laws(BODIES[kind]) if re.search(r"\bart", law)] == []


def test_both_forms_use_the_same_key_for_the_same_thing() -> None:
    for kind in KINDS:
        assert {where.split("/")[-1] for where, _ in fields(BODIES[kind])} >= SAME_MEANING
        assert set(table(kind, "scenarios")) >= SAME_SCENARIO_COLUMNS
        assert set(table(kind, "measures")) >= SAME_MEASURE_COLUMNS


def test_only_the_data_protection_officer_writes_the_advice() -> None:
    by_officer = {each["key"] for _, each in fields(BODIES["dpia"]) if each.get("editor") == "dpo"}
    assert by_officer == {"advice", "advice_verdict", "advice_return_wanted"}
    for _, each in fields(BODIES["dpia"]):
        assert (each.get("stage") == "advice") == (each["key"] in by_officer)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_risk_owner_writes_the_decision(kind: str) -> None:
    decided = {each["key"] for _, each in fields(BODIES[kind]) if each.get("stage") == "decision"}
    assert decided == {"decision", "decision_reasons", "approver", "approved_at"}
    assert {each["editor"] for _, each in fields(BODIES[kind]) if each["key"] in decided} == {"risk_owner"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_status_of_measures_never_travels(kind: str) -> None:
    for key in FOLLOWED_UP:
        column = table(kind, "measures")[key]
        assert (column["reuse"], column["reset_on_fork"], column["follow_up"]) == ("local", True, True)


def test_the_ros_keeps_concrete_weaknesses_and_residual_scores_at_home() -> None:
    for key in ("local_vulnerability", "likelihood_after", "impact_after", "knowledge_strength", "treatment"):
        assert table("ros", "scenarios")[key]["reuse"] == "local"


def test_the_dpia_offers_residual_scores_for_confirmation() -> None:
    assert {table("dpia", "scenarios")[key]["reuse"] for key in ("likelihood_after", "impact_after")} == {
        "confirm"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_likelihood_and_impact_of_one_moment_are_one_unit(kind: str) -> None:
    scores = [column for column in table(kind, "scenarios").values() if column["type"] == "score"]
    assert {(column["axis"], column["moment"]) for column in scores} == {
        (axis, moment) for axis in ("likelihood", "impact") for moment in ("before", "after")
    }
    assert all(column["coupled"] == column["moment"] for column in scores)


def test_impact_may_be_given_per_dimension_of_the_standard_scale() -> None:
    standard = next(scale for scale in BODIES["ros"]["scales"] if scale["id"] == "no-municipal-5x5")
    given = [column["dimension"] for column in table("ros", "scenarios").values() if "dimension" in column]
    assert given == [dimension["id"] for dimension in standard["dimensions"]]


def test_the_rights_table_starts_with_the_ten_rights() -> None:
    rights = dict(fields(BODIES["dpia"]))["rights/data_subject_rights"]
    assert rights["preset"] == {"codelist": "data_subject_rights", "column": "right"}
    assert len(BODIES["dpia"]["codelists"]["data_subject_rights"]["items"]) == 10


def test_classified_content_is_refused() -> None:
    assert dict(fields(BODIES["ros"]))["assets/contains_classified"]["blocks_if"] is True
    blocking = [node["id"] for _, node in nodes(BODIES["dpia"]["codelists"]) if node.get("blocks")]
    assert blocking == ["forbidden"]


def test_four_questions_have_an_answer_that_stands_alone() -> None:
    alone = {
        name
        for name, codelist in BODIES["dpia"]["codelists"].items()
        if any(item.get("exclusive") for item in codelist["items"])
    }
    assert alone == {"art35_3", "datatilsynet_list", "wp248_criteria", "circumstances"}
