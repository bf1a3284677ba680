"""Doing work: take a job, keep its lease alive, run its handler, write down how it ended."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from registry.errors import Refusal
from registry.jobs.bell import RUN
from registry.jobs.row import error as error_columns
from registry.jobs.row import retry_wait, waiting_from
from registry.models.job import Job, JobState

log = logging.getLogger(__name__)

Progress = Callable[[int, str], None]


class LeaseLost(Exception):
    """Another worker has taken the job over: stop, and write nothing more."""


@shared_task(name=RUN, ignore_result=True)
def run(job_id: str) -> None:
    """Do one job, if it is due and nobody else has it. Safe to call any number of times."""
    job = claim(worker_name(), uuid.UUID(job_id))
    if job is not None:
        perform(job)


def worker_name() -> str:
    """Which process on which machine; shown to those who look after the queue."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def claim(worker: str, job_id: uuid.UUID | None = None) -> Job | None:
    """Take the named job, or the oldest that is due, by one conditional UPDATE; None if none.

    `job.attempts` of the answer is the fence to hand to heartbeat, finish and fail.
    """
    now = timezone.now()
    if job_id is not None:
        return _take(job_id, worker, now)
    due = Job.objects.due(now).order_by("run_after").values_list("id", flat=True)[:10]
    return next((job for one in due if (job := _take(one, worker, now))), None)


def _take(job_id: uuid.UUID, worker: str, now: datetime) -> Job | None:
    token = f"{worker}:{secrets.token_hex(4)}"  # names this very claim, so the row can be read back
    taken = (
        Job.objects.due(now)
        .filter(id=job_id)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            worker=token,
            lease_until=now + _lease(),
            started=now,
            finished=None,
            progress=0,
            step="",
        )
    )
    return (
        Job.objects.select_related("by", "agency").filter(id=job_id, worker=token).first() if taken else None
    )


def perform(job: Job) -> None:
    """Run the handler of a claimed job under a heartbeat and write down how it ended."""
    fence = job.attempts
    try:
        with _beating(job, fence):
            import_string(settings.JOB_HANDLERS[job.kind])(job, _progress_of(job, fence))
            if job.state == JobState.RUNNING:
                finish(job, fence)
    except LeaseLost:
        log.warning("Job %s was taken over while attempt %s was still working", job.id, fence)
    except Refusal as refusal:
        fail(job, fence, refusal, retry=False)
    except (KeyboardInterrupt, SystemExit):
        _hand_back(job, fence)
        raise
    except BaseException as error:  # some libraries raise outside Exception; no job may stop the worker
        fail(job, fence, error, retry=True)


def drain(worker: str = "") -> int:
    """Do every job that is due, here and now, without a broker; returns how many were done."""
    done = 0
    while job := claim(worker or worker_name()):
        perform(job)
        done += 1
    return done


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def heartbeat(job: Job, fence: int) -> bool:
    """Prolong the lease; False when the job is no longer this worker's."""
    return bool(Job.objects.held(job.id, fence).update(lease_until=timezone.now() + _lease()))


@contextmanager
def _beating(job: Job, fence: int) -> Iterator[None]:
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, fence, done), name=f"heartbeat {job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def _beat(job: Job, fence: int, done: threading.Event) -> None:
    try:
        while not done.wait(settings.JOB_LEASE_SECONDS / 4):
            try:
                if not heartbeat(job, fence):
                    return
            except DatabaseError as error:  # the next beat may get through before the lease ends
                log.warning("No heartbeat for job %s: %s", job.id, error)
                connection.close()
    finally:
        connection.close()


def _progress_of(job: Job, fence: int) -> Progress:
    def progress(percent: int, step: str) -> None:
        """Show how far the job is; raises LeaseLost when it belongs to someone else now."""
        shown = {"progress": max(0, min(100, percent)), "step": str(step)[:200]}
        if not Job.objects.held(job.id, fence).update(lease_until=timezone.now() + _lease(), **shown):
            raise LeaseLost(job.id)

    return progress


def finish(job: Job, fence: int) -> None:
    """Mark the job done, in the caller's transaction if it has one.

    Raises LeaseLost when the fence no longer matches, which rolls the caller's work back:
    a handler that stores a result calls this in the same transaction.
    """
    ended = {"state": JobState.DONE, "progress": 100, "finished": timezone.now(), "lease_until": None}
    if not Job.objects.held(job.id, fence).update(**ended, **error_columns()):
        raise LeaseLost(job.id)
    job.state = JobState.DONE


def fail(job: Job, fence: int, error: BaseException, retry: bool) -> None:
    """Write down a failure: with `retry` it waits and runs again, or is dead after the last attempt.

    A Refusal keeps its own words, in the orderer's language; anything else gets a reference
    that is also in the log beside the traceback.
    """
    now = timezone.now()
    change: dict[str, object] = _described(job, error)
    if retry and fence < job.attempts_allowed:
        change |= waiting_from(now + retry_wait(fence))
    else:
        change |= {"state": JobState.DEAD if retry else JobState.FAILED, "finished": now, "lease_until": None}
    Job.objects.held(job.id, fence).update(**change)


def _described(job: Job, error: BaseException) -> dict[str, str]:
    with translation.override(getattr(job.by, "language", None) or settings.LANGUAGE_CODE):
        if isinstance(error, Refusal):
            return error_columns(error.code, " ".join(filter(None, [str(error.message), str(error.how)])))
        reference = getattr(error, "reference", None) or secrets.token_hex(4)
        log.error("Job %s (%s) failed, reference %s", job.id, job.kind, reference, exc_info=error)
        return error_columns(
            "job.fault", _("Something broke on our side. Reference: %s") % reference, reference
        )


def _hand_back(job: Job, fence: int) -> None:
    """The worker is asked to stop: let another one start at once, and do not count this attempt."""
    again = waiting_from(timezone.now())
    Job.objects.held(job.id, fence).update(**again, attempts_allowed=F("attempts_allowed") + 1)
