"""The supervisor starts again what falls, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.waiting import is_alive, lines, until

ROOT = Path(__file__).parents[2]
# A process that starts one of its own, notes both, and stays.
PARENT = """
import os, signal, sys
child = os.fork()
if child == 0:
    signal.pause()
open(sys.argv[1], "a").write(f"{os.getpid()} {child}\\n")
signal.signal(signal.SIGTERM, lambda *_: (os.kill(child, 9), os._exit(0)))
while True:
    signal.pause()
"""


@pytest.fixture
def supervised(tmp_path):
    """A supervisor with two such processes; answers it and the file the processes are noted in."""
    notes = tmp_path / "notes"
    commands = {name: [sys.executable, "-c", PARENT, str(notes)] for name in ("one", "two")}
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.machinery", json.dumps(commands)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    until(lambda: len(lines(notes)) == 2)
    yield started, notes
    started.kill()
    started.wait()
    for pid in pids(notes):
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)


def pids(notes) -> list[int]:
    return [int(word) for line in lines(notes) for word in line.split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_however_the_supervisor_ends_everything_it_started_ends(supervised, number) -> None:
    supervisor, notes = supervised
    supervisor.send_signal(number)
    supervisor.wait(timeout=20)
    until(lambda: not any(map(is_alive, pids(notes))))


def test_a_fallen_process_is_started_again_and_its_children_are_cleared_away(supervised) -> None:
    _supervisor, notes = supervised
    parent, child = pids(notes)[:2]
    os.kill(parent, signal.SIGKILL)
    until(lambda: len(lines(notes)) == 3)
    assert not is_alive(child)
