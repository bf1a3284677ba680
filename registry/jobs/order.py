"""Ordering work: a row in the caller's transaction, and a bell once that commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.errors import Conflict
from registry.jobs import bell
from registry.jobs.row import error, waiting_from
from registry.models.job import Job, JobState


def enqueue(kind: str, payload: Mapping[str, object], dedup: str = "", by=None, agency=None) -> Job:
    """Put a job row in the caller's transaction and ring for a worker once that commits.

    A live job of the same kind and `dedup` key is returned instead of a second one.
    `payload` holds ids only, never content. Never fails or waits because of the broker.
    """
    if kind not in settings.JOB_HANDLERS:
        raise LookupError(f"No handler for jobs of kind {kind!r} in settings.JOB_HANDLERS")
    job = Job.objects.live_twin(kind, dedup) or _insert(kind, payload, dedup, by, agency)
    transaction.on_commit(lambda: bell.ring(job.id), robust=True)
    return job


def _insert(kind, payload, dedup, by, agency) -> Job:
    now = timezone.now()
    job = Job(
        kind=kind,
        payload={
            key: str(value) if isinstance(value, uuid.UUID) else value for key, value in payload.items()
        },
        dedup=dedup,
        by=by,
        agency=agency,
        run_after=now,
        attempts_allowed=settings.JOB_ATTEMPTS,
        rings=1,
        ring_after=now + timedelta(seconds=settings.JOB_RING_AGAIN_SECONDS),
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        twin = Job.objects.live_twin(kind, dedup)  # someone ordered the same at the same moment
        if twin is None:
            raise
        return twin
    return job


def requeue(job: Job) -> Job:
    """Give a failed or dead job a new set of attempts; refuses while it, or its twin, is live."""
    again = {
        **waiting_from(timezone.now()),
        **error(),
        "attempts_allowed": F("attempts") + settings.JOB_ATTEMPTS,
        "progress": 0,
        "finished": None,
    }
    try:
        with transaction.atomic():
            changed = Job.objects.filter(id=job.id, state__in=[JobState.FAILED, JobState.DEAD]).update(
                **again
            )
    except IntegrityError:
        changed = 0
    if not changed:
        raise Conflict("job.live", _("This job is already waiting, working or done."))
    transaction.on_commit(lambda: bell.ring(job.id), robust=True)
    job.refresh_from_db()
    return job
