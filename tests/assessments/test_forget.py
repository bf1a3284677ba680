"""Old notices go: the read ones after some months, the unread after a year, and no others."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import Notice, NoticeKind
from registry import jobs
from registry.models import Job

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def notice(in_force, stranger):
    """`notice(at=…, read=…)` puts one in the stranger's inbox, so many days ago."""

    def made(at: int, read: int | None = None) -> Notice:
        return Notice.objects.create(
            user=stranger, assessment=in_force.assessment, version=in_force, kind=NoticeKind.IN_FORCE,
            at=NOW - timedelta(days=at), read_at=None if read is None else NOW - timedelta(days=read),
        )  # fmt: skip

    return made


def test_what_is_past_its_age_goes_and_the_rest_stays(notice) -> None:
    kept = [notice(at=364), notice(at=700, read=89), notice(at=1, read=0)]
    gone = [notice(at=366), notice(at=93, read=91), notice(at=701, read=300)]
    assert actions.forget_notices(step=lambda: None) == len(gone)
    assert set(Notice.objects.all()) == set(kept)


def test_the_ages_are_the_installations_own(notice, settings) -> None:
    settings.NOTICES_KEPT_READ, settings.NOTICES_KEPT_UNREAD = timedelta(days=7), timedelta(days=30)
    kept, _read, _unread = notice(at=29), notice(at=20, read=8), notice(at=31)
    assert actions.forget_notices(step=lambda: None) == 2
    assert Notice.objects.get() == kept


def test_they_go_a_batch_at_a_time_and_a_new_one_between_is_left(notice, monkeypatch) -> None:
    monkeypatch.setattr(import_module("assessments.actions.forget"), "BATCH", 2)
    old = [notice(at=400 + days) for days in range(5)]
    steps = []

    def step() -> None:
        if not steps:  # read after it was found to be old, and before it was deleted
            Notice.objects.filter(pk=old[0].pk).update(read_at=NOW)
        steps.append(Notice.objects.count())

    assert actions.forget_notices(step=step) == 4
    assert steps == [5, 4, 2]
    assert Notice.objects.get() == old[0]


def test_it_is_done_every_day(notice, settings, monkeypatch) -> None:
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    settings.DAILY_HOUR = 0
    notice(at=400)
    jobs.daily()
    assert Job.objects.filter(kind="forget").count() == 1
    jobs.drain()
    assert not Notice.objects.exists()
