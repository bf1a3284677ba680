"""What stands between a draft and an approval, and what may not be saved at all, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from . import computed, coverage
from .computed import Facts
from .content import EMPTY, ConfirmationState, Content, Path, Row, Value, is_answered
from .form import Code, Field, Stage
from .reuse import standing
from .risk import NOT_RELEVANT, rising
from .schema import Schema, Section
from .values import blocks, fault_in

Fields = Mapping[str, Value]
Records = Mapping[Stage, Fields]
"""The answers of each record that is to be looked at; a stage that is not there is not asked for."""


class Severity(StrEnum):
    """An error stands in the way; a warning is shown and may be left."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where, a stable code, what the message needs to name, and how grave it is.

    Codes beside those of `values.fault_in`: missing, too_few_rows {least}, unconfirmed, reason_missing,
    unknown_field, computed_field, elsewhere {stage}, rises (a warning), decision_does_not_approve,
    topic_open, topic_without_scenario, topic_absent {topic}, mandatory_removed {title}.
    """

    path: Path
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class SectionCount:
    """How far a section of the draft is: its questions and answers, what is required and in place."""

    key: str
    questions: int
    answered: int
    required: int
    required_answered: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, of what is required that is in place; 100 when nothing is required."""
        return 100 * self.required_answered // self.required if self.required else 100


def validate_fields(section: str, fields: Fields, schema: Schema) -> tuple[Problem, ...]:
    """What in these answers of one section must not be saved; missing answers are no problem yet.

    Raises KeyError for an unknown section.
    """
    questions = {each.key: each for each in schema.section(section).fields}
    return tuple(_malformed(fields, questions, schema, EMPTY, prefix=""))


def validate_row(
    collection: str, fields: Fields, schema: Schema, content: Content, row: str = "new"
) -> tuple[Problem, ...]:
    """What in these cells of row `row` must not be saved into `content`; missing cells are no problem yet.

    Raises KeyError for an unknown collection.
    """
    columns = schema.field(collection).columns_by_key
    return tuple(_malformed(fields, columns, schema, content, prefix=f"{collection}/{row}/"))


def problems_in_record(stage: Stage, answers: Fields, schema: Schema) -> tuple[Problem, ...]:
    """What is missing or wrong in a record beside the version: the advice, the response or the decision."""
    questions = {each.key: each for each in schema.fields.values() if each.stage is stage}
    found = [*_malformed(answers, questions, schema, EMPTY, "", stage), *_missing(answers, questions, "")]
    refused = [
        Problem(key, "decision_does_not_approve", {"value": answers[key]})
        for key, question in questions.items()
        if (code := _code(answers.get(key), question, schema)) and code.extra.get("approves") is False
    ]
    return (*found, *refused)


def stops_storing(content: Content, schema: Schema) -> tuple[Problem, ...]:
    """The answers that say this assessment must not be kept here at all (classified information)."""
    return tuple(
        Problem(key, "blocked")
        for key, value in content.fields.items()
        if blocks(value, schema.field(key), schema)
    )


def problems(
    content: Content,
    schema: Schema,
    base: Content | None = None,
    records: Records | None = None,
    facts: Facts | None = None,
) -> tuple[Problem, ...]:
    """Everything that stands in the way of approval, and the warnings, in the order of the form.

    `base` is the upstream content this builds on; `records` the advice, response and decision to look at;
    `facts` what `computed.answers` is told. Give it the owner's full content, never a redacted one.
    """
    given = _given(content, schema, base, facts)
    found = [each for section in schema.sections for each in _in_section(section, content, schema, given)]
    found += _unconfirmed(content, base, schema)
    found += (Problem(*gap) for gap in coverage.taken_out(content, base or EMPTY, schema))
    found += (Problem(path, "rises", {}, Severity.WARNING) for path in rising(content, schema))
    for stage, answers in (records or {}).items():
        found += problems_in_record(stage, answers, schema)
    place = {key: number for number, key in enumerate(schema.fields)}
    return tuple(sorted(found, key=lambda each: place.get(each.path.split("/", 1)[0], len(place))))


def section_counts(
    content: Content, schema: Schema, base: Content | None = None, facts: Facts | None = None
) -> Mapping[str, SectionCount]:
    """How far each section of the draft is, by its key; a table is in place when its rows are complete."""
    given = _given(content, schema, base, facts)
    return {section.key: _count(section, content, schema, given) for section in schema.sections}


def _count(section: Section, content: Content, schema: Schema, given: Fields) -> SectionCount:
    asked = [each for each in section.fields if each.is_stored]
    required = [each.key for each in asked if _is_required(each, given)]
    wrong = {each.path.split("/", 1)[0] for each in _in_section(section, content, schema, given)}
    return SectionCount(
        key=section.key,
        questions=len(asked),
        answered=sum(is_answered(content.fields.get(each.key)) or each.key in content.rows for each in asked),
        required=len(required),
        required_answered=len(set(required) - wrong),
    )


def _in_section(section: Section, content: Content, schema: Schema, given: Fields) -> Iterator[Problem]:
    questions = {each.key: each for each in section.fields if each.is_stored and not each.columns}
    fields = {key: content.fields[key] for key in questions if key in content.fields}
    yield from _malformed(fields, questions, schema, content, "")
    yield from _missing(given, questions, "")
    for table in section.fields:
        if table.key in schema.collections:
            yield from _in_table(table, content, schema, _is_required(table, given))
        if table.entity == coverage.ENTITY:
            yield from (Problem(*gap) for gap in coverage.gaps(content, schema))


def _in_table(table: Field, content: Content, schema: Schema, is_required: bool) -> Iterator[Problem]:
    rows = content.rows.get(table.key, ())
    least = max(table.min_rows, 1) if is_required else 0
    if not rows and is_required:
        yield Problem(table.key, "missing")
    elif len(rows) < least:
        yield Problem(table.key, "too_few_rows", {"least": least})
    for row in rows:
        prefix = f"{table.key}/{row.id}/"
        yield from _malformed(row.fields, table.columns_by_key, schema, content, prefix)
        yield from _missing_in_row(row, table, content, prefix)


def _missing_in_row(row: Row, table: Field, content: Content, prefix: str) -> Iterator[Problem]:
    """Missing cells; a row that is not relevant here only owes the reason why."""
    decision = content.confirmations.get(f"{table.key}/{row.id}")
    if decision and decision.state is ConfirmationState.NOT_RELEVANT:
        return
    columns = table.columns_by_key
    if row.fields.get(NOT_RELEVANT) is True:
        columns = {key: each for key, each in columns.items() if each.required_if}
    yield from _missing(row.fields, columns, prefix)


def _malformed(
    fields: Fields,
    questions: Mapping[str, Field],
    schema: Schema,
    content: Content,
    prefix: str,
    stage: Stage = Stage.DRAFT,
) -> Iterator[Problem]:
    for key, value in fields.items():
        question = questions.get(key)
        if question is None:
            yield Problem(prefix + key, "unknown_field")
        elif question.auto:
            yield Problem(prefix + key, "computed_field")
        elif question.stage is not stage:
            yield Problem(prefix + key, "elsewhere", {"stage": question.stage.value})
        elif fault := fault_in(value, question, schema, content):
            yield Problem(prefix + key, *fault)


def _missing(given: Fields, questions: Mapping[str, Field], prefix: str) -> Iterator[Problem]:
    for key, question in questions.items():
        if not question.auto and _is_required(question, given) and not is_answered(given.get(key)):
            yield Problem(prefix + key, "missing")


def _is_required(question: Field, given: Fields) -> bool:
    condition = question.required_if
    if question.required or condition is None:
        return question.required
    return condition.holds(given.get(condition.field))


def _code(value: Value, question: Field, schema: Schema) -> Code | None:
    if not isinstance(value, str) or not question.codelist or value not in schema.codelist(question.codelist):
        return None
    return schema.codelist(question.codelist).code(value)


def _given(content: Content, schema: Schema, base: Content | None, facts: Facts | None) -> dict[str, Value]:
    """The answers of the draft with the automatic ones; that there is a base answers `upstream`."""
    told: Facts = {"upstream": True if base else None, **(facts or {})}
    return {**content.fields, **computed.answers(content, schema, told)}


def _unconfirmed(content: Content, base: Content | None, schema: Schema) -> Iterator[Problem]:
    """Inherited proposals nobody has decided about, and "not relevant here" without a reason (R8)."""
    if base is not None:
        yield from (Problem(path, "unconfirmed") for path in standing(content, base, schema).awaiting)
    for path, decision in content.confirmations.items():
        if decision.state is ConfirmationState.NOT_RELEVANT and not decision.reason.strip():
            yield Problem(path, "reason_missing")
