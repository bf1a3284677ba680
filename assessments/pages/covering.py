"""The events that must be considered, as the writer of a draft meets them, and what a new row begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from assessments.engine import coverage
from assessments.engine.content import Row, Value
from assessments.engine.coverage import Answered, Covered
from assessments.engine.form import Field
from assessments.pages.drafting import Desk
from assessments.pages.places import place_name


@dataclass(frozen=True)
class ShownTopic:
    """One event: what it is, how it is answered, by which scenarios, and its row ("" when taken out)."""

    id: str
    label: str
    help: str
    law: str
    answered: str
    row: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """The events that apply, the names of those that do not, and the table where scenarios are written."""

    applying: tuple[ShownTopic, ...]
    others: tuple[str, ...]
    scenario_table: str

    @property
    def answered(self) -> int:
        """How many of those that apply are answered."""
        return sum(each.answered != Answered.OPEN for each in self.applying)


def panel(desk: Desk) -> Panel:
    """Every event of the draft's form."""
    found = coverage.coverage(desk.view.full, desk.view.schema)
    applying = tuple(_shown(desk, each) for each in found if each.applies)
    others = tuple(desk.sheet.lens.label(each.topic.label) for each in found if not each.applies)
    return Panel(applying, others, desk.view.schema.collection_of(coverage.SCENARIO))


def beginning(request: HttpRequest, desk: Desk, table: Field) -> Mapping[str, Value]:
    """The cells a new row begins with, when the address names an event (`?topic=`); none otherwise."""
    schema, wanted = desk.view.schema, request.GET.get("topic", "")
    topic = next((each for each in coverage.topics(schema) if each.id == wanted), None)
    if topic is None:
        return {}
    if table.entity == coverage.SCENARIO:
        return coverage.suggestion(topic, schema, desk.view.language)
    return {coverage.TOPIC: topic.id} if table.entity == coverage.ENTITY else {}


def with_scenario(request: HttpRequest, desk: Desk, table: Field, row: Row) -> Mapping[str, Value]:
    """The cells of a row; a scenario the address names (`?scenario=`) is proposed as the answer."""
    scenario = request.GET.get("scenario", "")
    if table.entity != coverage.ENTITY or not _is_scenario(desk, scenario):
        return row.fields
    before = row.fields.get(coverage.SCENARIOS)
    named = (*before, scenario) if isinstance(before, tuple) else (scenario,)
    proposed = {coverage.ANSWER: coverage.INCLUDED, coverage.SCENARIOS: tuple(dict.fromkeys(named))}
    return {**row.fields, **proposed}


def row_of_topic(request: HttpRequest, desk: Desk) -> str:
    """The row that answers for the event the address names, or ""."""
    wanted = request.GET.get("topic", "")
    found = coverage.coverage(desk.view.full, desk.view.schema)
    return next((each.row.id for each in found if each.row and each.topic.id == wanted), "")


def _is_scenario(desk: Desk, row: str) -> bool:
    table = desk.view.schema.collection_of(coverage.SCENARIO)
    return desk.view.full.row(table, row) is not None


def _shown(desk: Desk, covered: Covered) -> ShownTopic:
    lens = desk.sheet.lens
    table = lens.schema.collection_of(coverage.SCENARIO)
    return ShownTopic(
        id=covered.topic.id,
        label=lens.label(covered.topic.label),
        help=lens.label(covered.topic.help),
        law=lens.law(str(covered.topic.extra.get("law", ""))),
        answered=covered.answered.value,
        row=covered.row.id if covered.row else "",
        scenarios=tuple(place_name(f"{table}/{each}", lens) for each in covered.scenarios),
    )
