"""Once a day or an hour: kinds of jobs in settings, each ordered once however many schedulers run."""

from __future__ import annotations

from collections.abc import Iterable

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from registry.jobs.order import enqueue
from registry.models.job import Job


@shared_task(name="registry.jobs.daily", ignore_result=True)
def daily() -> int:
    """Order what today still lacks, from settings.DAILY_HOUR (local time) on; returns how many.

    It is asked every few minutes, so a machine that was off in the morning catches up when it is on again.
    """
    now = timezone.localtime()
    if now.hour < settings.DAILY_HOUR:
        return 0
    return _order_missing(settings.DAILY_JOBS, now.date().isoformat())


@shared_task(name="registry.jobs.hourly", ignore_result=True)
def hourly() -> int:
    """Order what this hour (UTC, which knows no summer time) still lacks; returns how many."""
    return _order_missing(settings.HOURLY_JOBS, timezone.now().strftime("%Y-%m-%dT%H"))


def _order_missing(kinds: Iterable[str], slot: str) -> int:
    missing = [kind for kind in kinds if not Job.objects.filter(kind=kind, dedup=slot).exists()]
    for kind in missing:
        enqueue(kind, {}, dedup=slot)
    return len(missing)
