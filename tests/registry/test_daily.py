"""What is ordered once a day, however many schedulers ask and however late the machine is on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from registry import jobs
from registry.celery import app
from registry.models import Job

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(autouse=True)
def _one_kind(settings, monkeypatch):
    settings.JOB_HANDLERS = {"nothing": "tests.faults.job_handlers.do_nothing"}
    settings.DAILY_JOBS = ("nothing",)
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def at(monkeypatch):
    """`at(day, hour)` sets the clock."""

    def set_clock(day: int, hour: int) -> None:
        now = datetime(2031, 5, day, hour, tzinfo=OSLO)
        monkeypatch.setattr("django.utils.timezone.localtime", lambda: now)

    return set_clock


def test_it_is_ordered_once_a_day_from_the_hour_on(at):
    ordered = []
    for day, hour in ((1, 5), (1, 6), (1, 7), (1, 23), (2, 0), (2, 6)):
        at(day, hour)
        ordered.append(jobs.daily())
    assert ordered == [0, 1, 0, 0, 0, 1]


def test_a_job_that_is_done_is_not_ordered_again_that_day(at):
    at(1, 6)
    jobs.daily()
    assert jobs.drain() == 1
    assert jobs.daily() == 0
    assert Job.objects.count() == 1


def test_a_machine_that_was_off_in_the_morning_catches_up(at):
    at(1, 22)
    assert jobs.daily() == 1


def test_the_scheduler_asks_every_few_minutes():
    entry = app.conf.beat_schedule["daily"]
    assert (entry["task"], entry["schedule"] <= 600) == (jobs.daily.name, True)
