"""The table of security requirements (docs/asvs.md) points at tests there are, and owes no line an answer."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LINES = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Requirement", "| ---"))
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0][:30])
def test_each_requirement_has_a_test_or_a_reason(line: list[str]) -> None:
    _requirement, how, proofs = line
    named = NAMED.findall(proofs)
    assert named or "**Not met**" in how or "**In part**" in how
    assert not [name for path, name in named if name not in _functions(path)]


def test_the_table_is_read() -> None:
    assert len(LINES) > 50
    assert not [line for line in LINES if len(line) != 3]


def test_the_lint_that_looks_for_it_is_on() -> None:
    """Raw SQL, shells and pickle are what ruff's S rules look for; only the tests and set-up are excepted."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    excepted = {place for place, codes in lint["per-file-ignores"].items() if "S" in codes}
    assert excepted == {"tests/**", "setup/**", "registry/cli.py", "registry/supervisor.py"}
