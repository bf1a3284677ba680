"""How much memory the processes of an idle installation hold."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.benchmarks.conftest import Bench

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until the first page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def running(tmp_path: Path):
    """An installation of its own, started as people start it and ended by its own process id."""
    port = _free_port()
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(port)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "registry.cli"]
    subprocess.run([*command, "migrate"], env=environment, cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def _descendants(pid: int) -> dict[int, str]:
    """Every process below `pid`, with its command line."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(status[1])
            except OSError:
                continue
    below, found = {pid}, {}
    while new := {child for child, parent in parents.items() if parent in below} - set(found):
        found |= {child: _command(child) for child in new}
        below |= new
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _megabytes(pid: int, field: str, file: str) -> float:
    line = next(
        each for each in Path(f"/proc/{pid}/{file}").read_text().splitlines() if each.startswith(f"{field}:")
    )
    return int(line.split()[1]) / 1024


def test_memory_of_an_idle_installation(running: tuple[int, int], bench: Bench) -> None:
    pid, port = running
    for _ in range(30):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
    processes = _descendants(pid)
    web = [p for p, command in processes.items() if "gunicorn" in command]
    worker = [p for p, command in processes.items() if " worker" in command]
    assert web and worker
    bench.record("web process, resident", max(_megabytes(p, "VmRSS", "status") for p in web), "MB", 150)
    spent = sum(_megabytes(p, "Pss", "smaps_rollup") for p in worker)
    bench.record("idle worker with its child", spent, "MB", 250)
