"""What it costs to ask whether somebody may see a thing, beside fetching the thing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import access
from assessments.models import Assessment, Draft, Version
from registry.models import User
from tests import world
from tests.assessments import building
from tests.benchmarks.conftest import Bench
from tests.benchmarks.crowd import fill, settle

Work = Callable[[User], object]
TIMES = 60


@pytest.fixture
def version(town: world.Staffed) -> Version:
    """In force and shown to all members, with a draft of the next one, among ten thousand others."""
    settle()
    version = building.approved(town, visibility="members")
    access_to = building.fresh(version.assessment)
    building.actions.revise(assessment=access_to, by=world.fresh(town.author))
    fill(10_000, version)
    return version


def _asked(work: Work, user: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        work(world.fresh(user))
        return len(captured)


def _ms(user: User, *works: Work) -> list[float]:
    """Median CPU in ms of each, done in turn so that what else the machine does falls on all of them."""
    taken: list[list[float]] = [[] for _work in works]
    for _time in range(TIMES):
        for work, spent in zip(works, taken, strict=True):
            actor = world.fresh(user)  # as each request loads her
            begun = time.process_time()
            work(actor)
            spent.append((time.process_time() - begun) * 1000)
    return [statistics.median(each) for each in taken]


def test_the_policy_costs_an_object_little(
    version: Version, town: world.Staffed, village: world.Staffed, bench: Bench
) -> None:
    related = {
        Assessment: ("owner", "current", "shown"),
        Version: ("assessment__owner", "review", "author"),
        Draft: ("assessment__owner", "updated_by", "parent", "base"),
    }

    def bare(model: type, **key: object) -> Work:
        return lambda _user: model.objects.select_related(*related[model]).get(**key)

    def assessment(user: User) -> None:
        access.reading_of(user, access.find(user, version.assessment_id))

    def of_version(user: User) -> None:
        access.reading_of(user, access.find_version(user, version.pk).assessment)

    works = {
        "an assessment, of another agency": (
            village.reader, assessment, bare(Assessment, pk=version.assessment_id)
        ),
        "a version, of another agency": (village.reader, of_version, bare(Version, pk=version.pk)),
        "a version, of one's own": (town.reader, of_version, bare(Version, pk=version.pk)),
        "a draft": (
            town.reader,
            lambda user: access.find_draft(user, version.assessment_id),
            bare(Draft, assessment=version.assessment_id),
        ),
    }  # fmt: skip
    for name, (user, asked, fetched) in works.items():
        more = _asked(asked, user) - _asked(fetched, user)
        bench.record(f"policy: {name}, queries more", more, "queries", 2, "fetched bare 1")
        with_policy, without = _ms(user, asked, fetched)
        bench.record(
            f"policy: {name}, CPU more", with_policy - without, "ms", 2, f"fetched bare {without:.1f} ms"
        )
