"""Comparing: 1,000 scenarios in the engine beside deepdiff, and a page of two versions of 100."""

from __future__ import annotations

from typing import Any

import pytest
from deepdiff import DeepDiff
from django.test import Client

from assessments import actions
from assessments.engine.comparison import compare
from assessments.engine.content import Content, Row, to_plain
from assessments.engine.diff import diff
from assessments.engine.words_diff import words_diff
from tests import world
from tests.assessments import building
from tests.benchmarks.big import SENTENCE, approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms
from tests.render.sources import schema_of

SCENARIOS, MEASURES = 1_000, 1_500


def scenario(number: int) -> Row:
    """A scenario as wordy as real ones."""
    told = {"title": f"Scenario {number}", "description": f"{number}: " + SENTENCE * 3, "rationale": SENTENCE}
    scored = {"likelihood_before": 2, "impact_before": 3, "likelihood_after": 1, "impact_after": 2}
    return Row(f"s{number}", {**told, **scored, "consequence": SENTENCE}, "a")


def changed(row: Row) -> Row:
    """The same with a word put right and a higher score."""
    text = str(row.fields["description"]).replace("rettigheter", "tilganger", 1)
    return Row(row.id, {**row.fields, "description": text, "likelihood_after": 3}, row.origin)


@pytest.fixture(scope="module")
def pair() -> tuple[Content, Content]:
    """1,000 scenarios, and the same with every tenth changed and some added, taken out and moved."""
    rows = [scenario(number) for number in range(SCENARIOS)]
    measures = tuple(
        Row(f"m{n}", {"title": f"Tiltak {n}", "description": SENTENCE}, "a") for n in range(MEASURES)
    )
    scale = next(iter(schema_of("ros").scales))
    after = [changed(row) if place % 10 == 0 else row for place, row in enumerate(rows[1:], 1)]
    after = [*after[500:502], *after[:500], *after[502:], scenario(SCENARIOS)]
    return tuple(
        Content({"scale": scale, "in_scope": SENTENCE * n}, {"scenarios": tuple(each), "measures": measures})
        for n, each in ((3, rows), (4, after))
    )


def test_a_thousand_scenarios_are_compared(pair: tuple[Content, Content], bench: Bench) -> None:
    schema, (old, new) = schema_of("ros"), pair

    def ours() -> Any:
        return compare(old, new, schema).summary

    sides = [_by_id(content) for content in pair]
    theirs = cpu_ms(lambda: DeepDiff(*sides), times=1)
    assert ours().scenarios_changed == 99
    bench.record(
        "compare 1,000 scenarios, CPU", cpu_ms(ours), "ms", 50, f"deepdiff {theirs:.0f} ms, diff only"
    )


def rewritten(row: Row) -> Row:
    """The same with every text written on, and none of its scores changed."""
    return Row(
        row.id, {k: f"{v} Mer om det." if isinstance(v, str) else v for k, v in row.fields.items()}, "a"
    )


@pytest.mark.parametrize(
    ("change", "named"), [(changed, "reworded and scored anew"), (rewritten, "written on in every text")]
)
def test_a_thousand_scenarios_that_all_changed_are_compared(
    change: Any, named: str, pair: tuple[Content, Content], bench: Bench
) -> None:
    schema, old = schema_of("ros"), pair[0]
    new = old.with_rows("scenarios", tuple(change(row) for row in old.rows["scenarios"]))
    assert compare(old, new, schema).summary.scenarios_changed == SCENARIOS
    alone = cpu_ms(lambda: diff(old, new))
    theirs = cpu_ms(lambda: DeepDiff(_by_id(old), _by_id(new)), times=1)
    spent = cpu_ms(lambda: compare(old, new, schema).summary)
    bench.record(f"1,000 of 1,000 {named}: diff, CPU", alone, "ms", 50, f"deepdiff {theirs:.0f} ms")
    bench.record(f"1,000 of 1,000 {named}: compare, CPU", spent, "ms", 150, "diff, levels and weights")


def _by_id(content: Content) -> dict[str, Any]:
    """What deepdiff is best at: dictionaries by id, without order."""
    told = to_plain(content)
    return {**told, "rows": {key: {row["id"]: row for row in rows} for key, rows in told["rows"].items()}}


def test_two_long_texts_are_compared_word_by_word(bench: Bench) -> None:
    words = (SENTENCE * 300).split()[:5000]
    words = [f"{word}{place % 97}" if place % 3 == 0 else word for place, word in enumerate(words)]
    other = ["endret" if place % 50 == 0 else word for place, word in enumerate(words)]
    old, new = (" ".join(each) for each in (words, other))
    bench.record("word difference of 5,000 words, CPU", cpu_ms(lambda: words_diff(old, new)), "ms", 50)


@pytest.mark.django_db
def test_the_page_of_two_versions(town: world.Staffed, bench: Bench) -> None:
    first = approved(big_draft(town), town)
    actions.revise(assessment=building.fresh(first.assessment), by=town.author)
    content = building.stored(first.assessment).content
    rows = content.rows["scenarios"]
    after = tuple(changed(row) if place % 10 == 0 else row for place, row in enumerate(rows))
    building.write(first.assessment, content.with_rows("scenarios", after))
    second = building.freeze(town, building.fresh(first.assessment))
    client = Client()
    client.force_login(town.reader)
    address = f"/compare/?from={first.pk}&to={second.pk}"
    assert client.get(address).context["layout"].summary.scenarios_changed == 10
    bench.record("comparison page, 2 × 100 scenarios, CPU", cpu_ms(lambda: client.get(address)), "ms", 150)
