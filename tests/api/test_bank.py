"""The scenario bank over the API: found, read, picked; nothing of it reaches those who may not read it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.engine.content import Mark
from assessments.models import BankRow
from tests import world
from tests.api.asking import Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"


def scenario_of(version) -> str:
    """The id of its first scenario."""
    return version.content.rows["scenarios"][0].id


def titles(asker, query="") -> list[str]:
    """What is found."""
    return [each["fields"]["title"] for each in asker.get(f"bank/?{query}").json()["results"]]


@pytest.fixture
def mine(village):
    """A ROS of the village with an open draft."""
    return building.started(village)


def body(version, **more):
    """A pick of its first scenario."""
    return {"version": str(version.pk), "collection": "scenarios", "row": scenario_of(version), **more}


def test_anyone_finds_what_is_shown_to_everyone_with_its_level_and_source(anyone, in_force):
    (hit,) = anyone.get("bank/?collection=scenarios&count=1").json()["results"]
    assert (hit["row"], hit["bodies"]) == (scenario_of(in_force), 1)
    assert hit["levels"].keys() == {"before", "after"}
    assert hit["shown_from"]["assessment"]["id"] == str(in_force.assessment_id)
    assert anyone.get("bank/?collection=scenarios&count=1").json()["total"] == {"count": 1, "more": False}


@pytest.mark.parametrize("visibility, finders", [
    ("private", {"town"}),
    ("members", {"town", "village"}),
    ("public", {"town", "village", "stranger", "anyone"}),
])  # fmt: skip
def test_who_finds_it_is_who_may_open_it(town, village, anyone, stranger, visibility, finders):
    version = building.approved(town, visibility=visibility)
    askers = {
        "town": Asker(town.reader), "village": Asker(village.reader), "stranger": Asker(stranger),
        "anyone": anyone,
    }  # fmt: skip
    address = f"bank/scenarios/{scenario_of(version)}/"
    assert {who for who, asker in askers.items() if titles(asker)} == finders
    assert {who for who, asker in askers.items() if asker.get(address).status_code == 200} == finders
    for who in askers.keys() - finders:
        refused(askers[who].get(address), 404, "bank.absent")


def test_no_word_count_or_code_tells_of_what_is_withheld_or_local(town, village, anyone):
    assessment = building.fill(building.started(town), word=CANARY)
    content = building.stored(assessment).content
    for key in ("scenarios", "measures"):
        for row in content.rows[key]:
            content = content.with_mark(f"{key}/{row.id}", Mark("offl-24-3", CANARY))
    building.write(assessment, content)
    building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    for asker in (anyone, Asker(village.author), Asker(town.author)):
        found = asker.get(f"bank/?q={CANARY}&count=1")
        assert found.json()["total"]["count"] == 0
        assert CANARY not in asker.get("bank/").content.decode()


def test_one_row_says_where_it_is_used_and_that_too_few_have_scored_it(as_outsider, in_force):
    found = as_outsider.get(f"bank/scenarios/{scenario_of(in_force)}/").json()
    assert [each["id"] for each in found["sources"]] == [str(in_force.assessment_id)]
    assert found["spread"] is None
    assert found["measures"] == [in_force.content.rows["measures"][0].id]


def test_how_others_scored_is_told_when_enough_have(town, village, settings):
    settings.SPREAD_LEAST_AGENCIES = 3
    for number in range(3):
        building.approved(building.staffed(f"Sted {number}"), visibility="members")
    row = BankRow.objects.filter(collection="scenarios").first().row
    spread = Asker(village.reader).get(f"bank/scenarios/{row}/").json()["spread"]
    assert (spread["agencies"], spread["least"]) == (3, 3)
    assert spread["scored"][0]["likelihood"] == {"low": 2, "middle": 2, "high": 2}
    assert Asker(world.person()).get("bank/").json()["results"] == []


def test_a_page_leads_to_the_next(anyone, in_force):
    first = anyone.get("bank/?limit=1").json()
    second = anyone.get(first["next"]).json()
    assert second["next"] is None
    assert first["results"][0]["row"] != second["results"][0]["row"]


@pytest.mark.parametrize("query, where", [
    ("kind=x", "kind"), ("solution=x", "solution"), ("limit=0", "limit"), ("cursor=x", "cursor"),
    ("fritekst=x", "fritekst"),
])  # fmt: skip
def test_a_query_that_is_none_is_refused_where_it_stands(anyone, query, where):
    assert where in str(anyone.get(f"bank/?{query}").json())
    assert anyone.get(f"bank/?{query}").status_code == 422


def test_a_row_is_picked_and_remembers_where_it_came_from(as_outsider, in_force, mine):
    measure = in_force.content.rows["measures"][0].id
    made = as_outsider.post(f"assessments/{mine.pk}/picked-rows/", body(in_force, along=[measure]))
    assert made.status_code == 201
    assert made.headers["Location"].endswith(f"rows/scenarios/{scenario_of(in_force)}/")
    assert made.headers["ETag"] == f'"{made.json()["etag"]}"'
    assert "local_vulnerability" not in made.json()["fields"]
    found = as_outsider.get(f"assessments/{mine.pk}/picked-rows/").json()
    assert {each["row"] for each in found} == {scenario_of(in_force), measure}
    assert all(each["source"]["id"] == str(in_force.pk) and each["newer"] is None for each in found)
    standing = as_outsider.get(f"assessments/{mine.pk}/draft/").json()["standing"]
    assert f"scenarios/{scenario_of(in_force)}" in standing["awaiting"]


def test_the_source_is_not_named_once_it_is_hidden(town, as_outsider, in_force, mine):
    as_outsider.post(f"assessments/{mine.pk}/picked-rows/", body(in_force))
    building.show(building.fresh(in_force.assessment), town, "private")
    (found,) = as_outsider.get(f"assessments/{mine.pk}/picked-rows/").json()
    assert (found["source"], found["newer"]) == (None, None)


def test_picking_twice_is_told_with_where_the_row_is(as_outsider, in_force, mine):
    address = f"assessments/{mine.pk}/picked-rows/"
    as_outsider.post(address, body(in_force))
    problem = refused(as_outsider.post(address, body(in_force)), 409, "pick.there_already")
    assert (problem["assessment"], problem["row"]) == (str(mine.pk), scenario_of(in_force))


def test_only_the_drafts_authors_pick_and_only_what_they_see(town, village, anyone, stranger, mine, in_force):
    address = f"assessments/{mine.pk}/picked-rows/"
    refused(Asker(village.reader).post(address, body(in_force)), 403, "assessment.not_permitted")
    refused(Asker(town.author).post(address, body(in_force)), 404, "assessment.absent")
    refused(Asker(stranger).post(address, body(in_force)), 404, "assessment.absent")
    assert anyone.post(address, body(in_force)).status_code == 401
    building.show(building.fresh(in_force.assessment), town, "private")
    for person in (village.author, village.reader):  # who may not pick is not told either that it is there
        refused(Asker(person).post(address, body(in_force)), 404, "version.absent")
    refused(Asker(town.author).get(address), 404, "assessment.absent")


@pytest.mark.parametrize("wrong, status", [
    ({"row": "x"}, 422), ({"collection": "purposes"}, 422), ({"version": "x"}, 422), ({"along": ["x"]}, 422),
    ({"noe": 1}, 422), ({"row": "00000000-0000-4000-8000-000000000000"}, 404),
])  # fmt: skip
def test_a_body_that_is_wrong_is_refused(as_outsider, in_force, mine, wrong, status):
    made = as_outsider.post(f"assessments/{mine.pk}/picked-rows/", {**body(in_force), **wrong})
    assert made.status_code == status


def test_a_page_asks_as_often_for_twenty_rows_as_for_one(town, village):
    building.approved(town, visibility="members")
    asker = Asker(village.reader)

    def cost(limit):
        asker.get(f"bank/?limit={limit}")
        with CaptureQueriesContext(connection) as asked:
            assert asker.get(f"bank/?limit={limit}").status_code == 200
        return len(asked)

    one = cost(1)
    for number in range(4):
        building.approved(building.staffed(f"Bygd {number}"), "dpia", visibility="members")
        assessment = building.started(town)
        building.write(assessment, _with_many(building.stored(building.fill(assessment)).content))
        building.approve(town, building.freeze(town, assessment))
        building.show(building.fresh(assessment), town, "members")
    assert cost(20) == one


def _with_many(content):
    from uuid import uuid4

    from assessments.engine.content import Row

    cells = content.rows["scenarios"][0].fields
    return building.with_scenarios(content, tuple(Row(str(uuid4()), cells) for _ in range(6)))


def test_an_administrator_says_whether_scores_are_counted(town):
    asker = Asker(town.administrator)
    address = f"agencies/{town.agency.pk}/"
    assert asker.get(address).json()["shares_scores"] is True
    changed = asker.ask("patch", address, {"shares_scores": False})
    assert changed.json()["shares_scores"] is False
    assert Asker(town.author).ask("patch", address, {"shares_scores": True}).status_code == 403
