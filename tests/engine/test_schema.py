"""Schemas: what is wrong in a body is said with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessments.engine.form import Reuse, Stage
from assessments.engine.schema import SchemaError, parse_schema

from .forms import FORM, Body, body, codes, column, question, real_forms, text


def fields_of(broken: Body, section: int = 0) -> list[Body]:
    return broken["sections"][section]["fields"]


def field(broken: Body, key: str) -> Body:
    return next(f for section in broken["sections"] for f in section["fields"] if f["key"] == key)


def add(broken: Body, *more: Body) -> None:
    fields_of(broken).extend(more)


TITLE = "sections/about/fields/title"
EXTRA = "sections/about/fields/extra"
FAULTS: dict[str, tuple[Callable[[Body], object], str, str]] = {
    "unknown type": (lambda b: field(b, "title").update(type="string"), f"{TITLE}/type", "unknown type"),
    "unknown reuse": (lambda b: field(b, "title").update(reuse="often"), f"{TITLE}/reuse", "unknown reuse"),
    "no reuse": (lambda b: field(b, "title").pop("reuse"), f"{TITLE}/reuse", "missing"),
    "missing language": (lambda b: field(b, "title")["label"].pop("nn"), f"{TITLE}/label/nn", "language"),
    "blank language": (
        lambda b: field(b, "title").update(help={**text("x"), "en": " "}),
        f"{TITLE}/help/en",
        "language",
    ),
    "unknown attribute": (
        lambda b: field(b, "title").update(requried=True),
        f"{TITLE}/requried",
        "attribute",
    ),
    "wrong kind": (lambda b: field(b, "title").update(required="yes"), f"{TITLE}/required", "bool"),
    "key not in snake case": (
        lambda b: field(b, "title").update(key="Title"),
        "sections/about/fields/Title/key",
        "snake",
    ),
    "same key twice": (lambda b: add(b, question("scale", "text")), "sections/*/fields/scale", "duplicate"),
    "same section twice": (lambda b: b["sections"].append(b["sections"][0]), "sections/about", "duplicate"),
    "same column twice": (
        lambda b: field(b, "measures")["columns"].append(column("title", "text")),
        "sections/risk/fields/measures/columns/title",
        "duplicate",
    ),
    "unknown code list": (
        lambda b: b["codelists"].pop("phases"),
        "sections/about/fields/phase/codelist",
        "phases",
    ),
    "choice without a list": (lambda b: add(b, question("extra", "choice")), f"{EXTRA}/codelist", "choice"),
    "same code twice": (
        lambda b: b["codelists"].update(phases=codes("done", "done")),
        "codelists/phases/items/done",
        "duplicate",
    ),
    "condition on nothing": (
        lambda b: add(b, question("extra", "text", required_if={"field": "nobody", "is": "answered"})),
        f"{EXTRA}/required_if",
        "nobody",
    ),
    "condition without a rule": (
        lambda b: add(b, question("extra", "text", required_if={"field": "title"})),
        f"{EXTRA}/required_if",
        "needs either",
    ),
    "reference to nothing": (
        lambda b: add(b, question("extra", "reference", target="planet")),
        f"{EXTRA}/target",
        "planet",
    ),
    "unknown automation": (
        lambda b: add(b, question("extra", "text", auto="magic")),
        f"{EXTRA}/auto",
        "magic",
    ),
    "table without columns": (lambda b: add(b, question("extra", "table")), f"{EXTRA}/columns", "columns"),
    "table in a table": (
        lambda b: add(b, question("extra", "table", columns=[column("inner", "table", columns=[])])),
        f"{EXTRA}/columns/inner/type",
        "table",
    ),
    "travelling column of a local table": (
        lambda b: add(
            b, question("extra", "table", "local", columns=[column("inner", "text", reuse="shared")])
        ),
        f"{EXTRA}/columns/inner/reuse",
        "local",
    ),
    "title column that is not there": (
        lambda b: field(b, "measures").update(title_column="name"),
        "sections/risk/fields/measures/title_column",
        "name",
    ),
    "matrix of the wrong size": (lambda b: b["matrices"][0]["cells"].pop(), "matrices/two/cells", "2 rows"),
    "ragged matrix": (lambda b: b["matrices"][0]["cells"][1].pop(), "matrices/two/cells", "2 cells"),
    "unknown band": (
        lambda b: b["matrices"][0]["cells"][1].__setitem__(0, "scary"),
        "matrices/two/cells/1",
        "scary",
    ),
    "unknown matrix": (lambda b: b["scales"][0].update(matrix="four"), "scales/two/matrix", "four"),
    "unknown axis": (lambda b: b["matrices"][0].update(rows_axis="luck"), "matrices/two/rows_axis", "luck"),
    "scale that misses a level": (lambda b: b["scales"][0]["impact"].pop(), "scales/two/impact", "levels"),
    "same scale twice": (lambda b: b["scales"].append(b["scales"][0]), "scales/two", "duplicate"),
    "no urn": (lambda b: b.pop("urn"), "urn", "missing"),
    "sections that are no list": (lambda b: b.update(sections={}), "sections", "list"),
    "a field that is no mapping": (
        lambda b: fields_of(b).append("title"),
        "sections/about/fields/16",
        "mapping",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_body_is_refused_with_its_place(name):
    spoil, where, words = FAULTS[name]
    broken = body()
    spoil(broken)
    with pytest.raises(SchemaError) as refused:
        parse_schema(broken)
    assert refused.value.where == where
    assert words in refused.value.message


def test_a_form_can_be_asked_for_its_parts():
    assert FORM.id == "urn:test:form@1.0"
    assert FORM.collections == ("participants", "scenarios", "measures")
    assert FORM.section_of("scale").key == "risk"
    assert FORM.at("scenarios/r1/weak_spot").reuse is Reuse.LOCAL
    assert FORM.at("scenarios/r1").key == FORM.collection_of("scenario") == "scenarios"
    assert FORM.scale_key == "scale"
    assert FORM.field("advice").stage is Stage.ADVICE
    assert FORM.codelist("residuals").code("high").extra["prior_consultation"] is True
    assert [band.rank for band in FORM.bands.values()] == [0, 1]
    with pytest.raises(KeyError):
        FORM.field("nothing")


def test_columns_take_reuse_from_their_table_unless_they_say_otherwise():
    scenarios = FORM.field("scenarios")
    assert scenarios.column("impact_before").reuse is Reuse.CONFIRM
    assert scenarios.column("title").reuse is Reuse.SHARED


@pytest.mark.parametrize(
    ("path", "travels"),
    [
        ("title", True),
        ("local_setup", False),
        ("owner", False),
        ("phase", False),
        ("decision", False),
        ("participants", False),
        ("scenarios", True),
        ("scenarios/r1/level_before", False),
        ("measures/m1/status", False),
    ],
)
def test_a_question_knows_whether_its_answer_travels(path, travels):
    assert FORM.at(path).travels is travels


def test_the_forms_that_come_with_the_software_are_sound():
    assert {form.kind for form in real_forms()} == {"dpia", "ros"}
