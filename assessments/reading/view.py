"""A draft or a version as one actor may see it: content, records and computed answers, redacted as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assessments.engine import completeness, computed, reuse
from assessments.engine.completeness import Problem, SectionCount
from assessments.engine.content import Content, Value
from assessments.engine.redact import Reading, redact
from assessments.engine.schema import Schema, Stage
from assessments.engine.withholding import Marks, counted
from assessments.models import Assessment, Version
from assessments.records import Answers, record_seen


@dataclass(frozen=True)
class View:
    """A draft or version as one actor may see it; `base` is what was taken over, as the adopter saw it.

    `language` is what it is written in, `base_language` the original's ("" without one). `withheld` are
    the marks that withhold from others today, whoever reads.
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
    language: str = ""
    base_language: str = ""

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
        return {
            stage: record_seen(given, self.schema, self.reading, self.withheld)
            for stage, given in self.records.items()
            if self._is_shown(stage)
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

    def written_in(self, path: str) -> str:
        """The language of an answer or a row: the original's where its words stand untouched (WCAG 3.1.2).

        Told apart for the owner's people alone, for what is alike tells of the original.
        """
        standing = self.standing if self.base_language and self.reading is Reading.FULL else None
        if standing is None or standing.units.get(path) is not reuse.Status.IDENTICAL:
            return self.language
        collection, _slash, row_id = path.partition("/")
        row = self.full.row(collection, row_id) if row_id else None
        is_ours = row is not None and reuse.has_local(row, self.schema.field(collection))
        return self.language if is_ours else self.base_language

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
