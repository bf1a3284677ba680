"""The `vurdert` command: starts the machinery, prepares the data, and says what is missing.

vurdert serve        web, worker and scheduler on this machine, under one supervisor
vurdert doctor       what is missing here and how to mend it
vurdert audit verify whether the audit trail is still what was sealed
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from registry import processes
from registry.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")


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

    for name, command in (("serve", serve), ("web", web), ("health", health)):
        _add_address(add(name, command))
    add("worker", worker).add_argument("--processes", type=int, default=1, help="jobs done at once")
    add("scheduler", scheduler)
    add("migrate", migrate)
    add("rebuild", rebuild)
    add("seed", seed).add_argument(
        "--if-empty", action="store_true", help="only when nobody is registered yet"
    )
    ordering = add("export", export)
    ordering.add_argument("version", help="id of a version")
    ordering.add_argument("--format", default="docx", help="docx, pdf, xlsx or json")
    ordering.add_argument("--language", default="nb", choices=["nb", "nn", "en"])
    ordering.add_argument("--by", required=True, help="e-mail address of the person who orders it")
    ordering.add_argument("--to", type=Path, help="file to write; by default the export's own name, here")
    reforming = add("agency", agency)
    reforming.add_argument("deed", choices=["merge", "renumber"], help="merge GONE INTO, or renumber OLD NEW")
    reforming.add_argument("numbers", nargs=2, metavar="ORGNR", help="organisation numbers")
    looking = add("doctor", doctor)
    looking.add_argument("--json", action="store_true", help="as data")
    looking.add_argument("--only", nargs="+", metavar="CHECK", help="these checks, by name")
    _add_audit(add("audit", audit))
    erasing = add("people", people).add_subparsers(title="commands", metavar="", required=True)
    gone = erasing.add_parser("erase", help="replace the name and address of someone who has left")
    gone.add_argument("email", help="her e-mail address")
    commands.add_parser("manage", help="Django's own commands: vurdert manage <command> …")
    return parser


def _add_audit(auditing: argparse.ArgumentParser) -> None:
    deeds = auditing.add_subparsers(title="commands", metavar="", dest="deed", required=True)
    verifying = deeds.add_parser(
        "verify", help="whether the trail is still what was sealed (exit code 1: no)"
    )
    verifying.add_argument("--file", type=Path, help="an exported trail; by default the database")
    verifying.add_argument("--key", action="append", default=[], help="a public key that you trust (hex)")
    verifying.add_argument(
        "--anchor", type=Path, action="append", default=[], help="a seal kept elsewhere: a letter or a log"
    )
    deeds.add_parser("seal", help="seal now, instead of within the hour")
    deeds.add_parser("export", help="write the whole trail to a file").add_argument("to", type=Path)
    deeds.add_parser("protect", help="take a database role's right to change the trail").add_argument("role")


def _add_address(serving: argparse.ArgumentParser) -> None:
    serving.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    serving.add_argument("--host", default=processes.LOOPBACK, help="loopback only, unless another is given")
    serving.add_argument("--processes", type=int, default=2, help="web processes")
    serving.add_argument("--end-with-parent", action="store_true", help="stop when whoever started it ends")


# --- processes ------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> int:
    """Start web, worker and scheduler here; ending this ends all three."""
    if options.end_with_parent:
        end_with_parent()
    if not processes.is_free(options.host, options.port):
        other = options.port + 1
        return _complain(f"Port {options.port} is taken. Choose another: PORT={other} (or --port {other})")
    return processes.serve(options.host, options.port, options.processes, _say)


def web(options: argparse.Namespace) -> int:
    """Start the web processes alone."""
    processes.web(options.host, options.port, options.processes)
    return 0


def health(options: argparse.Namespace) -> int:
    """Ask the web processes whether they serve pages (for container healthchecks)."""
    return 0 if processes.is_served(options.host, options.port) else 1


def worker(options: argparse.Namespace) -> int:
    """Start a worker alone: it does the jobs that are due."""
    processes.worker(options.processes)
    return 0


def scheduler(options: argparse.Namespace) -> int:
    """Start the scheduler alone: it has the queue swept every few seconds."""
    processes.scheduler()
    return 0


# --- data -----------------------------------------------------------------------------------


def migrate(options: argparse.Namespace) -> int:
    """Bring the database up to date, and keep the forms that come with this edition."""
    manage(["migrate", "--no-input", "--verbosity", "0"])
    from django.conf import settings

    return _do_each(settings.AFTER_MIGRATE)


def rebuild(options: argparse.Namespace) -> int:
    """Work out anew what is made from the rest and only kept to be found quickly: the scenario bank."""
    _start_django()
    from django.conf import settings

    return _do_each(settings.REBUILT)


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
    sown = sow()
    if not sown.places:
        return 0  # there were agencies already; what was told of the demo then still stands
    demo = {"sign_ins": [list(one) for one in sown], "places": [list(one) for one in sown.places]}
    target = Path(settings.DATA_DIR) / processes.DEMO
    target.touch(mode=0o600)
    target.write_text(json.dumps(demo, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def export(options: argparse.Namespace) -> int:
    """Order a file of a version, have it made, and write it here."""
    _start_django()
    from registry.errors import Refusal
    from registry.exporting import export_to_file

    asked = {name: getattr(options, name) for name in ("version", "format", "language", "by", "to")}
    try:
        _say(str(export_to_file(**asked)))
    except Refusal as refusal:
        return _complain(f"{refusal.message} {refusal.how}".strip())
    return 0


def audit(options: argparse.Namespace) -> int:
    """Check, seal, export or guard the audit trail."""
    _start_django()
    from registry import auditing

    return getattr(auditing, options.deed)(options, _say)


def people(options: argparse.Namespace) -> int:
    """Erase the name and address of someone who has left."""
    _start_django()
    from registry import auditing

    return auditing.erase_person(options, _say)


def agency(options: argparse.Namespace) -> int:
    """Merge an agency into another, or give it another number; the old number still finds it."""
    _start_django()
    from registry import reform
    from registry.errors import Refusal

    try:
        _say(getattr(reform, options.deed)(*options.numbers))
    except Refusal as refusal:
        reasons = "".join(f"\n  {reason.where}: {reason.message}" for reason in refusal.reasons)
        return _complain(f"{refusal.message} {refusal.how}".strip() + reasons)
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Say what is missing on this machine and how to mend it."""
    from registry.doctor import as_json, examine, report

    with contextlib.suppress(Exception):  # settings that cannot be read show up as findings
        _start_django()
    findings = list(examine(options.only))
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


def _do_each(paths: Sequence[str]) -> int:
    """Have the operator at the machine do each of these actions; a refusal ends it."""
    from registry.errors import Refusal

    for path in paths:
        try:
            _imported(path)(by=None)
        except Refusal as refusal:
            return _complain(f"{refusal.message} {refusal.how}".strip())
    return 0


def _imported(path: str):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(line: str) -> int:
    print(line, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
