"""What the rooms of the queue write into a row: waiting times and errors."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from registry.models.job import JobState

RETRY_LONGEST = timedelta(minutes=10)
RING_LONGEST = timedelta(minutes=5)


def waiting_from(when: datetime) -> dict[str, object]:
    """The columns of a job that waits until `when`, and that the sweeper may ring for then."""
    return {"state": JobState.QUEUED, "lease_until": None, "run_after": when, "ring_after": when, "rings": 0}


def error(code: str = "", message: str = "", reference: str = "") -> dict[str, str]:
    """The columns that say what went wrong; without arguments, that nothing did."""
    return {"error_code": code, "error_message": message, "error_reference": reference}


def retry_wait(attempts: int) -> timedelta:
    """How long to wait after this many attempts."""
    return _doubled(settings.JOB_BACKOFF_SECONDS, attempts, RETRY_LONGEST)


def ring_wait(rings: int) -> timedelta:
    """How long to let the bell rest after this many rings."""
    return _doubled(settings.JOB_RING_AGAIN_SECONDS, rings, RING_LONGEST)


def _doubled(base_seconds: float, times: int, longest: timedelta) -> timedelta:
    return min(timedelta(seconds=base_seconds * 2 ** min(max(times - 1, 0), 16)), longest)
