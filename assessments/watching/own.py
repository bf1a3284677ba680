"""Which of one's own approved conclusions are touched by what has happened upstream since."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.access import reading_of
from assessments.engine.content import Path
from assessments.engine.redact import Reading
from assessments.engine.touched import resting, touched
from assessments.models import Version
from registry.models import User

_NARROWEST = (Reading.PUBLIC, Reading.MEMBERS, Reading.FULL)


@dataclass(frozen=True)
class Touch:
    """A place of one's own whose counterpart upstream has changed, and one's conclusions that rest on it."""

    path: Path
    conclusions: tuple[Path, ...]


def touched_by(newer: Version, ours: Version, actor: User | None) -> tuple[Touch, ...]:
    """What of `ours`, a version built on another, the upstream's `newer` version touches; for its owner only.

    Both upstream versions are read as the narrower of the one who forked and `actor`, so that a difference
    never tells of what is withheld from her.
    """
    base = ours.base
    if base is None or reading_of(actor, ours.assessment) is not Reading.FULL:
        return ()
    readings = (ours.assessment.upstream_reading, reading_of(actor, newer.assessment))
    reading = next(each for each in _NARROWEST if each in readings)
    before, after = base.travelling(reading), newer.travelling(reading)
    paths = touched(ours.content, before, after, ours.parsed_schema)
    return tuple(Touch(path, on) for path, on in resting(ours.content, paths, ours.parsed_schema).items())
