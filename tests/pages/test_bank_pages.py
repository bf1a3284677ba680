"""The scenario bank's pages: found, read, picked, and told of when the source changes."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from tests import world
from tests.assessments import building

CANARY = "kanarifugl"


def scenario_of(version):
    """Its first scenario."""
    return version.content.rows["scenarios"][0]


def address(version, what=""):
    """Where its first scenario is in the bank."""
    return f"/bank/scenarios/{scenario_of(version).id}/{what}"


@pytest.fixture
def mine(village):
    """A ROS of the village with an open draft."""
    return building.started(village, title="Vår ROS")


def picked(version, mine, village):
    """Its scenario picked into the village's draft."""
    return actions.pick_row(
        version=version, collection="scenarios", row=scenario_of(version).id, into=mine,
        by=world.fresh(village.author),
    )  # fmt: skip


def changed(town, version, **cells):
    """Its next version in force, where the scenario says something else."""
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    row = scenario_of(version)
    content = building.stored(assessment).content
    building.write(
        assessment, content.with_row("scenarios", Row(row.id, {**row.fields, **cells}, row.origin))
    )
    return building.approve(town, building.freeze(town, assessment))


def test_a_visitor_finds_what_is_open_to_everyone_and_is_offered_nothing_to_do(enter, in_force):
    client = enter()
    page = client.get("/bank/", {"q": "uønsket"})
    assert [card.hit.row.version for card in page.context["cards"]] == [in_force]
    assert scenario_of(in_force).fields["title"] in page.content.decode()
    assert "/pick/" not in client.get(address(in_force)).content.decode()
    assert not client.get("/bank/", {"q": "romfart"}).context["cards"]


def test_what_is_hidden_is_found_by_no_word_and_its_page_is_not_there(enter, town, village):
    version = building.approved(town, word=CANARY)
    for client in (enter(), enter(village.author)):
        assert CANARY not in client.get("/bank/").content.decode()
        assert client.get("/bank/", {"q": CANARY}).context["count"] == 0
        for what in ("", "pick/"):
            assert client.get(address(version, what), follow=False).status_code in (302, 404)
    assert enter(village.author).get(address(version, "pick/")).status_code == 404
    assert enter(town.reader).get("/bank/", {"q": CANARY}).context["count"] == 2


def test_a_withheld_cell_shows_its_ground_and_never_its_text(enter, town):
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    row = content.rows["scenarios"][0]
    content = content.with_row("scenarios", Row(row.id, {**row.fields, "consequence": CANARY}, row.origin))
    building.write(assessment, content.with_mark(f"scenarios/{row.id}/consequence", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    for client in (enter(), enter(town.author)):  # her own people, too, see here what the bank offers
        page = client.get(address(version)).content.decode()
        assert CANARY not in page and "v-withheld" in page


@pytest.mark.parametrize("query", ["q=%00", "kind=x", "solution=x", "category=x|y", "level=x", "table=x"])
def test_an_odd_address_is_an_empty_or_whole_page(enter, in_force, query):
    assert enter().get(f"/bank/?{query}").status_code == 200


@pytest.mark.parametrize("where", ["/bank/purposes/x/", "/bank/scenarios/x/", "/bank/scenarios/x/pick/"])
def test_a_row_that_is_none_is_not_there(enter, village, in_force, where):
    assert enter(village.author).get(where).status_code == 404


def test_the_wording_of_one_assessment_can_be_asked_for(enter, town, in_force):
    other = building.approved(town, title="Den andre", visibility="public")
    page = enter().get(address(in_force), {"from": str(other.assessment_id)})
    assert page.context["hit"].row.version == other
    assert enter().get(address(in_force), {"from": "x"}).status_code == 404


def test_a_scenario_is_picked_with_its_measures_and_shown_where_it_waits(enter, in_force, mine, village):
    client = enter(village.author)
    form = client.get(address(in_force, "pick/")).context["form"]
    measures = [key for key, _name in form.fields["along"].choices]
    answer = client.post(address(in_force, "pick/"), {"into": mine.pk, "along": measures})
    row = f"/assessments/{mine.pk}/rows/scenarios/{scenario_of(in_force).id}/"
    assert answer["Location"] == row
    page = client.get(row)
    assert page.context["provenance"].source == in_force
    assert page.context["row"].awaits
    waits = client.get(f"/assessments/{mine.pk}/confirm/").context
    assert waits["left"] == 1  # measures of a ROS are shared: they come as they are
    assert client.get("/tasks/").context["groups"][0].key == "confirm"


def test_picking_again_leads_to_the_row_that_is_there(enter, in_force, mine, village):
    picked(in_force, mine, village)
    answer = enter(village.author).post(address(in_force, "pick/"), {"into": mine.pk})
    assert answer["Location"].endswith(f"/rows/scenarios/{scenario_of(in_force).id}/")
    assert len(building.stored(mine).content.rows["scenarios"]) == 1


def test_only_ones_own_open_drafts_of_the_kind_are_offered(enter, in_force, mine, village, town):
    building.started(town)
    building.started(village, kind="dpia")
    form = enter(village.author).get(address(in_force, "pick/")).context["form"]
    assert list(form.fields["into"].queryset) == [mine]
    refused = enter(village.author).post(address(in_force, "pick/"), {"into": building.started(town).pk})
    assert refused.status_code == 422


def test_a_change_at_the_source_is_told_and_shown_side_by_side(enter, town, in_force, mine, village):
    picked(in_force, mine, village)
    client, row = enter(village.author), scenario_of(in_force).id
    where = f"/assessments/{mine.pk}/picked/scenarios/{row}/"
    assert client.get(where).status_code == 404
    newest = changed(town, in_force, consequence="Noe nytt som følger.")
    assert where in client.get(f"/assessments/{mine.pk}/draft/").content.decode()
    assert where in client.get(f"/assessments/{mine.pk}/rows/scenarios/{row}/").content.decode()
    page = client.get(where)
    assert page.context["found"].version == newest
    assert [shown.label for shown in page.context["sheet"].pieces] == ["Consequence in words"]
    assert "<ins>" in page.content.decode()
    building.show(building.fresh(in_force.assessment), town, "private")
    assert client.get(where).status_code == 404
    row_page = client.get(f"/assessments/{mine.pk}/rows/scenarios/{row}/").content.decode()
    assert "no longer open to you" in row_page


def test_a_change_is_told_on_the_version_in_force_too_when_no_draft_is_open(enter, town, in_force, village):
    mine = building.fill(building.started(village, title="Vår ROS"))
    picked(in_force, building.started(village), village)  # another draft's pick says nothing about this one
    content = building.stored(mine).content
    own = content.rows["scenarios"][0]
    renamed = Row("00000000-0000-4000-8000-000000000001", own.fields, own.origin)
    building.write(mine, building.with_scenarios(content, (renamed,)))
    picked(in_force, mine, village)
    content = building.stored(mine).content
    row = scenario_of(in_force).id
    kept = content.row("scenarios", row)
    building.write(mine, content.with_row("scenarios", Row(row, {**own.fields, **kept.fields}, kept.origin)))
    actions.confirm(
        assessment=mine, path=f"scenarios/{row}", state="confirmed", by=world.fresh(village.author),
        expected=building.etag(mine, f"scenarios/{row}"),
    )  # fmt: skip
    building.approve(village, building.freeze(village, mine))
    changed(town, in_force, consequence="Noe nytt som følger.")
    where, client = f"/assessments/{mine.pk}/picked/scenarios/{row}/", enter(village.reader)
    assert where in client.get(f"/assessments/{mine.pk}/").content.decode()
    page = client.get(where)
    assert page.status_code == 200 and "Open your own row" not in page.content.decode()
    building.show(building.fresh(mine), village, "public")
    for client in (enter(), enter(town.author)):
        assert where not in client.get(f"/assessments/{mine.pk}/").content.decode()
        assert client.get(where).status_code in (302, 404)


def test_an_administrator_keeps_scores_out_of_it(enter, town):
    client, page = enter(town.administrator), f"/agencies/{town.agency.pk}/edit/"
    given = {"name": town.agency.name, "language": "nb", "address": ""}
    assert client.get(page).context["form"]["shares_scores"].value() is True
    client.post(page, given)
    town.agency.refresh_from_db()
    assert town.agency.shares_scores is False


def test_the_bank_costs_as_many_queries_for_many_hits_as_for_one(
    enter, town, village, django_assert_max_num_queries
):
    for kind in ("ros", "dpia"):
        building.approved(town, kind, visibility="members")
    client = enter(village.reader)
    with django_assert_max_num_queries(14):
        assert len(client.get("/bank/").context["cards"]) > 1
