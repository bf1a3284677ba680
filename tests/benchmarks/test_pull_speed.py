"""Taking over: the page of an original in which every scenario has changed, a hundred or a thousand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from assessments import actions
from assessments.models import Draft, Version
from assessments.pulling import pulling
from tests import world
from tests.assessments import building
from tests.benchmarks.conftest import Bench, cpu_ms
from tests.benchmarks.test_compare_speed import SCENARIOS, changed, scenario


def _pulled(town: world.Staffed, village: world.Staffed, count: int) -> tuple[Draft, Version]:
    """A fork with so many scenarios, and the next version with each of them reworded and scored anew."""
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    whole = content.rows["scenarios"][0]
    rows = [replace(scenario(n), fields={**whole.fields, **scenario(n).fields}) for n in range(count)]
    building.write(assessment, building.with_scenarios(content, rows))
    first = building.approve(town, building.freeze(town, assessment))
    building.show(first.assessment, town, "public")
    fork = actions.fork(version=building.again(first), owner=village.agency, by=world.fresh(village.author))
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    content = building.stored(assessment).content
    building.write(assessment, building.with_scenarios(content, [changed(row) for row in rows]))
    newer = building.approve(town, building.freeze(town, building.fresh(assessment)))
    return Draft.objects.get(assessment=fork), newer


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "bar"), [(100, 300), (SCENARIOS, 1_000)])
def test_every_change_is_offered(
    count: int, bar: float, town: world.Staffed, village: world.Staffed, bench: Bench
) -> None:
    """Real assessments have up to a hundred scenarios; of a thousand, reading is most of the time."""
    draft, newer = _pulled(town, village, count)
    client = Client()
    client.force_login(village.author)
    address = f"/assessments/{draft.assessment_id}/pull/?from={newer.pk}"
    engine = cpu_ms(lambda: pulling(draft.assessment, village.author, newer.pk).pieces, times=3)
    spent = cpu_ms(lambda: client.get(address), times=3)
    assert client.get(address).status_code == 200
    bench.record(
        f"page of {count:,} changed scenarios to take over, CPU",
        spent,
        "ms",
        bar,
        f"the pieces alone {engine:.0f} ms",
    )
