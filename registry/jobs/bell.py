"""The bell: tells the broker that a job waits. It may fail, be lost or ring twice; nothing depends on it."""

from __future__ import annotations

import logging
import time
import uuid

from celery import current_app
from django.conf import settings

RUN = "registry.jobs.run"

log = logging.getLogger(__name__)

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
        current_app.send_task(RUN, args=[str(job_id)], retry=False, ignore_result=True)
    except Exception as error:
        _deaf_until = time.monotonic() + settings.JOB_SWEEP_SECONDS
        log.warning("The broker does not answer (%s). The job waits for the sweeper: %s", error, job_id)
        return False
    return True
