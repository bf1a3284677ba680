"""A small form with one question of every kind, and the parts of it that tests break on purpose."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from assessments.engine.schema import Schema, parse_schema
from assessments.schemas import bundled

Body = dict[str, Any]


def text(words: str) -> dict[str, str]:
    return {"nb": f"{words} (nb)", "nn": f"{words} (nn)", "en": words}


def question(key: str, kind: str, reuse: str = "confirm", **more: Any) -> Body:
    return {"key": key, "type": kind, "label": text(key), "reuse": reuse, **more}


def column(key: str, kind: str, **more: Any) -> Body:
    return {"key": key, "type": kind, "label": text(key), **more}


def codes(*ids: str, **extra: dict[str, Any]) -> Body:
    return {
        "version": "1.0",
        "items": [{"id": each, "label": text(each), **extra.get(each, {})} for each in ids],
    }


def levels(size: int) -> list[Body]:
    return [{"level": number, "label": text(f"level {number}")} for number in range(1, size + 1)]


def band(name: str) -> Body:
    return {
        "id": name,
        "label": text(name),
        "symbol": name[0].upper(),
        "background": "#fff",
        "text": "#000",
        "decision": text(f"decide {name}"),
        "accept_role": "risk_owner",
    }


_IF_BASED = {"field": "based_on", "is": "answered"}
_NONE = {"none": {"exclusive": True}}

ABOUT = [
    question("title", "text", required=True),
    question("technique", "rich", "shared", exempt="likely", ground="offl-24-3"),
    question("local_setup", "rich", "local"),
    question("owner", "org", "local", auto="owner", required=True),
    question("based_on", "reference", "local", target="assessment", auto="upstream"),
    question("differs_here", "rich", "local", required_if=_IF_BASED),
    question("classified", "bool", "local", blocks_if=True, required=True),
    question("uses_ai", "bool", "shared"),
    question("ai_use", "rich", required_if={"field": "uses_ai", "equals": True}),
    question("people", "number", "local"),
    question("reviewed", "date", "local"),
    question("phase", "choice", "shared", codelist="phases", reset_on_fork=True),
    question("disclosure", "choice", "local", codelist="disclosures"),
    question("diagram", "file", "shared"),
    question("laws", "multi"),
    question("participants", "table", "local", columns=[column("name", "person"), column("unit", "text")]),
]
NEED = [
    question("cases", "multi", codelist="art35_3"),
    question("listed", "multi", codelist="datatilsynet_list"),
    question("criteria", "multi", codelist="wp248_criteria"),
    question("need", "choice", "local", codelist="needs", auto="wp248_rule"),
]
SCENARIO_COLUMNS = [
    column("number", "text", auto="row_id"),
    column("title", "text", reuse="shared", required=True),
    column("likelihood_before", "score", axis="likelihood", moment="before", coupled="before", required=True),
    column("impact_before", "score", axis="impact", moment="before", coupled="before", required=True),
    column("level_before", "text", auto="matrix", moment="before"),
    column("measures", "reference", target="measure"),
    column("likelihood_after", "score", reuse="local", axis="likelihood", moment="after"),
    column("impact_after", "score", reuse="local", axis="impact", moment="after"),
    column("level_after", "text", auto="matrix", moment="after"),
    column("weak_spot", "rich", reuse="local"),
    column("not_relevant", "bool", reuse="local"),
    column("why_not", "rich", reuse="local", required_if={"field": "not_relevant", "equals": True}),
]
MEASURE_COLUMNS = [
    column("title", "text", required=True),
    column("status", "choice", codelist="phases", reuse="local", reset_on_fork=True, follow_up=True),
]
RISK = [
    question("scale", "scale", "local", required=True),
    question(
        "scenarios",
        "table",
        entity="scenario",
        required=True,
        min_rows=1,
        title_column="title",
        columns=SCENARIO_COLUMNS,
    ),
    question("measures", "table", "shared", entity="measure", columns=MEASURE_COLUMNS),
]
CLOSING = [
    question("residual", "choice", "local", codelist="residuals"),
    question("consult", "bool", "local", auto="residual_high"),
    question("advice", "rich", "local", stage="advice", editor="dpo", required=True),
    question("answer", "rich", "local", stage="response", required=True),
    question(
        "decision",
        "choice",
        "local",
        stage="decision",
        editor="risk_owner",
        codelist="decisions",
        required=True,
    ),
    question("approved_by", "person", "local", stage="decision", auto="approver"),
    question("withheld", "table", "local", auto="marks", columns=[column("item", "text")]),
]

BODY: Body = {
    "urn": "urn:test:form",
    "version": "1.0",
    "kind": "test",
    "label": text("A small form"),
    "basis": ["GDPR 35"],
    "sections": [
        {"key": "about", "label": text("About"), "fields": ABOUT},
        {"key": "is_needed", "label": text("Need"), "law": "35", "fields": NEED},
        {"key": "risk", "label": text("Risk"), "fields": RISK},
        {"key": "closing", "label": text("Closing"), "fields": CLOSING},
    ],
    "codelists": {
        "phases": codes("planned", "done"),
        "disclosures": codes("open", "forbidden", forbidden={"blocks": True}),
        "art35_3": codes("automated", "none", **_NONE),
        "datatilsynet_list": codes("location", "none", **_NONE),
        "wp248_criteria": codes("c1", "c2", "none", **_NONE),
        "needs": codes("required", "likely", "not_required"),
        "residuals": codes("low", "high", high={"prior_consultation": True}),
        "decisions": codes("go", "stop", go={"approves": True}, stop={"approves": False}),
    },
    "scales": [
        {
            "id": "two",
            "version": "1.0",
            "label": text("Two"),
            "matrix": "two",
            "likelihood": levels(2),
            "impact": levels(2),
        },
        {
            "id": "turned",
            "version": "1.0",
            "label": text("Turned"),
            "matrix": "turned",
            "likelihood": levels(3),
            "impact": levels(3),
        },
    ],
    "matrices": [
        {
            "id": "two",
            "version": "1.0",
            "size": 2,
            "rows_axis": "likelihood",
            "rows_desc": True,
            "cells": [["low", "high"], ["low", "low"]],
        },
        {
            "id": "turned",
            "version": "1.0",
            "size": 3,
            "rows_axis": "impact",
            "rows_desc": False,
            "cells": [["low", "low", "low"], ["low", "low", "low"], ["low", "high", "high"]],
        },
    ],
    "bands": [band("low"), band("high")],
}


def body() -> Body:
    """A copy to break."""
    return deepcopy(BODY)


FORM: Schema = parse_schema(BODY)


@cache
def real_forms() -> tuple[Schema, ...]:
    """The forms that come with the software."""
    return tuple(parse_schema(each) for each in bundled().values())
