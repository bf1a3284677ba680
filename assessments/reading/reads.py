"""Making the `View` that an actor gets of a draft or a version, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.access import SHOWN_STATES, Guest, eyes_of, reading_of, visible_versions
from assessments.distance import with_distance
from assessments.engine.completeness import Severity
from assessments.engine.content import Content, Value
from assessments.engine.redact import Reading, least
from assessments.engine.schema import Stage
from assessments.engine.tree import gather
from assessments.engine.withholding import Marks
from assessments.inherited import base_of
from assessments.models import Assessment, BankRow, Draft, Version, Visibility
from assessments.models.withholding import marks_of
from assessments.reading.view import View
from assessments.records import Answers, approval_of, records_of
from assessments.upstream import BuiltOn, built_on
from assessments.wording import reason_of
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import note_read
from registry.errors import Reason
from registry.models import User


def read_version(version: Version, actor: User | Guest | None, seen_as: str = "") -> View:
    """The version as `actor` may see it; the caller has found it through `access.find_version`.

    `seen_as` is a reading to look through instead, where it shows no more than her own. That she has read it
    is told once a day in the owner's trail, unless she sees what everyone sees. Of a guest it is told
    through which link.
    """
    tell_of_reading(version, reading_of(actor, version.assessment), actor)
    return view_version(version, actor, seen_as)


def view_version(version: Version, actor: User | Guest | None, seen_as: str = "") -> View:
    """The same where nobody reads: for counts and weights, which say nothing that anyone wrote."""
    reading, actor = _seen_through(version.assessment, actor, seen_as)
    return _view(version, reading, actor)


def _seen_through(
    assessment: Assessment, actor: User | Guest | None, seen_as: str
) -> tuple[Reading, User | Guest | None]:
    """The reading to show, and for whom: nobody in particular when it is not the actor's own."""
    own = reading_of(actor, assessment)
    reading = least(own, seen_as) if seen_as else own
    return reading, actor if reading is own else None


def tell_of_reading(version: Version, reading: Reading, actor: User | Guest | None) -> None:
    """Leave an event of who reads more than everyone may, and on whose behalf; or raise Unavailable."""
    if isinstance(actor, Guest):
        who, told = actor.person, {"link": actor.link.pk, **({} if actor.person else {"anonymous": True})}
    elif reading is Reading.PUBLIC:
        return
    else:
        who, told = actor, {"readers": sorted(map(str, policy.agencies_with(actor, Permission.VIEW)))}
    assessment = version.assessment
    note_read(
        "version_read", assessment, who, assessment.owner, thing=version.pk, version=version.number,
        reading=str(reading), **told,
    )  # fmt: skip


def _view(version: Version, reading: Reading, actor: User | Guest | None) -> View:
    assessment, content = version.assessment, version.content
    return View(
        assessment=assessment,
        schema=version.parsed_schema,
        full=content,
        reading=reading,
        base=base_of(assessment, version.base, version.parsed_schema, content, version.created),
        facts=facts_of(assessment, version, actor),
        records=records_of(version),
        withheld=version.marks_now,
        version=version,
        language=version.language,
        base_language=version.base.language if version.base else "",
    )


def read_draft(draft: Draft, actor: User | None, seen_as: str = "") -> View:
    """The open draft; only the owner's people ever get this far. `seen_as` as `read_version` takes it."""
    assessment, stored = draft.assessment, draft.stored()
    reading, actor = _seen_through(assessment, actor, seen_as)
    return View(
        assessment=assessment,
        schema=draft.parsed_schema,
        full=stored.content,
        reading=reading,
        base=base_of(assessment, draft.base, draft.parsed_schema, stored.content),
        facts=facts_of(assessment, None, actor),
        records={},
        withheld=marks_of(assessment, stored.content, draft.parsed_schema),
        etags=stored.etags,
        language=draft.language,
        base_language=draft.base.language if draft.base else "",
    )


def read_for_everyone(version: Version) -> View:
    """The version's content in the public reading, whoever asks: what the scenario bank shows and offers."""
    return _alone(version, version.content, version.marks_now)


def read_for_circle(thing: Version | Draft, circle: str, decision: Answers | None = None) -> Content:
    """What a wider circle would read of a version or a draft, with the decision that is about to be made.

    The one place that says which reading a circle gets, for what must be looked at before it gets it.
    """
    reading = Reading.PUBLIC if circle == Visibility.PUBLIC else Reading.MEMBERS
    content = thing.content if isinstance(thing, Version) else thing.stored().content
    records = records_of(thing) if isinstance(thing, Version) else {}
    if decision is not None:
        records[Stage.DECISION] = decision
    marks = marks_of(thing.assessment, content, thing.parsed_schema)
    return View(thing.assessment, thing.parsed_schema, content, reading, None, {}, records, marks).content


def read_bank_rows(rows: Iterable[BankRow]) -> list[View]:
    """Each row alone, in the public reading, from the stored items of its version (one query for all)."""
    return [_row_alone(row, gather(items)) for row, items in BankRow.objects.with_items(rows)]


def _row_alone(row: BankRow, content: Content) -> View:
    return _alone(row.version, content, marks_of(row.assessment, content, row.version.parsed_schema))


def _alone(version: Version, content: Content, withheld: Marks) -> View:
    """Content of a version in the public reading, without anything that stands around it."""
    return View(
        version.assessment, version.parsed_schema, content, Reading.PUBLIC, None, {}, {}, withheld,
        language=version.language,
    )  # fmt: skip


def facts_of(assessment: Assessment, version: Version | None, actor: User | Guest | None) -> dict[str, Value]:
    """What the form's automatic answers are told: owner, what it builds on, who approved it and when.

    The title of what it builds on is named only to those who may see that; its number and digest to all.
    """
    facts: dict[str, Value] = {"owner": f"{assessment.owner.name} ({assessment.owner.orgnr})"}
    facts["upstream"] = None  # single rows taken over make no fork, so reuse as a whole is not asked about
    if assessment.upstream_id:
        told = built_on(assessment.upstream, actor)
        title = f"{told.seen.head['title']}, " if told.seen else ""
        facts["upstream"] = f"{title}v{told.number} ({told.digest[:12]})"
    approval = approval_of(version) if version else None
    if approval is not None:
        facts["approver"] = approval.author.name
        facts["approved_at"] = approval.at.date().isoformat()
    return facts


def reasons_against(version: Version) -> list[Reason]:
    """Every reason why this version cannot be approved now, located; empty when it can."""
    view = _view(version, Reading.FULL, actor=None)
    found = [reason_of(p) for p in view.problems if p.severity is Severity.ERROR]
    return [*found, *_missing_records(view)]


def _missing_records(view: View) -> list[Reason]:
    asked = {field.stage for field in view.schema.fields.values() if field.required}
    missing = []
    if Stage.ADVICE in asked and Stage.ADVICE not in view.records:
        missing.append(
            Reason(
                "advice.absent",
                _("The data protection officer has not advised on this version (GDPR art. 35(2))."),
                how=_("Ask the data protection officer for advice."),
            )
        )
    elif Stage.RESPONSE in asked and Stage.RESPONSE not in view.records:
        missing.append(
            Reason(
                "advice.unanswered",
                _("The advice has not been answered."),
                how=_("Say how the advice was followed, or why not."),
            )
        )
    return missing


def behind(assessment: Assessment, actor: User | None, base: Version | None) -> list[Version]:
    """Versions the upstream has approved since `base` that `actor` may see, newest first."""
    if base is None:
        return []
    newer = visible_versions(actor).filter(
        assessment=base.assessment_id, number__gt=base.number, review__state__in=SHOWN_STATES
    )
    return list(newer.order_by("-number"))


@dataclass(frozen=True)
class Upstream:
    """The version built on as one reader may know it, and how far both sides have gone since."""

    told: BuiltOn
    behind: list[Version]
    ahead: int
    weight: str | None

    @property
    def is_visible(self) -> bool:
        """Whether more than its number and digest may be told."""
        return self.told.seen is not None


def upstream_of(assessment: Assessment, actor: User | None) -> Upstream | None:
    """What the assessment builds on, how far that has gone on since, and how far this one has."""
    if assessment.upstream_id is None:
        return None
    now = with_distance(Assessment.objects.filter(pk=assessment.pk), eyes_of(actor)).get()
    base = Version.objects.get(pk=now.built_on or now.upstream_id)
    return Upstream(built_on(base, actor), behind(assessment, actor, base), now.ahead, now.weight)
