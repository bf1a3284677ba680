"""Comparing over the API: what differs, who may ask, and what is not told."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from tests import world
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def ask(asker, old, new):
    return asker.get(f"comparisons/?from={old}&to={new}")


def revised(town, version, change):
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    building.write(assessment, change(building.stored(assessment).content))
    return assessment


def reworded(content):
    first, *rest = content.rows["scenarios"]
    fields = {**first.fields, "likelihood_before": 4, "impact_before": 4}
    return content.with_field("in_scope", "Svar på noe annet.").with_rows(
        "scenarios", (Row(first.id, fields, first.origin), *rest)
    )


@pytest.fixture
def newer(town, in_force):
    return building.approve(town, building.freeze(town, revised(town, in_force, reworded)))


def cells(body) -> dict:
    return {c["path"]: c for s in body["sections"] for u in s["units"] for c in u["cells"]}


def test_two_versions_are_compared_by_anyone_who_may_read_them(anyone, in_force, newer):
    body = ask(anyone, in_force.pk, newer.pk).json()
    assert (body["old"]["version"]["number"], body["new"]["version"]["number"]) == (1, 2)
    assert body["summary"]["risks_raised"] == 1 and body["summary"]["weight"] == "serious"
    assert body["summary"]["answers"] == {"in_scope": "notable"}
    (scenario,) = [u for s in body["sections"] for u in s["units"] if u["path"].startswith("scenarios/")]
    assert [(level["moment"], level["turn"]) for level in scenario["levels"]] == [("before", 1)]
    words = cells(body)["in_scope"]["words"]
    assert "".join(each["text"] for each in words if each["kind"] != "removed") == "Svar på noe annet."


def test_the_open_draft_is_compared_by_the_owners_people_alone(
    as_reader, as_outsider, as_stranger, anyone, town, in_force
):
    draft = f"draft:{revised(town, in_force, reworded).pk}"
    body = ask(as_reader, in_force.pk, draft).json()
    assert body["new"]["version"] is None and body["summary"]["risks_raised"] == 1
    for asker in (as_outsider, as_stranger, anyone):
        refused(ask(asker, in_force.pk, draft), 404, "assessment.not_own")


def test_what_one_may_not_see_is_absent_on_either_side(as_outsider, anyone, in_force, hidden, waiting):
    for asker in (as_outsider, anyone):
        for pair in ((in_force, hidden), (waiting, in_force)):
            refused(ask(asker, *(each.pk for each in pair)), 404, "version.absent")


def test_what_is_withheld_is_neither_old_nor_new_text(anyone, town, in_force):
    draft = revised(town, in_force, lambda content: content.with_mark("in_scope", Mark("offl-24-3", "x")))
    new = building.approve(town, building.freeze(town, draft))
    for pair in ((in_force, new), (new, in_force)):
        cell = cells(ask(anyone, *(each.pk for each in pair)).json())["in_scope"]
        assert (cell["what"], cell["words"]) == ("withheld", [])
        assert {"withheld": "offl-24-3"} in (cell["old"], cell["new"]) and None in (cell["old"], cell["new"])


def test_a_fork_and_its_upstream_compare_what_travels(as_outsider, village, in_force):
    fork = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    content = building.stored(fork).content
    building.write(fork, content.with_fields({"differs_here": "Vi er små.", "in_scope": "Skolene."}))
    body = ask(as_outsider, in_force.pk, f"draft:{fork.pk}").json()
    assert body["travels"] and body["why"] == {"differs_here": "Vi er små."}
    assert "in_scope" in cells(body) and "differs_here" not in cells(body)
    assert "occasion" not in cells(body), "local"


def test_two_forks_of_the_same_origin_are_told_apart_row_by_row(as_outsider, town, village, in_force):
    made = [
        actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author)) for _ in range(2)
    ]
    building.write(made[1], building.stored(made[1]).content.with_field("in_scope", "Skolene."))
    body = ask(as_outsider, *(f"draft:{each.pk}" for each in made)).json()
    assert not body["travels"] and set(cells(body)) == {"in_scope"}


def test_a_ros_and_a_dpia_are_refused(as_reader, town, in_force):
    refused(
        ask(as_reader, in_force.pk, building.approved(town, "dpia").pk), 422, "comparison.kinds_differ", "to"
    )


@pytest.mark.parametrize(
    ("query", "code", "where"),
    [("", "comparison.side_missing", "from"), ("?from={v}", "comparison.side_missing", "to")],
)
def test_a_side_that_is_missing_is_named(anyone, in_force, query, code, where):
    refused(anyone.get(f"comparisons/{query.format(v=in_force.pk)}"), 422, code, where)


@pytest.mark.parametrize("name", ["x", "draft:", "draft:x", "draft:draft:x", "%00", "6" * 500])
def test_a_name_that_means_nothing_is_absent(anyone, in_force, name):
    assert ask(anyone, name, in_force.pk).status_code == 404


def test_a_text_does_not_differ_from_itself(anyone, in_force):
    body = ask(anyone, in_force.pk, in_force.pk).json()
    assert (body["sections"], body["summary"]["weight"]) == ([], None)
