"""The `vurdert` command: starts the machinery, prepares the data, and says what is missing.

vurdert serve        web, worker and scheduler on this machine, under one supervisor
vurdert doctor       what is missing here and how to mend it
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

LOOPBACK = "127.0.0.1"
SIGN_INS = "sign-ins.json"  # in DATA_DIR: what `seed` made, so that `serve` can show it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 well, 1 something is wrong, 2 asked wrongly)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["manage"]:  # everything after it belongs to Django
        return manage(words[1:])
    parser = _parser()
    options = parser.parse_args(words)
    if "command" not in options:
        parser.print_help()
        return 0
    return options.command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vurdert", description="A registry of risk analyses and DPIAs.")
    commands = parser.add_subparsers(title="commands", metavar="")

    def add(name: str, command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
        added.set_defaults(command=command)
        return added

    for name, command in (("serve", serve), ("web", web)):
        serving = add(name, command)
        serving.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        serving.add_argument("--host", default=LOOPBACK, help="loopback only unless another address is given")
        serving.add_argument("--processes", type=int, default=2, help="web processes")
        serving.add_argument(
            "--end-with-parent", action="store_true", help="stop when whoever started it ends"
        )
    add("worker", worker).add_argument("--processes", type=int, default=1, help="jobs done at once")
    add("scheduler", scheduler)
    add("migrate", migrate)
    add("seed", seed).add_argument(
        "--if-empty", action="store_true", help="only when nobody is registered yet"
    )
    ordering = add("export", export)
    ordering.add_argument("version", help="id of a version")
    ordering.add_argument("--format", default="docx", help="docx, pdf, xlsx or json")
    ordering.add_argument("--language", default="nb", choices=["nb", "nn", "en"])
    ordering.add_argument("--variant", default="full", help="full, members or public")
    ordering.add_argument("--by", required=True, help="e-mail address of the person who orders it")
    ordering.add_argument("--to", type=Path, help="file to write; by default the export's own name, here")
    add("doctor", doctor).add_argument("--json", action="store_true", help="as data")
    commands.add_parser("manage", help="Django's own commands: vurdert manage <command> …")
    return parser


# --- processes ------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> int:
    """Start web, worker and scheduler here; ending this ends all three."""
    from registry.supervisor import Supervisor, end_with_parent

    if options.end_with_parent:
        end_with_parent()
    if not _is_free(options.host, options.port):
        return _complain(f"Port {options.port} is taken. Choose another: PORT={options.port + 1} (or --port)")
    here = [sys.executable, "-m", "registry.cli"]
    address = ["--host", options.host, "--port", str(options.port), "--processes", str(options.processes)]
    commands = {
        "web": [*here, "web", *address],
        "worker": [*here, "worker"],
        "scheduler": [*here, "scheduler"],
    }
    _say("Starting …")
    return Supervisor(commands, say=_say).run(
        is_ready=lambda: _answers(options.host, options.port),
        when_ready=lambda: _welcome(options.host, options.port),
    )


def web(options: argparse.Namespace) -> int:
    """Start the web processes alone."""
    command = [sys.executable, "-m", "gunicorn", "registry.wsgi:application", "--worker-class", "sync"]
    command += ["--workers", str(options.processes), "--bind", f"{options.host}:{options.port}"]
    command += ["--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning"]
    command += ["--max-requests", "2000", "--max-requests-jitter", "200"]
    os.execv(sys.executable, command)


def worker(options: argparse.Namespace) -> int:
    """Start a worker alone: it does the jobs that are due."""
    from registry.celery import app

    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    pool = ["--pool", "prefork", "--concurrency", str(options.processes)]
    app.worker_main(["--quiet", "worker", *pool, *quiet, "--hostname", "vurdert@%h"])
    return 0


def scheduler(options: argparse.Namespace) -> int:
    """Start the scheduler alone: it has the queue swept every few seconds."""
    from registry.celery import app

    app.start(["--quiet", "beat", "--pidfile=", "--loglevel", "WARNING"])
    return 0


# --- data -----------------------------------------------------------------------------------


def migrate(options: argparse.Namespace) -> int:
    """Bring the database up to date."""
    return manage(["migrate", "--no-input", "--verbosity", "0"])


def seed(options: argparse.Namespace) -> int:
    """Fill the registry with invented agencies, people and assessments to try it on."""
    _start_django()
    from django.conf import settings

    from registry.models import User

    if options.if_empty and User.objects.exists():
        return 0
    try:
        sow = _imported(settings.DEMO_SEED)
    except (ImportError, AttributeError) as error:
        _complain(f"There is no demo data to load here ({error}).")
        return 0 if options.if_empty else 1
    _say("Loading demo data …")
    sign_ins = [{"who": str(who), "email": email, "password": password} for who, email, password in sow()]
    target = Path(settings.DATA_DIR) / SIGN_INS
    target.touch(mode=0o600)
    target.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def export(options: argparse.Namespace) -> int:
    """Order an export, have it made, and write the file here."""
    _start_django()
    from registry.errors import Refusal

    try:
        order = _imported("exports.command.export_to_file")
    except (ImportError, AttributeError) as error:
        return _complain(f"Exports cannot be ordered from here ({error}).")
    try:
        written = order(
            version=options.version,
            format=options.format,
            language=options.language,
            variant=options.variant,
            by=options.by,
            to=options.to,
        )
    except Refusal as refusal:
        return _complain(f"{refusal.message} {refusal.how}".strip())
    _say(str(written))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Say what is missing on this machine and how to mend it."""
    from registry.doctor import as_json, examine, report

    with contextlib.suppress(Exception):  # settings that cannot be read show up as findings
        _start_django()
    findings = list(examine())
    _say(json.dumps(as_json(findings), indent=1) if options.json else report(findings))
    return 1 if any(finding.is_needed and not finding.is_well for finding in findings) else 0


def manage(words: Sequence[str]) -> int:
    """Pass the words on to Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vurdert manage", *words])
    return 0


# --- the small print ------------------------------------------------------------------------


def _start_django() -> None:
    import django

    django.setup()


def _imported(path: str):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(line: str) -> int:
    print(line, file=sys.stderr, flush=True)
    return 1


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=1):
            return True
    except urllib.error.HTTPError:
        return True  # it answers, if not happily: `vurdert doctor` knows more
    except OSError:
        return False


def _welcome(host: str, port: int) -> None:
    from django.conf import settings

    _say(f"\nVurdert is here:  http://{host}:{port}/\n")
    with contextlib.suppress(FileNotFoundError):
        sign_ins = json.loads((Path(settings.DATA_DIR) / SIGN_INS).read_text(encoding="utf-8"))
        for one in sign_ins:
            _say(f"  {one['email']:<40} {one['password']:<24} {one['who']}")
    _say("\nCtrl-C ends it; nothing is lost.")


if __name__ == "__main__":
    sys.exit(main())
