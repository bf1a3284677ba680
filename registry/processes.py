"""The processes of Vurdert: web, worker and scheduler, each alone or all three under the supervisor."""

from __future__ import annotations

import json
import os
import socket
import sys
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from pathlib import Path

from registry.supervisor import Supervisor

LOOPBACK = "127.0.0.1"
DEMO = "demo.json"  # in DATA_DIR: what `seed` made, so that `serve` can show it

Say = Callable[[str], None]


def serve(host: str, port: int, processes: int, say: Say) -> int:
    """Run web, worker and scheduler until told to stop; shows the address once pages are served."""
    here = [sys.executable, "-m", "registry.cli"]
    address = ["--host", host, "--port", str(port), "--processes", str(processes)]
    commands = {
        "web": [*here, "web", *address],
        "worker": [*here, "worker"],
        "scheduler": [*here, "scheduler"],
    }
    say("Starting …")
    return Supervisor(commands, say=say).run(
        is_ready=lambda: is_served(host, port), when_ready=lambda: welcome(host, port, say)
    )


def web(host: str, port: int, processes: int) -> None:
    """Become the web server: gunicorn with synchronous workers."""
    command = [sys.executable, "-m", "gunicorn", "registry.wsgi:application", "--worker-class", "sync"]
    command += ["--workers", str(processes), "--bind", f"{host}:{port}"]
    command += ["--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning"]
    command += ["--max-requests", "2000", "--max-requests-jitter", "200"]
    os.execv(sys.executable, command)  # noqa: S606 (no shell is what we want)


def worker(processes: int) -> None:
    """Do jobs, `processes` at once, until told to stop; the job in the middle is finished first."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    pool = ["--pool", "prefork", "--concurrency", str(processes)]
    _celery().worker_main(["--quiet", "worker", *pool, *quiet, "--hostname", "vurdert@%h"])


def scheduler() -> None:
    """Have the queue swept every few seconds, until told to stop."""
    _celery().start(["--quiet", "beat", "--pidfile=", "--loglevel", "WARNING"])


def _celery():
    # Django's own checks would load every page into the worker; `migrate` has run them.
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
    # What Celery warns of is pickle read by root; only JSON is taken here.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")
    from registry.celery import app

    return app


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_served(host: str, port: int, timeout: float = 2.0) -> bool:
    """Whether pages are served there, asked for under a name that the site goes by."""
    from django.conf import settings

    name = next((name for name in settings.ALLOWED_HOSTS if "*" not in name), LOOPBACK).lstrip(".")
    request = urllib.request.Request(f"http://{host}:{port}/healthz", headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 (always http)
            return answer.status == 200
    except OSError:
        return False


def welcome(host: str, port: int, say: Say) -> None:
    """Show the address, and whom to sign in as and what to look at if there is demo data."""
    from django.conf import settings

    address = f"http://{host}:{port}"
    say(f"\nVurdert is here:  {address}/\n")
    path = Path(settings.DATA_DIR) / DEMO
    if path.exists():
        demo = json.loads(path.read_text(encoding="utf-8"))
        for who, email, password in demo["sign_ins"]:
            say(f"  {email:<36} {password:<26} {who}")
        for shown, place in demo["places"]:
            say(f"  {shown}: {address}{place}")
    say("\nCtrl-C ends it; nothing is lost.")
