"""Merging: how long it takes, and how often it is wrong, beside a line merge of the same texts."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from assessments.engine.content import Content, to_plain
from assessments.engine.schema import Schema, parse_schema
from assessments.engine.settle import merge
from assessments.schemas import bundled
from tests.benchmarks.conftest import Bench, cpu_ms
from tests.benchmarks.edits import Pair, edited, large, pairs

HOW_MANY = 200


@pytest.fixture(scope="module")
def schema() -> Schema:
    return parse_schema(bundled()["ros"])


def as_lines(content: Content) -> str:
    """The canonical text a version control tool would be given: sorted, a line for each value."""
    told = to_plain(content)
    rows = {key: {row["id"]: row["fields"] for row in rows} for key, rows in told["rows"].items()}
    order = {key: [row["id"] for row in rows_] for key, rows_ in told["rows"].items()}
    body = _split({"fields": told["fields"], "rows": rows, "order": order})
    return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _split(value: Any) -> Any:
    """Texts as lists of paragraphs, so that a line merge sees them one by one."""
    if isinstance(value, dict):
        return {key: _split(each) for key, each in value.items()}
    return value.split("\n\n") if isinstance(value, str) and "\n\n" in value else value


def git_merge(folder: Path, pair: Pair) -> tuple[int, str]:
    """What `git merge-file` makes of it: the number of conflicts (or an error), and the text."""
    for name, content in (("ours", pair.ours), ("base", pair.base), ("theirs", pair.theirs)):
        (folder / name).write_text(as_lines(content), encoding="utf-8")
    done = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder, capture_output=True, text=True
    )
    return done.returncode, done.stdout


def test_merging_a_thousand_scenarios(schema: Schema, bench: Bench, tmp_path: Path) -> None:
    base = large(schema, 1000)
    ours, theirs = edited(base, schema, 0.1, 2), edited(base, schema, 0.1, 3)
    pair = Pair(base, ours, theirs, {}, frozenset())
    spent = cpu_ms(lambda: merge(base, ours, theirs, schema))
    walls = [_wall(lambda: merge(base, ours, theirs, schema)) for _ in range(7)]
    git = statistics.median(_wall(lambda: git_merge(tmp_path, pair)) for _ in range(3))
    bench.record("merge of 1,000 scenarios, CPU", spent, "ms", 100, "goal 15 ms")
    beside = f"git merge-file {git:.0f} ms with its files"
    bench.record("merge of 1,000 scenarios, time", statistics.median(walls), "ms", 50, beside)


def _wall(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def test_no_merge_is_wrong(schema: Schema, bench: Bench, tmp_path: Path) -> None:
    ours = {"wrong": 0, "false conflicts": 0}
    git = dict(ours)
    for pair in pairs(schema, HOW_MANY):
        merged = merge(pair.base, pair.ours, pair.theirs, schema)
        found = {_place(piece.path) for piece in merged.conflicts}
        ours["false conflicts"] += bool(found - pair.disputed)
        said = all(merged.content.value(path) == value for path, value in pair.expected.items())
        ours["wrong"] += not said or not pair.disputed <= found
        conflicts, text = git_merge(tmp_path, pair)
        git["false conflicts"] += conflicts > 0 and not pair.disputed
        git["wrong"] += conflicts == 0 and (bool(pair.disputed) or not _says(text, pair))
    for name in ours:
        reference = f"git merge-file {git[name]} of {HOW_MANY}"
        bench.record(f"{HOW_MANY} edit pairs: {name}", ours[name], "pairs", 0, reference)


def _place(path: str) -> str:
    """The scores of a scenario are one place."""
    head, _slash, last = path.rpartition("/")
    return f"{head}/scores" if last in ("likelihood_before", "impact_before") else path


def _says(text: str, pair: Pair) -> bool:
    """Whether a line merge without conflicts gives what both sides meant."""
    try:
        body = json.loads(text)
    except ValueError:
        return False
    return all(_value(body, path) == _split(value) for path, value in pair.expected.items())


def _value(body: Any, path: str) -> Any:
    key, *rest = path.split("/", 2)
    return body["rows"].get(key, {}).get(rest[0], {}).get(rest[1]) if rest else body["fields"].get(key)
