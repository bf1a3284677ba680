"""Once a day: the kinds of jobs in settings.DAILY_JOBS, each ordered once however many schedulers run."""

from __future__ import annotations

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
    slot = now.date().isoformat()
    missing = [k for k in settings.DAILY_JOBS if not Job.objects.filter(kind=k, dedup=slot).exists()]
    for kind in missing:
        enqueue(kind, {}, dedup=slot)
    return len(missing)
