"""A real worker, stopped by the hardest means there is."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.waiting import is_alive, lines, until

ROOT = Path(__file__).parents[2]
ORDER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from registry.jobs import enqueue
enqueue("note", {"file": %r})
"""


@pytest.fixture
def surroundings(tmp_path):
    """SQLite and a folder as broker, both new."""
    gone = ("DATABASE_URL", "REDIS_URL", "PGHOST")
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    own = {"DJANGO_SETTINGS_MODULE": "tests.faults.job_settings", "DATA_DIR": str(tmp_path / "data")}
    return {**kept, **own, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def notes(tmp_path, surroundings):
    """A job is ordered before anything runs; this is the file that its attempts are noted in."""
    target = tmp_path / "notes"
    subprocess.run([sys.executable, "-c", ORDER % str(target)], env=surroundings, cwd=ROOT, check=True)
    return target


@pytest.fixture
def machinery(surroundings, notes):
    """A worker and a scheduler under the supervisor."""
    commands = {name: [sys.executable, "-m", "registry.cli", name] for name in ("worker", "scheduler")}
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.machinery", json.dumps(commands)],
        env=surroundings,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield started
    started.terminate()
    started.wait(timeout=30)


def test_a_job_whose_worker_is_killed_in_the_middle_is_done_by_the_next(
    machinery, notes, surroundings
) -> None:
    attempt, child, parent = map(int, str(until(lambda: lines(notes))[0]).split())
    os.kill(parent, signal.SIGKILL)
    until(lambda: len(lines(notes)) == 2)
    assert attempt == 1
    assert not is_alive(child)
    assert until(lambda: outcome(surroundings) == ("done", 2))


def outcome(surroundings) -> tuple[str, int]:
    with sqlite3.connect(Path(surroundings["DATA_DIR"]) / "vurdert.sqlite3") as database:
        row = database.execute("SELECT state, attempts FROM registry_job").fetchone()
    database.close()
    return row
