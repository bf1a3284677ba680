"""What one actor is shown of a draft or a version: content, records and computed answers, redacted as one.

Everything shown to anyone (pages, API, exports) is made from a `View`; nothing else reads content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from assessments.access import SHOWN_STATES, reading_of, visible_versions
from assessments.distance import with_distance
from assessments.engine import completeness, computed, reuse
from assessments.engine.completeness import Problem, SectionCount, Severity
from assessments.engine.content import Content, Value
from assessments.engine.redact import Reading, least, redact
from assessments.engine.schema import Schema, Stage
from assessments.engine.tree import gather
from assessments.engine.withholding import Marks, counted
from assessments.inherited import base_of
from assessments.models import Assessment, BankRow, Draft, Version
from assessments.models.withholding import marks_of
from assessments.records import Answers, approval_of, record_seen, records_of
from assessments.upstream import BuiltOn, built_on
from assessments.wording import reason_of
from registry.errors import Reason
from registry.models import User


@dataclass(frozen=True)
class View:
    """A draft or version as one actor may see it; `base` is what was taken over, as the adopter saw it.

    `withheld` are the marks that withhold from others today, whoever reads.
    """

    assessment: Assessment
    schema: Schema
    full: Content
    reading: Reading
    base: Content | None
    facts: Mapping[str, Value]
    records: Mapping[Stage, Answers]
    withheld: Marks
    version: Version | None = None
    etags: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def content(self) -> Content:
        """The draft's answers with those of the records in their places, redacted for this reading.

        Advice and the answer to it stay with the owner's people; the decision is shown with what it approved.
        """
        answers = {key: value for record in self.shown_records.values() for key, value in record.items()}
        return redact(self.full.with_fields(answers), self.schema, self.reading, self.withheld)

    @cached_property
    def shown_records(self) -> Mapping[Stage, Answers]:
        """The records this reading is shown, each redacted as the content is: an answer stands in both."""
        shown = {stage: given for stage, given in self.records.items() if self._is_shown(stage)}
        return {
            stage: record_seen(given, self.schema, self.reading, self.withheld)
            for stage, given in shown.items()
        }

    @property
    def statement(self) -> Mapping[str, int]:
        """How many things are withheld in what is shown, by ground; nothing for the owner's people."""
        return counted(self.content) if self.reading is not Reading.FULL else {}

    @cached_property
    def computed(self) -> Mapping[str, Value]:
        """Every automatic answer by its path, from what this reading may see."""
        return computed.answers(self.content, self.schema, self.facts)

    @cached_property
    def standing(self) -> reuse.Standing | None:
        """How the content stands to what was taken over; None when nothing was.

        What is written beside rows picked into a content of one's own is compared with nothing.
        """
        if self.base is None:
            return None
        is_fork = self.assessment.upstream_id is not None
        return reuse.standing(self.full, self.base, self.schema, is_whole=is_fork)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way of an approval, and warnings; for the owner's people only."""
        if self.reading is not Reading.FULL:
            return ()
        return completeness.problems(self.full, self.schema, self.base, self.asked_records, self.facts)

    @cached_property
    def counts(self) -> Mapping[str, SectionCount]:
        """How far each section is, by its key."""
        return completeness.section_counts(self.full, self.schema, self.base, self.facts)

    @property
    def percent(self) -> int:
        """Per cent of all that is required that is in place."""
        required = sum(count.required for count in self.counts.values())
        answered = sum(count.required_answered for count in self.counts.values())
        return 100 * answered // required if required else 100

    def _is_shown(self, stage: Stage) -> bool:
        return self.reading is Reading.FULL or stage is Stage.DECISION

    @property
    def asked_records(self) -> Mapping[Stage, Answers]:
        """The records to look for problems in; the decision is looked at when it is made."""
        return {stage: given for stage, given in self.records.items() if stage is not Stage.DECISION}


def read_version(version: Version, actor: User | None, seen_as: str = "") -> View:
    """The version as `actor` may see it; the caller has found it through `access.find_version`.

    `seen_as` is a reading to look through instead, where it shows no more than her own.
    """
    own = reading_of(actor, version.assessment)
    reading = least(own, seen_as) if seen_as else own
    return _view(version, reading, actor if reading is own else None)


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
        withheld=version.marks_now,
        version=version,
    )


def read_draft(draft: Draft, actor: User | None, seen_as: str = "") -> View:
    """The open draft; only the owner's people ever get this far. `seen_as` as `read_version` takes it."""
    assessment, stored = draft.assessment, draft.stored()
    own = reading_of(actor, assessment)
    reading = least(own, seen_as) if seen_as else own
    return View(
        assessment=assessment,
        schema=draft.parsed_schema,
        full=stored.content,
        reading=reading,
        base=base_of(assessment, draft.base, draft.parsed_schema, stored.content),
        facts=facts_of(assessment, None, actor if reading is own else None),
        records={},
        withheld=marks_of(assessment, stored.content, draft.parsed_schema),
        etags=stored.etags,
    )


def read_for_everyone(version: Version) -> View:
    """The version's content in the public reading, whoever asks: what the scenario bank shows and offers."""
    return _alone(version.assessment, version.parsed_schema, version.content, version.marks_now)


def read_bank_rows(rows: Iterable[BankRow]) -> list[View]:
    """Each row alone, in the public reading, from the stored items of its version (one query for all)."""
    return [_row_alone(row, gather(items)) for row, items in BankRow.objects.with_items(rows)]


def _row_alone(row: BankRow, content: Content) -> View:
    schema = row.version.parsed_schema
    return _alone(row.assessment, schema, content, marks_of(row.assessment, content, schema))


def _alone(assessment: Assessment, schema: Schema, content: Content, withheld: Marks) -> View:
    return View(assessment, schema, content, Reading.PUBLIC, None, {}, {}, withheld)


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

    @property
    def is_visible(self) -> bool:
        """Whether more than its number and digest may be told."""
        return self.told.seen is not None


def upstream_of(assessment: Assessment, actor: User | None) -> Upstream | None:
    """What the assessment builds on, how far that has gone on since, and how far this one has."""
    if assessment.upstream_id is None:
        return None
    now = with_distance(Assessment.objects.filter(pk=assessment.pk), actor).get()
    base = Version.objects.get(pk=now.built_on or now.upstream_id)
    return Upstream(told=built_on(base, actor), behind=behind(assessment, actor, base), ahead=now.ahead)
