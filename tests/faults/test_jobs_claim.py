"""Many workers and one job: exactly one of them does it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from registry import jobs
from registry.jobs import bell
from registry.models import Job

WORKERS = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _handlers(settings, monkeypatch):
    handlers = {"nothing": "do_nothing", "long": "outlive_the_lease"}
    settings.JOB_HANDLERS = {kind: f"tests.faults.job_handlers.{name}" for kind, name in handlers.items()}
    monkeypatch.setattr(bell, "ring", lambda job_id: True)


def at_once(work, count: int = WORKERS) -> list:
    """The answers of `count` threads that all start at the same moment."""
    line_up = Barrier(count)

    def one(number: int):
        try:
            line_up.wait(timeout=10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.postgres
def test_of_many_workers_that_hear_the_same_bell_one_gets_the_job(needs_postgres) -> None:
    for _round in range(5):
        job = jobs.enqueue("nothing", {})
        claims = at_once(lambda number: jobs.claim(f"w{number}", job.id))  # noqa: B023
        assert [claim.attempts for claim in claims if claim] == [1]


@pytest.mark.postgres
def test_many_workers_share_many_jobs_without_doing_one_twice(needs_postgres) -> None:
    ordered = {jobs.enqueue("nothing", {"number": number}).id for number in range(24)}
    taken = at_once(lambda number: _take_all(f"w{number}"))
    assert sorted(one for share in taken for one in share) == sorted(ordered)


@pytest.mark.postgres
def test_two_who_order_the_same_at_the_same_moment_get_one_job(needs_postgres) -> None:
    ordered = at_once(lambda number: jobs.enqueue("nothing", {}, dedup="same").id)
    assert len(set(ordered)) == 1
    assert Job.objects.count() == 1


@pytest.mark.postgres
def test_a_job_that_takes_longer_than_its_lease_is_left_alone_while_its_worker_lives(
    needs_postgres, settings
) -> None:
    settings.JOB_LEASE_SECONDS = 0.4
    job = jobs.claim("worker", jobs.enqueue("long", {}).id)
    jobs.perform(job)
    assert Job.objects.filter(id=job.id, state="done", attempts=1).exists()
    assert job.lease_until < Job.objects.get(id=job.id).finished


@pytest.fixture
def needs_postgres():
    """Threads with connections of their own: SQLite's test database in memory has but one."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


def _take_all(worker: str) -> list:
    taken = []
    while job := jobs.claim(worker):
        taken.append(job.id)
    return taken
