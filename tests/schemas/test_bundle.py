"""A form joins with the library into one body that stands alone; what is missing is named."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from assessments.engine.completeness import problems
from assessments.engine.content import EMPTY
from assessments.engine.schema import parse_schema
from assessments.schemas import BundleError, bundled, join
from assessments.schemas.files import read
from assessments.schemas.grounds import GROUNDS

from .walk import BODIES, fields, questions

KINDS = sorted(BODIES)
FORM: dict[str, Any] = {
    "urn": "urn:x", "version": "1", "kind": "ros", "label": {}, "basis": [],
    "sections": [{"key": "a", "fields": [{"key": "b", "type": "choice", "codelist": "colours"}]}],
}  # fmt: skip
LIBRARY: dict[str, Any] = {
    "codelists": {
        "colours": {"items": [{"id": "red"}]},
        "shapes": {"items": [{"id": "round"}]},
        "exemption_grounds": {"items": [{"id": "offl-13"}]},
    },
    "scales": [{"id": "small", "matrix": "one"}],
    "matrices": [{"id": "one", "cells": [["low"]]}, {"id": "two", "cells": [["low"]]}],
    "bands": [{"id": "low"}],
}


def form_with(**attributes: Any) -> dict[str, Any]:
    """The little form with other attributes on its only question."""
    form = copy.deepcopy(FORM)
    form["sections"][0]["fields"][0] |= attributes
    return form


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_reads_the_body(kind: str) -> None:
    schema = parse_schema(BODIES[kind])
    assert (schema.kind, schema.urn, schema.version) == (kind, f"urn:no:{kind}", "1.1")
    assert {"scenarios", "measures", "solutions"} <= set(schema.collections)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_assessment_lacks_exactly_what_the_form_requires(kind: str) -> None:
    asked = [each for _, each in fields(BODIES[kind]) if "auto" not in each and "stage" not in each]
    found = problems(EMPTY, parse_schema(BODIES[kind]))
    assert {problem.code for problem in found} == {"missing"}
    assert [problem.path for problem in found] == [each["key"] for each in asked if each.get("required")]


def test_bundling_twice_gives_the_same_bytes_and_nothing_shared() -> None:
    once, again = bundled(), bundled()
    assert json.dumps(once) == json.dumps(again)
    once["dpia"]["label"]["nb"] = "changed"
    assert bundled() == again


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_carries_only_the_lists_its_questions_use(kind: str) -> None:
    named = {each.get("codelist") for _, each in questions(BODIES[kind])}
    named |= {each["preset"]["codelist"] for _, each in questions(BODIES[kind]) if "preset" in each}
    assert set(BODIES[kind]["codelists"]) == named - {None}


def test_no_list_of_the_library_lies_unused() -> None:
    library = read("library.yaml")
    assert {*library["codelists"], GROUNDS} == {
        name for body in BODIES.values() for name in body["codelists"]
    }
    assert {matrix["id"] for matrix in library["matrices"]} == {
        scale["matrix"] for scale in library["scales"]
    }


def test_a_form_without_scores_brings_no_scales_along() -> None:
    body = join(FORM, LIBRARY)
    assert list(body["codelists"]) == ["colours"]
    assert (body["scales"], body["matrices"], body["bands"]) == ([], [], [])


def test_a_form_with_a_scale_brings_the_matrices_of_the_scales_along() -> None:
    body = join(form_with(type="scale", codelist="colours"), LIBRARY)
    assert [matrix["id"] for matrix in body["matrices"]] == ["one"]


def test_an_unknown_code_list_is_named_with_its_place() -> None:
    with pytest.raises(BundleError, match=r"ros\.yaml/sections/a/fields/b/codelist: .*'tastes'"):
        join(form_with(codelist="tastes"), LIBRARY, source="ros.yaml")


def test_an_unknown_code_list_of_a_column_is_named_with_its_place() -> None:
    table = form_with(type="table", columns=[{"key": "c", "type": "choice", "codelist": "tastes"}])
    with pytest.raises(BundleError, match="fields/b/columns/c/codelist"):
        join(table, LIBRARY)


def test_an_unknown_code_list_of_a_preset_is_refused() -> None:
    with pytest.raises(BundleError, match="'tastes'"):
        join(form_with(preset={"codelist": "tastes", "column": "c"}), LIBRARY)


@pytest.mark.parametrize("ground", ["offl-99", None])
def test_what_may_be_withheld_needs_a_known_ground(ground: str | None) -> None:
    with pytest.raises(BundleError, match="fields/b/ground"):
        join(form_with(exempt="may", ground=ground), LIBRARY)


def test_the_grounds_come_along_wherever_something_may_be_withheld() -> None:
    assert "exemption_grounds" in join(form_with(exempt="may", ground="offl-13"), LIBRARY)["codelists"]


def test_a_scale_without_its_matrix_is_refused() -> None:
    library = LIBRARY | {"scales": [{"id": "small", "matrix": "none"}]}
    with pytest.raises(BundleError, match=r"library\.yaml/small: .*'none'"):
        join(form_with(type="scale"), library)


def test_a_cell_without_its_band_is_refused() -> None:
    library = LIBRARY | {"bands": [{"id": "high"}]}
    with pytest.raises(BundleError, match=r"matrices/one: .*'low'"):
        join(form_with(type="scale"), library)
