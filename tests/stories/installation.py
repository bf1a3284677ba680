"""An installation of its own with the demo data, started as people start it and ended by its process id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "registry.cli"]
PATIENCE = 60  # seconds until the first page


@dataclass
class Installation:
    """Web, worker and scheduler on a port of loopback, with files of their own in `folder`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, folder: Path) -> Installation:
        """Migrate, seed and serve; returns once pages are served."""
        port = _free_port()
        for words in (["migrate"], ["seed"]):
            done = subprocess.run([*COMMAND, *words], env=_environment(folder), cwd=ROOT, capture_output=True)
            assert done.returncode == 0, done.stderr.decode()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(port), "--end-with-parent"],
                env=_environment(folder), cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        started = cls(folder, port, process)
        started._wait()
        return started

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """The last of what its processes said."""
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]

    @property
    def password(self) -> str:
        """What everyone in the demo signs in with."""
        return self._demo["sign_ins"][0][2]

    def place(self, shown: str) -> str:
        """The path of what the demo says is worth a visit, by what it shows."""
        return next(path for name, path in self._demo["places"] if name == shown)

    def build(self, module: str) -> dict:
        """Run a program of the tests beside the installation, on its data; gives the JSON it tells."""
        command = [sys.executable, "-m", module]
        done = subprocess.run(command, env=_environment(self.folder), cwd=ROOT, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout.decode().splitlines()[-1])

    @property
    def _demo(self) -> dict:
        return json.loads((self.folder / "demo.json").read_text("utf-8"))

    def end(self) -> None:
        """End the supervisor, which ends what it started."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        self.process.kill()
        raise TimeoutError(self.log)


def _environment(folder: Path) -> dict[str, str]:
    """Embedded whatever the tests around run on, and static files straight from their sources."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "PORT")
    }
    own = {"DATA_DIR": str(folder), "STATIC_ROOT": str(folder / "static"), "LOG_LEVEL": "WARNING"}
    return {**kept, **own}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
