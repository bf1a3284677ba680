"""Telling two thousand forks that what they are built on has a new version, beside one at a time."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import tasks
from assessments.access import visible, visible_versions
from assessments.actions.tell import BATCH
from assessments.models import Assessment, Draft, Notice, Version, Watch
from registry import jobs
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.models import Agency, User
from tests import world
from tests.assessments import building
from tests.benchmarks.conftest import Bench

FORKS = 2_000
AGENCIES = 400
FIXED = 12
"""Queries for a batch of 200, whoever is told; each batch is a transaction, which is two more."""


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, town: world.Staffed) -> Version:
    """A version in force for everyone, and four hundred agencies with somebody who writes in each."""
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    for number in range(AGENCIES):
        world.member(world.agency(f"Virksomhet {number}"), Role.AUTHOR)
    return building.approved(town, visibility="public")


def _forked(version: Version, count: int, by: User) -> None:
    """That many forks of a version, over all the agencies, each of them watched by somebody else."""
    agencies = list(Agency.objects.exclude(pk=version.assessment.owner_id).order_by("orgnr")[:AGENCIES])
    now = timezone.now()
    forks = [
        Assessment(
            id=uuid4(), kind="ros", owner=agencies[n % AGENCIES], title=f"Avledning {n}", language="nb",
            family=version.assessment.family, upstream=version, upstream_reading="members", updated=now,
            created_by=by,
        )
        for n in range(count)
    ]  # fmt: skip
    Assessment.objects.bulk_create(forks)
    Draft.objects.bulk_create(
        Draft(
            assessment=each, schema=version.schema, manifest=version.manifest, base=version, updated=now,
            updated_by=by,
        )
        for each in forks
    )  # fmt: skip
    Watch.objects.bulk_create(Watch(user=by, assessment=each) for each in forks[:: BATCH // 10])


def _one_at_a_time(version: Version) -> None:
    """What comes to mind first: for each fork its writers, and for each of them whether she sees both."""
    for fork in Assessment.objects.filter(upstream=version).select_related("owner")[:BATCH]:
        for user in policy.people_with(Permission.EDIT, [fork.owner_id])[fork.owner_id]:
            sees = visible_versions(user).filter(pk=version.pk).exists()
            if sees and visible(user).filter(pk=fork.pk).exists():
                key = {"user": user, "assessment": fork, "version": version, "kind": "one"}
                Notice.objects.get_or_create(**key, defaults={"at": timezone.now()})


def _cost(work) -> tuple[int, float]:
    with CaptureQueriesContext(connection) as captured:
        begun = time.process_time()
        work()
        spent = (time.process_time() - begun) * 1000
    return len(captured), spent


def _told(town: world.Staffed, version: Version) -> tuple[int, float]:
    """Approve the next version and tell of it; the queries and the CPU (ms) of the worker."""
    building.renewed(town, version.assessment)
    job = jobs.claim("bench")
    assert job is not None and job.kind == "tell"
    return _cost(lambda: tasks.tell(job, lambda percent, step: None))


@pytest.mark.django_db
def test_two_thousand_forks_are_told(
    town: world.Staffed, source: Version, stranger: User, bench: Bench
) -> None:
    _forked(source, FORKS // 10, stranger)
    few, _spent = _told(town, source)
    Notice.objects.all().delete()
    _forked(source, FORKS - FORKS // 10, stranger)
    many, spent = _told(town, source)
    assert Notice.objects.filter(kind="in_force").count() == FORKS
    first, reference = _cost(lambda: _one_at_a_time(source))
    batches = (FORKS - FORKS // 10) // BATCH
    bench.record(
        "telling 2,000 forks, queries for each further 200", (many - few) / batches, "queries", FIXED + 2,
        f"one at a time {first}",
    )  # fmt: skip
    bench.record(
        "telling 2,000 forks, CPU of the worker", spent, "ms", 1_000,
        f"one at a time {reference * FORKS / BATCH:.0f} ms",
    )  # fmt: skip
