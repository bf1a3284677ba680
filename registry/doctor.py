"""What is missing on this machine, and how to mend it. Looks only; changes nothing.

Each check answers with one Finding and never raises; `examine` runs them all.
"""

from __future__ import annotations

import ctypes
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

PANGO = ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
ASSETS = ("designsystemet.css", "theme.css", "designsystemet.js", "inter-latin-400-normal.woff2")
ROOM_NEEDED = 200 * 1024 * 1024  # bytes
WAIT_LONGEST = timedelta(minutes=5)
SEAL_LATEST = timedelta(hours=2)
PYTHON = (3, 11)
MAIL_MEND = "Set EMAIL_URL to your mail server (docs/settings.md)"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `is_needed` False: everything but the named feature works without it."""

    name: str
    is_well: bool
    message: str
    mend: str = ""
    is_needed: bool = True


def python_version() -> Finding:
    """Python 3.11, which the locked packages are for."""
    version = ".".join(map(str, sys.version_info[:3]))
    is_well = sys.version_info[:2] == PYTHON
    return Finding(
        "Python", is_well, version, "" if is_well else "Install Python 3.11 and make a new .venv: make run"
    )


def pango() -> Finding:
    """The libraries that set type in PDF files."""
    missing = [name for name in PANGO if not _loads(name)]
    message = f"missing: {', '.join(missing)}" if missing else "found"
    mend = f"apt-get install {PANGO_PACKAGES}" if missing else ""
    return Finding("PDF (Pango)", not missing, message, mend, is_needed=False)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def assets() -> Finding:
    """Designsystemet's stylesheets and script, and the Inter typeface, in build/assets."""
    from django.contrib.staticfiles import finders

    missing = [name for name in ASSETS if not finders.find(name)]
    message = f"missing: {', '.join(missing)}" if missing else "Designsystemet and Inter are here"
    return Finding("Looks", not missing, message, "make setup" if missing else "")


def translations() -> Finding:
    """Each language in locale/ compiled, and not older than its source."""
    from django.conf import settings

    sources = [
        source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")
    ]
    stale = [source.parts[-3] for source in sources if not _is_compiled(source)]
    if not sources:
        return Finding(
            "Translations", False, "no translations found", "the folder locale/ is missing", is_needed=False
        )
    message = f"not compiled: {', '.join(sorted(set(stale)))}" if stale else f"{len(sources)} compiled"
    return Finding("Translations", not stale, message, "make setup" if stale else "", is_needed=False)


def _is_compiled(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def database() -> Finding:
    """The database answers and every migration is applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    message = f"{len(waiting)} migrations wait" if waiting else f"{connection.vendor}, up to date"
    return Finding("Database", not waiting, message, "vurdert migrate" if waiting else "")


def broker() -> Finding:
    """Whatever wakes the workers answers within a second or two."""
    from registry.celery import app

    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
        connection.default_channel.close()
        return Finding("Broker", True, f"{connection.transport.driver_type} answers")


def queue() -> Finding:
    """Jobs are taken within a few minutes of being due, and none has been given up."""
    from registry.models import Job

    now = timezone.now()
    stuck = Job.objects.due(now - WAIT_LONGEST).count()
    dead = Job.objects.filter(state="dead").count()
    message = (
        f"{stuck} jobs wait and no worker takes them" if stuck else f"no job waits long; {dead} given up"
    )
    return Finding(
        "Queue", not stuck, message, "vurdert serve, or vurdert worker and vurdert scheduler" if stuck else ""
    )


def storage() -> Finding:
    """A file can be written, read back and removed where exports are kept."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    name = default_storage.save(f"doctor/{uuid.uuid4()}", ContentFile(b"vurdert"))
    try:
        with default_storage.open(name) as stored:
            is_same = stored.read() == b"vurdert"
    finally:
        default_storage.delete(name)
    return Finding("File storage", is_same, "writable" if is_same else "gave back something else", "")


def mail() -> Finding:
    """Letters can be sent; without a server notices stand in the inbox only."""
    from django.conf import settings
    from django.core.mail import get_connection

    if not settings.MAIL_IS_ON:
        return Finding("E-mail", False, "off; notices stand in the inbox", MAIL_MEND, is_needed=False)
    with get_connection():
        return Finding("E-mail", True, f"ready; letters are from {settings.DEFAULT_FROM_EMAIL}")


def trail() -> Finding:
    """The audit trail is sealed, guarded by triggers, and signed with a key nobody else can read."""
    from django.conf import settings

    from registry.audit import rights, sealing

    if unguarded := rights.missing_triggers():
        return Finding("Trail", False, f"anyone may change {', '.join(unguarded)}", "vurdert migrate")
    late, key = sealing.unsealed(before=timezone.now() - SEAL_LATEST), Path(settings.SEAL_KEY_FILE)
    if late:
        return Finding(
            "Trail", False, f"{late} events wait to be sealed", "vurdert scheduler, or vurdert audit seal"
        )
    if key.exists() and key.stat().st_mode & 0o077:
        return Finding("Trail", False, f"others can read {key}", f"chmod 600 {key}")
    return Finding("Trail", True, "sealed and guarded")


def trail_rights() -> Finding:
    """On PostgreSQL the role we connect as can add to the trail and not change it."""
    from registry.audit import rights

    held = rights.excess()
    message = f"we could also {held[0]}, and more" if held else "the trail can only be added to"
    mend = "vurdert audit protect <role>, as the tables' owner (docs/audit-trail.md)" if held else ""
    return Finding("Trail rights", not held, message, mend, is_needed=False)


def room() -> Finding:
    """Room left where data and temporary files are written."""
    from django.conf import settings

    places = {str(settings.DATA_DIR): shutil.disk_usage(settings.DATA_DIR).free}
    places[tempfile.gettempdir()] = shutil.disk_usage(tempfile.gettempdir()).free
    full = [f"{place}: {free // 2**20} MB" for place, free in places.items() if free < ROOM_NEEDED]
    message = f"nearly full: {', '.join(full)}" if full else f"{min(places.values()) // 2**20} MB free"
    return Finding("Disk", not full, message, f"Free at least {ROOM_NEEDED // 2**20} MB" if full else "")


CHECKS: dict[str, tuple[Callable[[], Finding], str]] = {
    "Python": (python_version, ""),
    "Disk": (room, "Set DATA_DIR to a folder you can write to"),
    "Database": (database, "Check DATABASE_URL and that the database runs; without it, SQLite is used"),
    "Broker": (broker, "Check REDIS_URL and that Redis runs; without it, a folder is used"),
    "Queue": (queue, "vurdert migrate"),
    "File storage": (storage, "Check DATA_DIR, or S3_BUCKET and the other S3_ variables"),
    "E-mail": (mail, MAIL_MEND),
    "Trail": (trail, "vurdert migrate"),
    "Trail rights": (trail_rights, ""),
    "PDF (Pango)": (pango, f"apt-get install {PANGO_PACKAGES}"),
    "Looks": (assets, "make setup"),
    "Translations": (translations, "make setup"),
}


def examine(only: Collection[str] | None = None) -> Iterator[Finding]:
    """Run every check, or only those named; a check that breaks is itself a finding."""
    for name, (check, mend) in CHECKS.items():
        if only and name not in only:
            continue
        try:
            yield check()
        except Exception as error:  # whatever is wrong is what we were asked to find
            reason = str(error).strip().splitlines() or [type(error).__name__]
            yield Finding(name, False, reason[0], mend)


def report(findings: list[Finding]) -> str:
    """The findings as lines for a terminal."""
    lines = []
    for finding in findings:
        mark = "ok     " if finding.is_well else "MISSING" if finding.is_needed else "without"
        lines.append(f"{mark}  {finding.name}: {finding.message}")
        if not finding.is_well and finding.mend:
            lines.append(f"         to mend it: {finding.mend}")
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> list[dict[str, object]]:
    """The findings as plain data."""
    return [asdict(finding) for finding in findings]
