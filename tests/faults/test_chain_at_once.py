"""Two hundred write to the trail at once, in several processes: no chain forks, and no event is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
PROCESSES, WRITERS = 4, 200
OTHERS = 30  # connections that a server keeps for itself and that others have


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PGHOST")}
    own = {"DJANGO_SETTINGS_MODULE": "tests.faults.job_settings", "DATA_DIR": str(folder / "data")}
    return {**kept, **own, **more, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def on_sqlite(tmp_path: Path) -> dict[str, str]:
    """A database file of its own, with the ground floor's tables."""
    surroundings = _environment(tmp_path)
    subprocess.run([sys.executable, "-c", MIGRATE], env=surroundings, cwd=ROOT, check=True)
    return surroundings


@pytest.fixture
def on_postgresql(transactional_db: None, tmp_path: Path) -> dict[str, str]:
    """The tests' own database, for processes beside this one."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    at: dict[str, Any] = connection.settings_dict
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    address = f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
    return _environment(tmp_path, DATABASE_URL=address)


def _vurdert(surroundings: dict[str, str], *words: str) -> int:
    command = [sys.executable, "-m", "registry.cli", *words]
    return subprocess.run(command, env=surroundings, cwd=ROOT, stdout=subprocess.DEVNULL).returncode


def _write(surroundings: dict[str, str], shared: str, writers: int) -> None:
    command = [sys.executable, "-m", "tests.faults.chain_writers", shared, str(writers // PROCESSES)]
    started = [subprocess.Popen(command, env=surroundings, cwd=ROOT) for _process in range(PROCESSES)]
    assert [each.wait(timeout=120) for each in started] == [0] * PROCESSES


def _check(surroundings: dict[str, str], shared: str, writers: int, folder: Path) -> None:
    assert _vurdert(surroundings, "audit", "seal") == 0
    assert _vurdert(surroundings, "audit", "verify") == 0
    assert _vurdert(surroundings, "audit", "export", str(folder / "trail.json")) == 0
    events = json.loads((folder / "trail.json").read_text())["events"]
    places = [each["seq"] for each in events if each["object"][1] == shared]
    assert sorted(places) == list(range(1, writers + 1))
    chains = Counter(each["object"][1] for each in events if each["verb"] == "wrote")
    assert (len(chains), sum(chains.values())) == (1 + writers, 2 * writers)


def test_they_make_one_chain_in_a_file(on_sqlite, tmp_path) -> None:
    shared = str(uuid4())
    _write(on_sqlite, shared, WRITERS)
    _check(on_sqlite, shared, WRITERS, tmp_path)


@pytest.mark.postgres
def test_they_make_one_chain_on_a_server(on_postgresql, tmp_path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        room = int(cursor.fetchone()[0]) - OTHERS
    shared, writers = str(uuid4()), min(WRITERS, room // PROCESSES * PROCESSES)
    rounds = -(-WRITERS // writers)  # as many times as it takes for two hundred
    for _round in range(rounds):
        _write(on_postgresql, shared, writers)
    _check(on_postgresql, shared, rounds * writers, tmp_path)
