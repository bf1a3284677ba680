"""An assessment as large as real ones get: 100 scenarios, 60 measures, about 150 KB."""

from __future__ import annotations

from assessments import actions
from assessments.engine.content import Content
from assessments.engine.schema import Stage
from assessments.models import Assessment, Draft, Version
from tests import world
from tests.filling import complete, record_answers, row_fields

SENTENCE = (
    "Opplysninger om eleven blir synlige for flere enn dem som trenger dem, fordi rettigheter følger "
    "gruppen og ikke oppgaven. "
)


def big_draft(town: world.Staffed, kind: str = "ros", scenarios: int = 100, measures: int = 60) -> Assessment:
    """A complete draft with that many scenarios, each linked to two measures."""
    actions.load_bundled(by=None)
    assessment = actions.start(
        kind=kind, owner=town.agency, title="Stor vurdering", language="nb",
        solutions=[(world.solution(f"Løsning {kind}"), "4.2")], by=town.author,
    )  # fmt: skip
    _add_rows(assessment, town, "measures", measures)
    _add_rows(assessment, town, "scenarios", scenarios)
    complete(assessment, town.author)
    return assessment


def approved(assessment: Assessment, town: world.Staffed) -> Version:
    """The draft submitted, advised on and in force, shown to all members."""
    version = actions.submit(assessment=assessment, by=town.author)
    schema = version.parsed_schema
    if record_answers(Stage.ADVICE, schema):
        actions.advise(version=version, answers=record_answers(Stage.ADVICE, schema), by=town.dpo)
        actions.respond(version=version, answers=record_answers(Stage.RESPONSE, schema), by=town.author)
    actions.approve(version=version, answers=record_answers(Stage.DECISION, schema), by=town.approver)
    actions.share(assessment=assessment, visibility="members", by=town.approver)
    return Version.objects.get(pk=version.pk)


def _add_rows(assessment: Assessment, town: world.Staffed, collection: str, count: int) -> None:
    for number in range(count):
        stored = Draft.objects.get(assessment=assessment).stored()
        fields = row_fields(stored.schema.field(collection), stored.schema, _linked(stored.content, number))
        fields |= {"title": f"{collection} {number}", "description": f"{number}: " + SENTENCE}
        actions.add_row(assessment=assessment, collection=collection, fields=fields, by=town.author)


def _linked(content: Content, number: int) -> Content:
    """The content seen with two measures only, so that each scenario links to its own two."""
    rows = content.rows.get("measures", ())
    return content.with_rows(
        "measures", tuple(rows[(number + i) % len(rows)] for i in range(2)) if rows else ()
    )
