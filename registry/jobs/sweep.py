"""Sweeping: nothing that was ordered is forgotten, and nothing is tried for ever."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from registry.jobs import bell
from registry.jobs.row import error, retry_wait, ring_wait, waiting_from
from registry.models.job import Job, JobState

log = logging.getLogger(__name__)

SWEEP_BATCH = 200


@shared_task(name="registry.jobs.sweep", ignore_result=True)
def sweep() -> dict[str, int]:
    """Put abandoned jobs back or bury them, and ring for what waits; returns the counts.

    Any number of sweepers may run at once: each change is one conditional UPDATE.
    """
    now = timezone.now()
    counts = {"dead": 0, "requeued": 0, "rung": 0}
    for job in Job.objects.abandoned(now).order_by("lease_until")[:SWEEP_BATCH]:
        outcome = "requeued" if job.attempts < job.attempts_allowed else "dead"
        counts[outcome] += _put_back(job, now) if outcome == "requeued" else _bury(job, now)
    for job in Job.objects.unheard(now)[:SWEEP_BATCH]:
        if not bell.ring(job.id):
            break
        later = now + ring_wait(job.rings + 1)
        counts["rung"] += (
            Job.objects.unheard(now).filter(id=job.id).update(rings=F("rings") + 1, ring_after=later)
        )
    return counts


def _put_back(job: Job, now: datetime) -> int:
    # The first time the lease was wait enough; a job that stops its worker again waits longer.
    wait = retry_wait(job.attempts - 1) if job.attempts > 1 else timedelta()
    log.warning("Job %s (%s) was left in the middle by %s", job.id, job.kind, job.worker)
    return (
        Job.objects.abandoned(now).filter(id=job.id, attempts=job.attempts).update(**waiting_from(now + wait))
    )


def _bury(job: Job, now: datetime) -> int:
    reference = secrets.token_hex(4)
    log.error(
        "Job %s (%s) stopped its worker %s times, reference %s", job.id, job.kind, job.attempts, reference
    )
    with translation.override(settings.LANGUAGE_CODE):
        message = _("The work stopped in the middle every time we tried. Reference: %s") % reference
    return (
        Job.objects.abandoned(now)
        .filter(id=job.id, attempts=job.attempts)
        .update(
            state=JobState.DEAD,
            finished=now,
            lease_until=None,
            **error("job.worker_lost", message, reference),
        )
    )
