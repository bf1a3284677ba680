"""What a document says that the digest of its version does not cover."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.access import reading_of, visible_versions
from assessments.engine.redact import Reading
from assessments.models import Advice, Decision, Version
from assessments.upstream import built_on
from exports.render.source import HistoryRow, Letterhead, Record, Upstream
from registry.models import User


@dataclass(frozen=True)
class Surroundings:
    """What a document says that the version's own digest does not cover; cheap to read, so the key is too."""

    owner: Letterhead
    state: str
    records: tuple[Record, ...]
    history: tuple[HistoryRow, ...]
    based_on: Upstream | None
    reading: str


def surroundings(version: Version, actor: User) -> Surroundings:
    """What stands around the version for this reader; its records not yet cut to what she is shown."""
    owner = version.assessment.owner
    reading = reading_of(actor, version.assessment)
    return Surroundings(
        owner=Letterhead(owner.name, owner.orgnr, tuple(owner.address.splitlines())),
        state=version.review.state,
        records=_records(version, reading),
        history=_history(version, actor),
        based_on=_based_on(version, actor),
        reading=str(reading),
    )


def _records(version: Version, reading: Reading) -> tuple[Record, ...]:
    """Advice, responses and decisions; outside the owner's people only the decision that put it in force."""
    found: list[Record] = []
    if reading is Reading.FULL:
        for advice in version.advice.select_related("author", "response_author"):
            found += _advice(advice)
    for decision in version.decisions.select_related("author"):
        if reading is Reading.FULL or decision.kind == Decision.Kind.APPROVED:
            found.append(
                Record(
                    "decision",
                    decision.answers,
                    decision.author.name,
                    decision.at.isoformat(),
                    decision.digest,
                    decision.kind,
                    decision.reason,
                )
            )
    return tuple(found)


def _advice(advice: Advice) -> list[Record]:
    records = [Record("advice", advice.answers, advice.author.name, advice.at.isoformat(), advice.digest)]
    if advice.response is not None and advice.response_author and advice.response_at:
        moment = advice.response_at.isoformat()
        records.append(
            Record("response", advice.response, advice.response_author.name, moment, advice.digest)
        )
    return records


def _history(version: Version, actor: User) -> tuple[HistoryRow, ...]:
    """The versions up to this one that the actor may see, oldest first."""
    seen = visible_versions(actor).filter(assessment=version.assessment_id, number__lte=version.number)
    return tuple(
        HistoryRow(v.number, v.created.isoformat(), v.author.name, v.review.state, v.message, v.digest)
        for v in seen.select_related("author", "review").order_by("number")
    )


def _based_on(version: Version, actor: User) -> Upstream | None:
    """The version built on; its title, owner and day only for those who may see it, its digest for all."""
    if version.base is None:
        return None
    told = built_on(version.base, actor)
    if told.seen is None:
        return Upstream("", "", told.number, told.digest, "", told.status.value)
    title, owner, moment = told.seen.head["title"], told.seen.assessment.owner.name, told.seen.head["at"]
    return Upstream(title, owner, told.number, told.digest, moment, told.status.value)
