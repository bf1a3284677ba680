"""Handlers that tests of the queue order: in this process, or in a real worker."""

from __future__ import annotations

import os
import threading
from pathlib import Path


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
