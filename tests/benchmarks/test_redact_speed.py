"""Redacting a large version: everything shown to anyone passes through this."""

from __future__ import annotations

import json

from assessments.engine.content import Content, Mark, Path, plain
from assessments.engine.redact import Reading, redact
from tests import world
from tests.benchmarks.big import approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms

GROUND, EVERY = "offl-24-3", 5  # one in five is marked


def _marked(content: Content) -> Content:
    """The content with a fifth of its answers withheld, of its rows, and of the cells of the other rows."""
    rows = [(key, row) for key, table in content.rows.items() for row in table]
    cells = [f"{key}/{row.id}/{column}" for key, row in rows for column in row.fields]
    places: tuple[list[Path], ...] = (list(content.fields), [f"{key}/{row.id}" for key, row in rows], cells)
    for path in (path for kind in places for path in kind[::EVERY]):
        content = content.with_mark(path, Mark(GROUND))
    return content


def test_redacting_a_hundred_scenarios(town: world.Staffed, bench: Bench) -> None:
    version = approved(big_draft(town), town)
    content, schema = version.content, version.parsed_schema
    written = cpu_ms(lambda: json.dumps([plain(row.fields) for t in content.rows.values() for row in t]), 15)
    for name, each in (("nothing marked", content), ("a fifth marked", _marked(content))):
        for reading in (Reading.MEMBERS, Reading.PUBLIC):
            bench.record(
                f"redacting 100 scenarios for {reading.value}, {name}, CPU",
                cpu_ms(lambda each=each, reading=reading: redact(each, schema, reading, each.marks), 31),
                "ms",
                5,
                f"its rows written as JSON {written:.1f} ms, {len(each.marks)} marks",
            )
