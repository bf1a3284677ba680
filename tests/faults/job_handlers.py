"""Handlers that tests of the queue order: in this process, or in a real worker."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from registry import jobs


def note(job, progress) -> None:
    """Write the attempt and who makes it to the file named in the payload; the first one never ends."""
    target = Path(job.payload["file"])
    line = f"{job.attempts} {os.getpid()} {os.getppid()}\n"
    with target.open("a", encoding="utf-8") as stream:
        stream.write(line)
    if job.attempts == 1:
        threading.Event().wait()


def do_nothing(job, progress) -> None:
    """A job that succeeds."""


def outlive_the_lease(job, progress) -> None:
    """Work for longer than the first lease lasts, without saying a word, while sweepers look."""
    deadline = job.lease_until + timedelta(seconds=0.2)
    while timezone.now() < deadline:
        threading.Event().wait(0.05)
        assert jobs.sweep()["requeued"] == 0
