"""Job: one piece of background work; the row is the truth, the broker is only a bell."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands; queued and running are live, the other three are ends."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused")
    DEAD = "dead", _("Given up")


LIVE = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """The questions the queue asks; `now` is a parameter so that tests can move the clock."""

    def live_twin(self, kind: str, dedup: str) -> Job | None:
        """The waiting or running job of this kind with this key; never one for an empty key."""
        return self.filter(kind=kind, dedup=dedup, state__in=LIVE).first() if dedup else None

    def abandoned(self, now: datetime) -> JobQuerySet:
        """Running, but the worker has been silent for longer than its lease."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=now)

    def due(self, now: datetime) -> JobQuerySet:
        """What a worker may take: waiting and past its back-off, or abandoned; attempts left."""
        waiting = models.Q(state=JobState.QUEUED, run_after__lte=now)
        abandoned = models.Q(state=JobState.RUNNING, lease_until__lt=now)
        return self.filter(waiting | abandoned, attempts__lt=models.F("attempts_allowed"))

    def unheard(self, now: datetime) -> JobQuerySet:
        """Waiting, due, and not rung for lately; oldest first."""
        waiting = self.filter(state=JobState.QUEUED, run_after__lte=now, ring_after__lte=now)
        return waiting.order_by("run_after")

    def held(self, job_id: uuid.UUID, fence: int) -> JobQuerySet:
        """The row while attempt number `fence` holds it; every write of a worker goes through here."""
        return self.filter(id=job_id, state=JobState.RUNNING, attempts=fence)


class Job(models.Model):
    """Work ordered by `by` for `agency`: `kind` names the handler, `payload` holds ids only.

    `attempts` only ever grows and is the fence: whoever holds an older number can no longer
    write to the row. `lease_until` is how long the present worker may be silent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    dedup = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)

    attempts = models.PositiveIntegerField(default=0)
    attempts_allowed = models.PositiveIntegerField(default=4)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    run_after = models.DateTimeField(default=timezone.now)
    rings = models.PositiveIntegerField(default=0)
    ring_after = models.DateTimeField(default=timezone.now)

    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True, default="")
    error_code = models.CharField(max_length=100, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    error_reference = models.CharField(max_length=32, blank=True, default="")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    agency = models.ForeignKey(
        "registry.Agency", null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    created = models.DateTimeField(default=timezone.now, editable=False)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedup"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(dedup=""),
                name="job_one_live_per_dedup",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_percent"),
        ]
        indexes = [
            # What the sweeper and a worker without a message look for; ended jobs stay out of it.
            models.Index(
                fields=["state", "run_after"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_live",
            ),
            models.Index(fields=["by", "-created"], name="job_by_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"

    @property
    def is_live(self) -> bool:
        """True while the job waits or runs."""
        return self.state in LIVE
