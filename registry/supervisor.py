"""Starts the processes of one machine, starts a fallen one again, and ends them all when it ends.

A supervisor is part of correctness, not of comfort: Celery's worker gives up when a pool
process dies while it starts, and then nothing takes jobs until somebody looks.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

RESTART_SHORTEST = 0.5  # seconds
RESTART_LONGEST = 30.0
STEADY_AFTER = 30.0  # a process that lived this long is not in a crash loop
STOP_WITHIN = 15.0
LOOK_EVERY = 0.2
PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to send this process SIGTERM when its parent dies, however it dies (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent is not None and os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class Child:
    """One process to keep running: its name in messages, its command, and how it has fared."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    start_after: float = 0.0

    def start(self, now: float) -> None:
        """Start in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor."""
        parent = os.getpid()
        self.started = now
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=lambda: end_with_parent(parent)
        )

    def has_fallen(self) -> bool:
        """True when the process was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def plan_restart(self, now: float) -> float:
        """Clear away what the fallen process left and answer how many seconds to wait."""
        self.signal(signal.SIGKILL)
        self.falls = 1 if now - self.started > STEADY_AFTER else self.falls + 1
        wait = min(RESTART_SHORTEST * 2 ** (self.falls - 1), RESTART_LONGEST)
        self.process, self.start_after = None, now + wait
        return wait

    def signal(self, number: int) -> None:
        """Send a signal to the process and to everything it started."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Supervisor:
    """Keeps `commands` (name to argument list) running until SIGTERM or SIGINT."""

    def __init__(self, commands: Mapping[str, Sequence[str]], say: Callable[[str], None] = print) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self.say = say
        self.stopping = False

    def run(
        self, is_ready: Callable[[], bool] | None = None, when_ready: Callable[[], None] | None = None
    ) -> int:
        """Start everything and stay; calls `when_ready` once `is_ready` says so. Returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.stopping:
                self._look(time.monotonic())
                if when_ready and (is_ready is None or is_ready()):
                    when_ready()
                    when_ready = None
                time.sleep(LOOK_EVERY)
        finally:
            self._stop_all()
        return 0

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _look(self, now: float) -> None:
        for child in self.children:
            if child.has_fallen():
                code = child.process.returncode if child.process else None
                wait = child.plan_restart(now)
                self.say(f"{child.name} stopped ({code}); starting it again in {wait:g} s")
            if child.process is None and now >= child.start_after and not self.stopping:
                child.start(now)

    def _stop_all(self) -> None:
        """SIGTERM to each process alone (it tells its own children), then SIGKILL to what remains."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in running:
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} did not stop within {STOP_WITHIN:g} s and is ended now")
            child.signal(signal.SIGKILL)
            child.process.wait()  # type: ignore[union-attr]
