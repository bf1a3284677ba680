"""How the scenario bank is laid out: hits as cards, how others scored one, what to narrow a search by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.text import Truncator

from assessments.engine.bank import categories
from assessments.engine.content import EMPTY
from assessments.engine.risk import MOMENTS, level
from assessments.engine.schema import Schema
from assessments.engine.spread import Spread, Steps
from assessments.models import Kind, SchemaVersion
from assessments.models.schema_version import parsed_schema
from assessments.pages.layout import ShownRow
from assessments.pages.sheet import Sheet
from assessments.pages.shown import Lens, Level, reader_language
from assessments.reading import View, read_bank_rows
from assessments.search import Hit

SHORT = 40  # words of a description on a card
DESCRIPTION = "description"


@dataclass(frozen=True)
class HitCard:
    """A hit as a card shows it; `row` is read from the version itself."""

    hit: Hit
    row: ShownRow
    table_label: str
    description: str


@dataclass(frozen=True)
class ShownSteps:
    """The middle step and the middle half on one axis, in words of the scale; `is_one` when one step."""

    middle: str
    low: str
    high: str
    is_one: bool


@dataclass(frozen=True)
class ShownScores:
    """What bodies chose on one scale at one moment, and the level of the two middle steps together."""

    scale: str
    moment: str
    agencies: int
    likelihood: ShownSteps
    impact: ShownSteps
    level: Level


def hit_cards(hits: Iterable[Hit]) -> list[HitCard]:
    """The hits of a page in the reader's language (one query for their texts)."""
    found = list(hits)
    views = read_bank_rows(hit.row for hit in found)
    cards = (_card(hit, view) for hit, view in zip(found, views, strict=True))
    return [card for card in cards if card]


def shown_scores(spread: Spread | None, schema: Schema) -> list[ShownScores]:
    """The spread in words; scales this form does not have are left out."""
    lens = Lens(schema, EMPTY, reader_language())
    return [
        ShownScores(
            scale=lens.label(schema.scales[each.scale].label),
            moment=each.moment,
            agencies=each.agencies,
            likelihood=_steps(each.likelihood, "likelihood", each.scale, lens),
            impact=_steps(each.impact, "impact", each.scale, lens),
            level=lens.named(level(schema, each.scale, each.likelihood.middle, each.impact.middle)),
        )
        for each in (spread.scored if spread else ())
        if each.scale in schema.scales and each.moment in MOMENTS
    ]


def newest_schemas() -> dict[str, Schema]:
    """The newest edition of the form of each kind that is loaded."""
    found = SchemaVersion.objects.filter(kind__in=Kind.values).order_by("loaded")
    return {kind: parsed_schema(digest) for kind, digest in found.values_list("kind", "digest")}


def category_choices(schemas: Iterable[Schema]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What sorts of scenario and measure one may narrow by: (heading, [(value, label)]) in form order."""
    language = reader_language()
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for schema in schemas:
        for key in categories(schema):
            codes = [(f"{key}:{code.id}", code.label[language]) for code in schema.codelist(key).items]
            groups.setdefault(key, (_heading(key, schema, language), codes))
    return list(groups.values())


def level_choices(schemas: Iterable[Schema]) -> list[tuple[str, str]]:
    """The levels of risk one may narrow by, worst first."""
    bands = {band.id: band for schema in schemas for band in schema.bands.values()}
    ordered = sorted(bands.values(), key=lambda band: -band.rank)
    return [(band.id, band.label[reader_language()]) for band in ordered]


def _card(hit: Hit, view: View) -> HitCard | None:
    sheet = Sheet.of(view)
    row = sheet.row(hit.row.path)
    if row is None:
        return None
    table = view.schema.field(hit.row.collection)
    written = next((shown for field, _label, shown in row.cells if field.key == DESCRIPTION), None)
    words = strip_tags(written.html or written.text) if written else ""
    return HitCard(hit, row, sheet.lens.label(table.label), Truncator(words).words(SHORT))


def _steps(steps: Steps, axis: str, scale: str, lens: Lens) -> ShownSteps:
    names = {
        step.level: f"{step.level} – {lens.label(step.label)}"
        for step in lens.schema.scales[scale].levels(axis)
    }
    low, middle, high = (names.get(step, str(step)) for step in (steps.low, steps.middle, steps.high))
    return ShownSteps(middle, low, high, steps.low == steps.high)


def _heading(codelist: str, schema: Schema, language: str) -> str:
    """What the form calls the column the list belongs to."""
    columns = (c for key in schema.collections for c in schema.field(key).columns)
    return next(c.label[language] for c in columns if c.codelist == codelist)
