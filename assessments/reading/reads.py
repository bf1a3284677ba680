"""Making the `View` that an actor gets of a draft or a version, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.access import SHOWN_STATES, eyes_of, reading_of, visible_versions
from assessments.distance import with_distance
from assessments.engine.completeness import Severity
from assessments.engine.content import Content, Value
from assessments.engine.redact import Reading
from assessments.engine.schema import Stage
from assessments.engine.tree import gather
from assessments.inherited import base_of
from assessments.models import Advice, Assessment, BankRow, Decision, Draft, Version
from assessments.reading.view import Answers, View
from assessments.upstream import BuiltOn, built_on
from assessments.wording import reason_of
from registry.access import policy
from registry.access.permissions import Permission
from registry.audit import note_read
from registry.errors import Reason
from registry.models import User


def read_version(version: Version, actor: User | None) -> View:
    """The version as `actor` may see it; the caller has found it through `access.find_version`.

    That she has read it is told once a day in the owner's trail, unless she sees what everyone sees.
    """
    tell_of_reading(version, reading_of(actor, version.assessment), actor)
    return view_version(version, actor)


def view_version(version: Version, actor: User | None) -> View:
    """The same where nobody reads: for counts and weights, which say nothing that anyone wrote."""
    return _view(version, reading_of(actor, version.assessment), actor)


def tell_of_reading(version: Version, reading: Reading, actor: User | None) -> None:
    """Leave an event of who reads more than the public may, and for which agencies; or raise Unavailable."""
    if reading is Reading.PUBLIC:
        return
    assessment = version.assessment
    note_read(
        "version_read", assessment, actor, assessment.owner, thing=version.pk, version=version.number,
        reading=str(reading), readers=sorted(map(str, policy.agencies_with(actor, Permission.VIEW))),
    )  # fmt: skip


def _view(version: Version, reading: Reading, actor: User | None) -> View:
    assessment, content = version.assessment, version.content
    return View(
        assessment=assessment,
        schema=version.parsed_schema,
        full=content,
        reading=reading,
        base=base_of(assessment, version.base, version.parsed_schema, content, version.created),
        facts=facts_of(assessment, version, actor),
        records=records_of(version),
        version=version,
        language=version.language,
        base_language=version.base.language if version.base else "",
    )


def read_draft(draft: Draft, actor: User | None) -> View:
    """The open draft; only the owner's people ever get this far."""
    assessment, stored = draft.assessment, draft.stored()
    return View(
        assessment=assessment,
        schema=draft.parsed_schema,
        full=stored.content,
        reading=reading_of(actor, assessment),
        base=base_of(assessment, draft.base, draft.parsed_schema, stored.content),
        facts=facts_of(assessment, None, actor),
        records={},
        etags=stored.etags,
        language=draft.language,
        base_language=draft.base.language if draft.base else "",
    )


def read_for_everyone(version: Version) -> View:
    """The version's content in the public reading, whoever asks: what the scenario bank shows and offers."""
    return _alone(version, version.content)


def read_bank_rows(rows: Iterable[BankRow]) -> list[View]:
    """Each row alone, in the public reading, from the stored items of its version (one query for all)."""
    return [_alone(row.version, gather(items)) for row, items in BankRow.objects.with_items(rows)]


def _alone(version: Version, content: Content) -> View:
    """Content of a version in the public reading, without anything that stands around it."""
    return View(
        version.assessment, version.parsed_schema, content, Reading.PUBLIC, None, {}, {},
        language=version.language,
    )  # fmt: skip


def records_of(version: Version) -> dict[Stage, Answers]:
    """The newest advice, the answer to it, and the approving decision, by stage; absent ones are left out."""
    records: dict[Stage, Answers] = {}
    advice = version.advice.order_by("-at", "-pk").first()
    if advice is not None:
        records[Stage.ADVICE] = advice.answers
    if advice is not None and advice.response is not None:
        records[Stage.RESPONSE] = advice.response
    decision = approval_of(version)
    if decision is not None:
        records[Stage.DECISION] = decision.answers
    return records


def approval_of(version: Version) -> Decision | None:
    """The decision that put the version in force, if one did."""
    return version.decisions.filter(kind=Decision.Kind.APPROVED).select_related("author").first()


def facts_of(assessment: Assessment, version: Version | None, actor: User | None) -> dict[str, Value]:
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


def newest_advice(version: Version) -> Advice | None:
    """The advice that counts: the newest one given on exactly this version."""
    return version.advice.select_related("author", "response_author").order_by("-at", "-pk").first()
