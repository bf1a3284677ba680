"""What may be said of the version something was built on, after it was withdrawn or shown to fewer people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assessments.access import SHOWN_STATES, Guest, circle_of, visible_versions
from assessments.lifecycle import State
from assessments.models import Version
from registry.models import User


class SourceStatus(StrEnum):
    """How the version built on stands to one reader; `WITHDRAWN` is told only to whom it was shown."""

    VISIBLE = "visible"
    WITHDRAWN = "withdrawn"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class BuiltOn:
    """The version built on: number and digest for all, the version itself (`seen`) for who may see it."""

    number: int
    digest: str
    status: SourceStatus
    seen: Version | None


def built_on(base: Version, actor: User | Guest | None) -> BuiltOn:
    """What `actor` is told of the version something was built on; the one place that decides it."""
    found = Version.objects.select_related("assessment__owner", "review").get(pk=base.pk)
    is_seen = visible_versions(actor).filter(pk=base.pk).exists()
    return BuiltOn(found.number, found.digest, _status(found, actor, is_seen), found if is_seen else None)


def _status(version: Version, actor: User | Guest | None, is_seen: bool) -> SourceStatus:
    if _is_withdrawn(version) and (is_seen or _was_shown(version, actor)):
        return SourceStatus.WITHDRAWN
    return SourceStatus.VISIBLE if is_seen else SourceStatus.NOT_SHOWN


def _was_shown(version: Version, actor: User | Guest | None) -> bool:
    """Whether the owner would show it to the actor, were it in force."""
    source = version.assessment
    return source.shows_number(version.number) and circle_of(source).holds(actor)


def _is_withdrawn(version: Version) -> bool:
    """Taken back itself, or once in force in an assessment of which nothing is in force any more."""
    nothing_in_force = version.assessment.current_id is None and version.review.state in SHOWN_STATES
    return version.review.state == State.WITHDRAWN or nothing_in_force
