"""The queue: job rows with leases. A message only wakes a worker; losing one loses no work.

Each attempt has a number (`Job.attempts`, the fence). Every write a worker makes names its
number, so a worker that was thought dead and wakes up late changes nothing.

A handler is a function `handler(job, progress) -> None` named in settings.JOB_HANDLERS. It may
raise a Refusal (shown to the orderer, not tried again); anything else it raises is tried again.
A handler that stores a result calls `finish(job, job.attempts)` in the same transaction.
"""

from registry.jobs.bell import ring
from registry.jobs.daily import daily, hourly
from registry.jobs.order import enqueue, requeue
from registry.jobs.sweep import sweep
from registry.jobs.work import LeaseLost, Progress, claim, drain, fail, finish, heartbeat, perform, run

__all__ = [
    "LeaseLost",
    "Progress",
    "claim",
    "daily",
    "drain",
    "enqueue",
    "fail",
    "finish",
    "heartbeat",
    "hourly",
    "perform",
    "requeue",
    "ring",
    "run",
    "sweep",
]
