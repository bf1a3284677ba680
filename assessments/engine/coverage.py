"""Which events a form says must be considered, which of them apply, and how each has been answered for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .content import ConfirmationState, Content, Path, Row, Value, Withheld
from .form import Code, Condition, Field
from .risk import NOT_RELEVANT
from .schema import Schema

ENTITY, SCENARIO = "coverage", "scenario"
TOPIC, ANSWER, SCENARIOS, REASON = "topic", "answer", "scenarios", "coverage_reason"
"""The columns of the table whose rows answer for the topics."""
INCLUDED, SET_ASIDE = "included", "not_relevant"
MANDATORY = "mandatory"
"""The column by which a publisher says that adopters must consider a scenario."""

Gap = tuple[Path, str, Mapping[str, Any]]
"""Where something is missing, its code, and what the message names."""


class Answered(StrEnum):
    """How a topic has been answered for; OPEN also when what it names does not hold."""

    OPEN = "open"
    INCLUDED = "included"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True)
class Covered:
    """One topic: whether it applies, how it is answered, its row, and the relevant scenarios that names."""

    topic: Code
    applies: bool
    answered: Answered
    row: Row | None
    scenarios: tuple[str, ...]


def topics(schema: Schema) -> tuple[Code, ...]:
    """The topics of the form in the order of their list; none when the form has no such table."""
    table = _table(schema)
    return schema.codelist(table.column(TOPIC).codelist).items if table else ()


def conditions(topic: Code) -> tuple[Condition, ...]:
    """The answers any of which makes the topic apply; none when it always does."""
    return tuple(Condition(each["field"], each["equals"]) for each in topic.extra.get("when", ()))


def applies(topic: Code, content: Content) -> bool | None:
    """Whether the topic must be considered; None when it hangs on an answer that is withheld here."""
    asked = conditions(topic)
    given = [(condition, answer) for condition in asked for answer in _answers(condition, content)]
    if not asked or any(condition.holds(answer) for condition, answer in given):
        return True
    return None if any(isinstance(answer, Withheld) for _condition, answer in given) else False


def row_applies(row: Row, content: Content, schema: Schema) -> bool | None:
    """The same for the topic a row answers for; None also for a topic the form does not know."""
    topic = next((each for each in topics(schema) if each.id == row.fields.get(TOPIC)), None)
    return applies(topic, content) if topic else None


def coverage(content: Content, schema: Schema) -> tuple[Covered, ...]:
    """Every topic and how `content` answers for it."""
    table = _table(schema)
    if table is None:
        return ()
    rows = {row.fields.get(TOPIC): row for row in reversed(content.rows.get(table.key, ()))}
    relevant = _relevant(content, schema)
    return tuple(_covered(each, rows.get(each.id), content, table, relevant) for each in topics(schema))


def gaps(content: Content, schema: Schema) -> Iterator[Gap]:
    """What an approval still lacks: a topic that applies without an answer, a scenario or a reason.

    The reason itself is asked by the form (`required_if`), and so is a table that has no rows at all.
    """
    table = _table(schema)
    if table is None or not content.rows.get(table.key):
        return
    for each in coverage(content, schema):
        if not each.applies or each.answered is not Answered.OPEN:
            continue
        if each.row is None:
            yield table.key, "topic_absent", {"topic": each.topic.label}
        elif each.row.fields.get(ANSWER) == INCLUDED:
            yield f"{table.key}/{each.row.id}/{SCENARIOS}", "topic_without_scenario", {}
        elif each.row.fields.get(ANSWER) is None:
            yield f"{table.key}/{each.row.id}/{ANSWER}", "topic_open", {}


def taken_out(content: Content, base: Content, schema: Schema) -> Iterator[Gap]:
    """The scenarios of the base its publisher calls mandatory that are no longer in `content`."""
    for key in (each.key for each in schema.fields.values() if each.entity == SCENARIO):
        for row in base.rows.get(key, ()):
            if row.fields.get(MANDATORY) is True and content.row(key, row.id) is None:
                name = row.fields.get(schema.field(key).title_column)
                yield key, "mandatory_removed", {"title": str(name or row.id)}


def suggestion(topic: Code, schema: Schema, language: str) -> Mapping[str, Value]:
    """The cells a new scenario for the topic begins with, as far as the form has the columns."""
    columns = schema.field(schema.collection_of(SCENARIO)).columns_by_key
    known = {key: value for key, value in topic.extra.get("suggests", {}).items() if key in columns}
    return {"title": topic.label[language], **known}


def _table(schema: Schema) -> Field | None:
    return next((each for each in schema.fields.values() if each.entity == ENTITY), None)


def _covered(
    topic: Code, row: Row | None, content: Content, table: Field, relevant: frozenset[str]
) -> Covered:
    cells = row.fields if row else {}
    named = cells.get(SCENARIOS)
    scenarios = tuple(each for each in named if each in relevant) if isinstance(named, tuple) else ()
    is_asked = applies(topic, content) is True
    return Covered(topic, is_asked, _answered(row, content, table, scenarios), row, scenarios)


def _answered(row: Row | None, content: Content, table: Field, scenarios: tuple[str, ...]) -> Answered:
    if row is None:
        return Answered.OPEN
    decision = content.confirmations.get(f"{table.key}/{row.id}")
    if decision and decision.state is ConfirmationState.NOT_RELEVANT:
        return Answered.NOT_RELEVANT
    if row.fields.get(ANSWER) == INCLUDED:
        return Answered.INCLUDED if scenarios else Answered.OPEN
    return Answered.NOT_RELEVANT if row.fields.get(ANSWER) == SET_ASIDE else Answered.OPEN


def _answers(condition: Condition, content: Content) -> Iterator[Value]:
    """The answer it asks about, or those of every row when it names a column ("personal_data/data_class")."""
    key, _slash, column = condition.field.partition("/")
    if not column:
        yield content.fields.get(key)
        return
    rows = content.rows.get(key, ())
    yield from (row.fields.get(column) for row in rows)
    # A table or row that is withheld as a whole shows no cells.
    places = [key, *(f"{key}/{row.id}" for row in rows if column not in row.fields)]
    yield from (Withheld(content.marks[place].ground) for place in places if place in content.marks)


def _relevant(content: Content, schema: Schema) -> frozenset[str]:
    """The ids of the scenarios that are not set aside: only those can cover anything."""
    keys = [each.key for each in schema.fields.values() if each.entity == SCENARIO]
    return frozenset(
        row.id
        for key in keys
        for row in content.rows.get(key, ())
        if row.fields.get(NOT_RELEVANT) is not True and not _is_set_aside(content, f"{key}/{row.id}")
    )


def _is_set_aside(content: Content, path: Path) -> bool:
    decision = content.confirmations.get(path)
    return decision is not None and decision.state is ConfirmationState.NOT_RELEVANT
