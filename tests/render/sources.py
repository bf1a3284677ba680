"""Sources for the tests: a DPIA in force, a ROS that is a fork, and one where every cell is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from assessments.engine import computed
from assessments.engine.content import Confirmation, ConfirmationState, Content, Mark, Row
from assessments.engine.reuse import derive, standing
from assessments.engine.schema import Field, FieldType, Schema, Stage, parse_schema
from assessments.schemas import bundled
from exports.render.source import Covered, HistoryRow, Letterhead, Record, Source, Upstream

from . import texts

OWNER = Letterhead("Fjordvik kommune", "310001376", ("Rådhusplassen 1", "5999 Fjordvik"))
DIGEST = "3f9a1c47d2b85e60" * 4
Answer = Callable[[Field, str], Any]


@cache
def schema_of(kind: str) -> Schema:
    """The bundled form."""
    return parse_schema(bundled()[kind])


def plain_answer(field: Field, schema: Schema, text: str, place: int = 0) -> Any:
    """A well-formed answer of the right type; text types get `text`."""
    codes = schema.codelist(field.codelist).items if field.codelist else ()
    simple = {
        FieldType.BOOL: place % 2 == 0,
        FieldType.DATE: f"2027-0{place % 9 + 1}-15",
        FieldType.NUMBER: 1200 + place,
        FieldType.SCORE: place % 3 + 1,
        FieldType.SCALE: next(iter(schema.scales)),
        FieldType.FILE: {"name": "dataflyt.png", "text_alternative": text},
        FieldType.REFERENCE: {"id": "0", "label": text},
    }
    if field.type in simple:
        return simple[field.type]
    if not codes:
        return (text,) if field.type is FieldType.MULTI else text
    code = codes[place % len(codes)].id
    return (code,) if field.type is FieldType.MULTI else code


def _fields(schema: Schema, known: Mapping[str, Any], default: str) -> dict[str, Any]:
    stored = (
        field for field in schema.fields.values() if field.is_stored and field.type is not FieldType.TABLE
    )
    return {
        field.key: known.get(field.key, plain_answer(field, schema, default, place))
        for place, field in enumerate(stored)
        if known.get(field.key, "") is not None
    }


def _rows(
    schema: Schema, known: Mapping[str, list[dict[str, Any]]], default: str
) -> dict[str, tuple[Row, ...]]:
    return {
        key: tuple(
            Row(f"{key}-{place}", fields, "origin")
            for place, fields in enumerate(known.get(key) or [_one_row(schema, key, default)], start=1)
        )
        for key in schema.collections
    }


def _one_row(schema: Schema, key: str, default: str) -> dict[str, Any]:
    columns = (column for column in schema.field(key).columns if not column.auto and not column.names_rows)
    return {column.key: plain_answer(column, schema, default, place) for place, column in enumerate(columns)}


def _source(kind: str, content: Content, **parts: Any) -> Source:
    schema = schema_of(kind)
    facts = {"owner": OWNER.name, "upstream": None, "approver": None, "approved_at": None} | parts.pop(
        "facts", {}
    )
    defaults: dict[str, Any] = {
        "title": str(content.fields["title"]),
        "language": "nb",
        "owner": OWNER,
        "number": 3,
        "digest": DIGEST,
        "moment": "2026-03-04T10:15:00+00:00",
        "licence": "CC-BY-4.0",
        "computed": computed.answers(content, schema, facts),
    }
    return Source(kind=kind, content=content, schema=schema, **(defaults | parts))


def dpia_in_force(language: str = "nb") -> Source:
    """An approved DPIA with advice, response and decision, two earlier versions, three withheld places."""
    schema = schema_of("dpia")
    content = Content(
        fields=_fields(schema, texts.DPIA_FIELDS, texts.ORDINARY),
        rows=_rows(schema, texts.DPIA_ROWS, texts.SHORT),
        marks={
            "technology": Mark("offl-24-3", "Beskriver sikringen av driftsmiljøet.", "2028-01-01"),
            "scenarios/scenarios-2": Mark("offl-24-3"),
            "measures/measures-1/evidence": Mark("offl-24-3"),
        },
    )
    return _source(
        "dpia",
        content,
        language=language,
        state="approved",
        solutions=(Covered("Skoleskyen", "2026.1"),),
        facts={"approver": "Kari Nordmann", "approved_at": "2026-03-06"},
        approved_by="Kari Nordmann",
        approved_at="2026-03-06T09:00:00+00:00",
        records=_records(schema),
        history=_history(),
    )


def _records(schema: Schema) -> tuple[Record, ...]:
    def answers(stage: Stage) -> dict[str, Any]:
        asked = [field for field in schema.fields.values() if field.stage is stage and not field.auto]
        return {field.key: plain_answer(field, schema, texts.ADVICE, 1) for field in asked}

    return (
        Record("advice", answers(Stage.ADVICE), "Ola Ombud", "2026-03-04T12:00:00+00:00", DIGEST),
        Record("response", answers(Stage.RESPONSE), "Siri Sikker", "2026-03-05T12:00:00+00:00", DIGEST),
        Record(
            "decision",
            answers(Stage.DECISION),
            "Kari Nordmann",
            "2026-03-06T09:00:00+00:00",
            DIGEST,
            "approved",
        ),
    )


def _history() -> tuple[HistoryRow, ...]:
    return (
        HistoryRow(1, "2024-02-01T08:00:00+00:00", "Siri Sikker", "superseded", "Første versjon", "a1" * 32),
        HistoryRow(
            2, "2025-02-03T08:00:00+00:00", "Siri Sikker", "superseded", "Årlig gjennomgang", "b2" * 32
        ),
        HistoryRow(
            3, "2026-03-04T10:15:00+00:00", "Siri Sikker", "approved", "Ny versjon av løsningen", DIGEST
        ),
    )


def ros_fork(language: str = "nb", scenarios: int = 0) -> Source:
    """A submitted ROS built on another agency's: some changed, added, taken out, and most to confirm."""
    schema = schema_of("ros")
    base = Content(
        fields=_fields(schema, texts.ROS_FIELDS, texts.ORDINARY),
        rows=_rows(schema, {**texts.ROS_ROWS, "scenarios": list(_scenarios(schema, scenarios))}, texts.SHORT),
    )
    taken = derive(base, schema)
    content = replace(
        taken.with_fields(texts.ROS_OWN_FIELDS),
        confirmations={
            "title": Confirmation(
                ConfirmationState.CHANGED, "Vårt navn på løsningen.", "u1", "2026-02-01T08:00:00"
            ),
            "scenarios/scenarios-1": Confirmation(
                ConfirmationState.CONFIRMED, "", "u1", "2026-02-01T08:00:00"
            ),
        },
    )
    content = content.without_row("scenarios", "scenarios-5").with_row("scenarios", _own_scenario())
    for row in content.rows["scenarios"]:
        told = base.row("scenarios", row.id)
        after = {key: told.fields[key] for key in ("likelihood_after", "impact_after")} if told else {}
        content = content.with_row("scenarios", replace(row, fields={**row.fields, **after}))
    return _source(
        "ros",
        content,
        language=language,
        state="submitted",
        solutions=(Covered("Portal skole–hjem", "4.2"),),
        facts={
            "upstream": {"id": "u", "label": "Kommunikasjonsportal skole–hjem, Bysund kommune, versjon 2"}
        },
        standing=standing(content, base, schema),
        base=base,
        based_on=Upstream(
            "Kommunikasjonsportal skole–hjem", "Bysund kommune", 2, "c3" * 32, "2025-11-20T10:00:00"
        ),
        history=_history()[:1],
        names={"u1": "Siri Sikker"},
    )


def _own_scenario() -> Row:
    return Row(
        "own-1", {**texts.ROS_ROWS["scenarios"][0], "title": "Vikar beholder tilgang etter endt oppdrag"}
    )


def _scenarios(schema: Schema, count: int) -> Iterator[dict[str, Any]]:
    """The scenarios of the fixture, repeated with a number when more are wanted."""
    known = texts.ROS_ROWS["scenarios"]
    for place in range(count or len(known)):
        fields = dict(known[place % len(known)])
        if place >= len(known):
            fields["title"] = f"{fields['title']} ({place // len(known) + 1})"
        yield fields


def named_everywhere(kind: str) -> tuple[Source, dict[str, str]]:
    """A source where every question and column holds a word of its own, and the word by its path."""
    schema = schema_of(kind)
    words: dict[str, str] = {}

    def name(path: str, field: Field, place: int) -> Any:
        words[path] = f"kanari{len(words):04d}x"
        return plain_answer(field, schema, words[path], place)

    stored = [
        field for field in schema.fields.values() if field.type is not FieldType.TABLE and not field.auto
    ]
    answers = {field.key: name(field.key, field, place) for place, field in enumerate(stored)}

    def cell(key: str, column: Field, place: int) -> Any:
        if column.names_rows:
            return (f"{schema.collection_of(column.target)}-1",)
        return name(f"{key}/{column.key}", column, place)

    rows = {
        key: (Row(f"{key}-1", {c.key: cell(key, c, n) for n, c in enumerate(columns) if not c.auto}),)
        for key, columns in ((key, schema.field(key).columns) for key in schema.collections)
    }
    draft = Content({k: v for k, v in answers.items() if schema.field(k).stage is Stage.DRAFT}, rows)
    records = tuple(
        Record(
            stage.value,
            {k: v for k, v in answers.items() if schema.field(k).stage is stage},
            "Kari",
            "2026-03-04",
        )
        for stage in (Stage.ADVICE, Stage.RESPONSE, Stage.DECISION)
    )
    facts = {auto: f"kanari-{auto}" for auto in ("owner", "upstream", "approver", "approved_at")}
    return _source(kind, draft, state="submitted", records=records, facts=facts), words
