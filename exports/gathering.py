"""From one text to what its document is made of: its content and all around it, as one may see both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.access import reading_of, visible_versions
from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import Standing, seen_of_both, standing
from assessments.engine.schema import Schema
from assessments.engine.withholding import moved_marks
from assessments.models import Advice, Assessment, Decision, Version
from assessments.reading import View, read_version
from assessments.records import approval_of, record_seen
from assessments.upstream import built_on
from exports.models import DraftState, Frozen
from exports.render.source import DRAFT, Covered, HistoryRow, Letterhead, Record, Source, Upstream
from registry.models import User


@dataclass(frozen=True)
class Surroundings:
    """What a document says that the text's own digest does not cover; cheap to read, so the key is too."""

    owner: Letterhead
    state: str
    reading: str
    records: tuple[Record, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    based_on: Upstream | None = None


def surroundings(side: Frozen, actor: User) -> Surroundings:
    """What stands around it now; around a draft there is nothing but whose it is."""
    owner, reading = letterhead(side.assessment), reading_of(actor, side.assessment)
    if isinstance(side, DraftState):
        return Surroundings(owner, DRAFT, str(reading))
    return Surroundings(
        owner=owner,
        state=side.review.state,
        reading=str(reading),
        records=_records(side, reading),
        history=_history(side, actor, reading),
        based_on=_based_on(side, actor),
    )


def letterhead(assessment: Assessment) -> Letterhead:
    """The owning agency as it stands on the title page."""
    owner = assessment.owner
    return Letterhead(owner.name, owner.orgnr, tuple(owner.address.splitlines()))


def gather(version: Version, around: Surroundings, actor: User, language: str) -> Source:
    """Everything the document needs, cut to what the actor may see; so too the words of upstream."""
    view = read_version(version, actor)
    approval = approval_of(version)
    stands, base = _against_upstream(version, view, around.based_on, actor)
    return Source(
        kind=version.assessment.kind,
        title=version.head["title"],
        language=language,
        owner=around.owner,
        content=view.content,
        schema=view.schema,
        number=version.number,
        state=around.state,
        digest=version.digest,
        moment=version.head["at"],
        solutions=_solutions(view),
        computed=view.computed,
        records=tuple(_as_shown(record, view) for record in around.records),
        history=around.history,
        standing=stands,
        base=base,
        based_on=around.based_on,
        licence=version.head["licence"],
        approved_by=approval.author.name if approval else "",
        approved_at=approval.at.isoformat() if approval else "",
        reading=around.reading,
        names=_names(view),
        written_in=version.language,
    )


def _as_shown(record: Record, view: View) -> Record:
    """The record with the answers its reader is shown."""
    return replace(record, answers=record_seen(record.answers, view.schema, view.reading, view.withheld))


def _still_shown(taken: Content, base: Version, schema: Schema, actor: User) -> Content:
    """What was taken over, but for what its owner withholds from the actor today."""
    if reading_of(actor, base.assessment) is Reading.FULL:
        return taken
    marks = moved_marks(base.marks_now, base.parsed_schema, schema)
    return redact(taken, schema, Reading.MEMBERS, marks)


def _against_upstream(
    version: Version, view: View, based_on: Upstream | None, actor: User
) -> tuple[Standing | None, Content | None]:
    """How it stands to what it was built on, and the words there.

    The owner's people may always read what they took over, as its forker saw it, but for what has been
    withheld there since. Others are shown the comparison when they may see both sides, cut to what they see
    of each: what is alike gives it away too.
    """
    if version.base is None:
        return view.standing, view.base
    if view.reading is Reading.FULL:
        taken = view.base and _still_shown(view.base, version.base, view.schema, actor)
        return view.standing, taken
    if based_on is None or not based_on.title:
        return None, None
    ours, theirs = seen_of_both(view.content, version.base.travelling(view.reading))
    return standing(ours, theirs, view.schema), theirs


def _solutions(view: View) -> tuple[Covered, ...]:
    cells = [row.fields for row in view.content.rows.get("solutions", ())]
    named = [(fields.get("solution"), str(fields.get("version") or "")) for fields in cells]
    return tuple(
        Covered(solution["label"], number) for solution, number in named if isinstance(solution, Mapping)
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


def _history(version: Version, actor: User, reading: Reading) -> tuple[HistoryRow, ...]:
    """The versions up to this one that the actor may see, oldest first.

    Who submitted one, and what she then told the reviewers, is for the owner's people.
    """
    is_own = reading is Reading.FULL
    seen = visible_versions(actor).filter(assessment=version.assessment_id, number__lte=version.number)
    return tuple(
        HistoryRow(
            number=each.number,
            moment=each.created.isoformat(),
            who=each.author.name if is_own else "",
            state=each.review.state,
            message=each.message if is_own else "",
            digest=each.digest,
        )
        for each in seen.select_related("author", "review").order_by("number")
    )


def _based_on(version: Version, actor: User) -> Upstream | None:
    """The version built on; its title, owner and day only for those who may see it, its digest for all."""
    if version.base is None:
        return None
    told = built_on(version.base, actor)
    if told.seen is None:
        return Upstream("", "", told.number, told.digest, "", told.status.value)
    title, owner, moment = told.seen.head["title"], told.seen.assessment.owner.name, told.seen.head["at"]
    return Upstream(title, owner, told.number, told.digest, moment, told.status.value, told.seen.language)


def _names(view: View) -> dict[str, str]:
    """Names for the ids that stand in content: who confirmed what."""
    ids = {confirmation.by for confirmation in view.content.confirmations.values() if confirmation.by}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)} if ids else {}
