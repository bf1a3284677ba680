"""`vurdert audit …` and `vurdert people erase`: the trail looked after at the machine itself."""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from registry.audit import checking, files, keys, lines, rights, sealing
from registry.audit.checking import Finding, Trail
from registry.errors import Refusal
from registry.models import Seal, User

Say = Callable[[str], None]

SHOWN = 100  # findings
LATE = timedelta(hours=2)


def verify(options: argparse.Namespace, say: Say) -> int:
    """Say whether the trail still is what was sealed; 0 when it is, 1 with every finding when not."""
    trusted = frozenset(key.lower() for key in options.key)
    try:
        trail = _read(options.file) if options.file else lines.DatabaseTrail()
        anchors = [each for path in _anchor_files(options) for each in files.read_anchors(_text(path))]
    except (OSError, ValueError) as error:
        say(f"cannot be read: {error}")
        return 1
    # No lock: seals are read first, so what is written meanwhile is only more than they cover.
    trusted = trusted or _known_keys(options)
    found = checking.examine(trail, trusted, anchors)
    shown = list(itertools.islice(found, SHOWN))
    more = sum(1 for _finding in found)
    for line in [*_report(shown, more), *_summary(trail, trusted, len(anchors))]:
        say(line)
    return 1 if shown else 0


def seal(options: argparse.Namespace, say: Say) -> int:
    """Seal now what no seal covers yet, instead of within the hour."""
    for made in sealing.seal_all():
        say(f"seal {made.number}: {made.size} events, root {made.root}")
    newest = Seal.objects.order_by("-number").first()
    say(f"sealed up to {newest.number}, public key {newest.key}" if newest else "there is nothing to seal")
    return 0


def export(options: argparse.Namespace, say: Say) -> int:
    """Write the whole trail with its seals to a file that can be verified anywhere."""
    trail = lines.DatabaseTrail()
    target: Path = options.to
    opener = lambda path, flags: os.open(path, flags, 0o600)  # noqa: E731 (it names people's doings)
    with open(target, "w", encoding="utf-8", opener=opener) as file:
        count = files.write_trail(
            file,
            about={"is_whole": True, "made": timezone.now().isoformat()},
            seals=({**each, "entries": list(trail.entries(each["number"]))} for each in trail.seals()),
            events=trail.events(),
        )
    say(f"{target}: {count} events")
    return 0


def protect(options: argparse.Namespace, say: Say) -> int:
    """Take from a PostgreSQL role the right to change or remove events and seals."""
    try:
        rights.protect(options.role)
    except Refusal as refusal:
        say(f"{refusal.message} {refusal.how}".strip())
        return 1
    say(f"{options.role} can read and add events and seals, and neither change nor remove them")
    return 0


def erase_person(options: argparse.Namespace, say: Say) -> int:
    """Replace the name and e-mail address of someone who has left; what she wrote stays (GDPR art. 17)."""
    from registry import actions

    person = User.objects.filter(email=options.email.strip().lower()).first()
    if person is None:
        say(f"Nobody here has the e-mail address {options.email}.")
        return 1
    try:
        erased = actions.erase_person(user=person, by=None)
    except Refusal as refusal:
        say(f"{refusal.message} {refusal.how}".strip())
        return 1
    say(f"Now called: {erased.name}")
    return 0


def _read(path: Path) -> Trail:
    with path.open(encoding="utf-8") as file:
        return files.read_trail(file)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _anchor_files(options: argparse.Namespace) -> list[Path]:
    """Those that were named; for the database itself also the log of seals beside it."""
    from django.conf import settings

    log = Path(settings.SEAL_LOG)
    beside = [log] if options.file is None and log.exists() else []
    return [*options.anchor, *beside]


def _known_keys(options: argparse.Namespace) -> frozenset[str]:
    """What this machine trusts; a file from elsewhere is believed when no key is named, and that is said."""
    return frozenset() if options.file else keys.trusted_keys()


def _report(shown: list[Finding], more: int) -> Iterator[str]:
    yield from (f"{each.code}: {each.where}: {each.message}" for each in shown)
    if more:
        yield f"… and {more} more"
    yield f"THE TRAIL DOES NOT HOLD: {len(shown) + more} findings" if shown else "The trail holds."


def _summary(trail: Trail, trusted: frozenset[str], anchors: int) -> Iterator[str]:
    """How far the verdict reaches."""
    seals: list[Any] = list(trail.seals())
    if not seals:
        yield "No seal covers anything yet: run vurdert audit seal, or leave the scheduler running."
        return
    newest = seals[-1]
    yield f"Sealed up to {newest['number']} ({newest['at']}); held against {anchors} anchors from outside."
    if not trusted:
        named = ", ".join(sorted({str(each["key"]) for each in seals}))
        yield f"No key was named, so compare this one with what you were told: {named}"
    if isinstance(trail, lines.DatabaseTrail):
        late = sealing.unsealed(before=timezone.now() - LATE)
        if late:
            yield f"{late} events older than two hours are under no seal: is sealing off, or are seals gone?"
