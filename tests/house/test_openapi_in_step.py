"""The description of the API in docs/ is what the code says today, whole, and without a warning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

KEPT = Path(__file__).parents[2] / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The description as `make openapi` would write it now; a warning fails."""
    path = tmp_path_factory.mktemp("openapi") / "openapi.yaml"
    call_command("spectacular", "--fail-on-warn", "--validate", "--lang", "en", "--file", str(path))
    return path


@pytest.fixture(scope="module")
def operations(made: Path) -> list[dict[str, Any]]:
    """Every operation of it."""
    paths = yaml.safe_load(made.read_text("utf-8"))["paths"]
    return [operation for ways in paths.values() for operation in ways.values()]


def test_the_description_is_in_step(made: Path) -> None:
    is_in_step = made.read_text("utf-8") == KEPT.read_text("utf-8")
    assert is_in_step, "docs/openapi.yaml is out of step. Write it again with: make openapi"


def test_it_is_openapi_3_1() -> None:
    assert KEPT.read_text("utf-8").startswith("openapi: 3.1.0\n")


def test_every_operation_says_what_it_does(operations: list[dict[str, Any]]) -> None:
    assert len(operations) > 50
    assert not [each["operationId"] for each in operations if not each.get("description")]


def test_every_operation_has_a_name_of_its_own(operations: list[dict[str, Any]]) -> None:
    names = [each["operationId"] for each in operations]
    assert len(names) == len(set(names))


def test_every_operation_may_answer_with_a_problem(made: Path, operations: list[dict[str, Any]]) -> None:
    kept = yaml.safe_load(made.read_text("utf-8"))["components"]["responses"]
    for operation in operations:
        problems = [told for status, told in operation["responses"].items() if status[0] in "4d"]
        told = [kept[each["$ref"].rsplit("/", 1)[-1]] if "$ref" in each else each for each in problems]
        assert all("application/problem+json" in each["content"] for each in told), operation["operationId"]
        assert {"401", "default"} <= operation["responses"].keys()
