"""The queue: job rows with leases. A message only wakes a worker; losing one loses no work.

Each attempt has a number (`Job.attempts`, the fence). Every write a worker makes names its
number, so a worker that was thought dead and wakes up late changes nothing.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from registry.errors import Conflict, Refusal
from registry.models.job import Job, JobState

log = logging.getLogger(__name__)

Progress = Callable[[int, str], None]
RUN = "registry.jobs.run"
RETRY_LONGEST = timedelta(minutes=10)
RING_LONGEST = timedelta(minutes=5)
SWEEP_BATCH = 200


class LeaseLost(Exception):
    """Another worker has taken the job over: stop, and write nothing more."""


# --- ordering -------------------------------------------------------------------------------


def enqueue(kind: str, payload: Mapping[str, object], dedup: str = "", by=None, agency=None) -> Job:
    """Put a job row in the caller's transaction and ring for a worker once that commits.

    A live job of the same kind and `dedup` key is returned instead of a second one.
    `payload` holds ids only, never content. Never fails or waits because of the broker.
    """
    if kind not in settings.JOB_HANDLERS:
        raise LookupError(f"No handler for jobs of kind {kind!r} in settings.JOB_HANDLERS")
    job = Job.objects.live_twin(kind, dedup) or _insert(kind, payload, dedup, by, agency)
    transaction.on_commit(lambda: ring(job.id), robust=True)
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
        **_waiting_from(timezone.now()),
        **_error(),
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
        raise Conflict("job_is_live", _("This job is already waiting, working or done."))
    transaction.on_commit(lambda: ring(job.id), robust=True)
    job.refresh_from_db()
    return job


# --- the bell -------------------------------------------------------------------------------

_deaf_until = 0.0


def ring(job_id: uuid.UUID) -> bool:
    """Tell the broker that a job waits; False when the broker does not answer.

    A broker that is down or hung is left alone for a few seconds, so that it slows down one
    request and not all of them. The sweeper rings again.
    """
    global _deaf_until
    if time.monotonic() < _deaf_until:
        return False
    try:
        run.apply_async(args=[str(job_id)], retry=False)
    except Exception as error:
        _deaf_until = time.monotonic() + settings.JOB_SWEEP_SECONDS
        log.warning("The broker does not answer (%s). The job waits for the sweeper: %s", error, job_id)
        return False
    return True


@shared_task(name=RUN, ignore_result=True)
def run(job_id: str) -> None:
    """Do one job, if it is due and nobody else has it. Safe to call any number of times."""
    job = claim(worker_name(), uuid.UUID(job_id))
    if job is not None:
        perform(job)


# --- working --------------------------------------------------------------------------------


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


# --- endings --------------------------------------------------------------------------------


def _error(code: str = "", message: str = "", reference: str = "") -> dict[str, str]:
    return {"error_code": code, "error_message": message, "error_reference": reference}


def finish(job: Job, fence: int) -> None:
    """Mark the job done, in the caller's transaction if it has one.

    Raises LeaseLost when the fence no longer matches, which rolls the caller's work back:
    a handler that stores a result calls this in the same transaction.
    """
    ended = {"state": JobState.DONE, "progress": 100, "finished": timezone.now(), "lease_until": None}
    if not Job.objects.held(job.id, fence).update(**ended, **_error()):
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
        wait = _backoff(settings.JOB_BACKOFF_SECONDS, fence, RETRY_LONGEST)
        change |= _waiting_from(now + wait)
    else:
        change |= {"state": JobState.DEAD if retry else JobState.FAILED, "finished": now, "lease_until": None}
    Job.objects.held(job.id, fence).update(**change)


def _described(job: Job, error: BaseException) -> dict[str, str]:
    with translation.override(getattr(job.by, "language", None) or settings.LANGUAGE_CODE):
        if isinstance(error, Refusal):
            return _error(error.code, " ".join(filter(None, [str(error.message), str(error.how)])))
        reference = getattr(error, "reference", None) or secrets.token_hex(4)
        log.error("Job %s (%s) failed, reference %s", job.id, job.kind, reference, exc_info=error)
        return _error("fault", _("Something broke on our side. Reference: %s") % reference, reference)


def _hand_back(job: Job, fence: int) -> None:
    """The worker is asked to stop: let another one start at once, and do not count this attempt."""
    again = _waiting_from(timezone.now())
    Job.objects.held(job.id, fence).update(**again, attempts_allowed=F("attempts_allowed") + 1)


def _waiting_from(when: datetime) -> dict[str, object]:
    return {"state": JobState.QUEUED, "lease_until": None, "run_after": when, "ring_after": when, "rings": 0}


def _backoff(base_seconds: float, times: int, longest: timedelta) -> timedelta:
    return min(timedelta(seconds=base_seconds * 2 ** min(max(times - 1, 0), 16)), longest)


# --- sweeping -------------------------------------------------------------------------------


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
        if not ring(job.id):
            break
        later = now + _backoff(settings.JOB_RING_AGAIN_SECONDS, job.rings + 1, RING_LONGEST)
        counts["rung"] += (
            Job.objects.unheard(now).filter(id=job.id).update(rings=F("rings") + 1, ring_after=later)
        )
    return counts


def _put_back(job: Job, now: datetime) -> int:
    # The first time the lease was wait enough; a job that stops its worker again waits longer.
    wait = (
        _backoff(settings.JOB_BACKOFF_SECONDS, job.attempts - 1, RETRY_LONGEST)
        if job.attempts > 1
        else timedelta()
    )
    log.warning("Job %s (%s) was left in the middle by %s", job.id, job.kind, job.worker)
    return (
        Job.objects.abandoned(now)
        .filter(id=job.id, attempts=job.attempts)
        .update(**_waiting_from(now + wait))
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
            state=JobState.DEAD, finished=now, lease_until=None, **_error("worker_lost", message, reference)
        )
    )
