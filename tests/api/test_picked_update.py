"""A picked row and its source over the API: what changed, chosen, taken over, undone, and wanted no more."""

from __future__ import annotations

import pytest

from assessments import actions
from tests import world
from tests.api.asking import Asker, codes, refused
from tests.api.test_query_counts import queries
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(in_force):
    """The id of the scenario that is picked."""
    return in_force.content.rows["scenarios"][0].id


@pytest.fixture
def mine(village, in_force, row):
    """The village's draft with the scenario picked into it."""
    into = building.started(village)
    actions.pick_row(
        version=in_force, collection="scenarios", row=row, into=into, by=world.fresh(village.author)
    )
    return into


def changed(town, in_force, row, **cells):
    """The next version of the source in force, where the scenario says something else."""
    return renewed(town, in_force.assessment, lambda each: rewrite_row(each, "scenarios", row, **cells))


@pytest.fixture
def newer(town, in_force, row, mine):
    """The source has a new title and consequence."""
    return changed(town, in_force, row, title="Ny tittel", consequence="Noe nytt.")


@pytest.fixture
def address(mine, row):
    """Where the row and its source are."""
    return f"assessments/{mine.pk}/picked-rows/scenarios/{row}/"


def take(asker, address, newer, **headers):
    state = headers or {"if_match": f'"{asker.get(address).json()["etag"]}"'}
    return asker.post(address, {"from": str(newer.pk)}, **state)


def choose(asker, address, newer, path, verdict, **more):
    shown = next(each for each in asker.get(address).json()["pieces"] if each["path"] == path)
    given = {"from": str(newer.pk), "path": path, "verdict": verdict, "stamp": shown["stamp"], **more}
    return asker.put(f"{address}choices/", given)


def test_what_changed_is_shown_with_both_texts_and_the_state_to_name(as_outsider, address, newer, in_force):
    answer = as_outsider.get(address)
    body = answer.json()
    assert [each["path"].rpartition("/")[2] for each in body["pieces"]] == ["title", "consequence"]
    assert body["pieces"][0]["theirs"] == {"title": "Ny tittel"} and body["pieces"][0]["kind"] == "offer"
    assert (body["source"]["id"], body["built_on"], body["gone"]) == (str(newer.pk), str(in_force.pk), False)
    assert answer.headers["ETag"] == f'"{body["etag"]}"'


def test_one_request_takes_it_all_and_the_answer_is_the_row(as_outsider, address, newer, mine):
    answer = take(as_outsider, address, newer)
    assert (answer.status_code, answer.json()["fields"]["title"]) == (200, "Ny tittel")
    assert answer.headers["ETag"] == f'"{answer.json()["etag"]}"'
    refused(as_outsider.get(address), 404, "offer.absent")
    (told,) = as_outsider.get(f"assessments/{mine.pk}/picked-rows/").json()
    assert (told["source"]["id"], told["newer"]) == (str(newer.pk), None)
    assert as_outsider.post(f"assessments/{mine.pk}/pull/undo").status_code == 200
    assert as_outsider.get(address).json()["pieces"]


def test_a_conflict_is_located_and_chosen_in(as_outsider, address, newer, mine, row):
    rewrite_row(mine, "scenarios", row, consequence="Vår følge.")
    place = f"scenarios/{row}/consequence"
    problem = refused(take(as_outsider, address, newer), 409, "pull.undecided")
    assert codes(problem) == {("pull.conflict", place)}
    chosen = choose(as_outsider, address, newer, place, "both", reason="Begge gjelder.").json()
    assert (chosen["choice"]["verdict"], chosen["choice"]["holds"]) == ("both", True)
    fields = take(as_outsider, address, newer).json()["fields"]
    assert fields["consequence"] == "Vår følge.\n\nNoe nytt."


def test_a_row_that_is_gone_says_so_and_is_taken_out(as_outsider, town, address, in_force, mine, row):
    from assessments.engine.content import Row

    def change(assessment) -> None:
        content = stored(assessment).content
        kept = Row("9d1c1b5e-0000-4000-8000-000000000000", content.row("scenarios", row).fields)
        building.write(assessment, building.with_scenarios(content.without_row("scenarios", row), (kept,)))

    newest = renewed(town, in_force.assessment, change)
    (told,) = as_outsider.get(f"assessments/{mine.pk}/picked-rows/").json()
    assert (told["newer"]["id"], told["gone"]) == (str(newest.pk), True)
    assert as_outsider.get(address).json()["gone"] is True
    assert take(as_outsider, address, newest).status_code == 204
    assert stored(mine).content.row("scenarios", row) is None


def test_it_names_the_state_it_was_read_in(as_outsider, address, newer, mine, row):
    body = {"from": str(newer.pk)}
    refused(as_outsider.post(address, body), 428, "draft.etag_missing", f"scenarios/{row}")
    read = as_outsider.get(address).json()["etag"]
    rewrite_row(mine, "scenarios", row, title="Skrevet imens")
    problem = refused(as_outsider.post(address, body, if_match=f'"{read}"'), 412, "draft.stale")
    assert problem["current"]["title"] == "Skrevet imens"


def test_a_source_that_has_moved_again_is_told(as_outsider, town, in_force, row, address, newer):
    changed(town, in_force, row, title="Enda nyere")
    refused(take(as_outsider, address, newer), 412, "offer.stale", "from")


def test_a_choice_names_the_change_as_it_was_read(as_outsider, address, newer, row):
    given = {"from": str(newer.pk), "path": f"scenarios/{row}/title", "verdict": "take"}
    refused(as_outsider.put(f"{address}choices/", given), 428, "pull.stamp_missing")
    refused(as_outsider.put(f"{address}choices/", {**given, "stamp": "x"}), 412, "pull.stale")


@pytest.mark.parametrize(
    ("given", "status", "code", "where"),
    [
        ({}, 422, "request.invalid", "from"),
        ({"from": "x"}, 422, "request.invalid", "from"),
        ({"from": "00000000-0000-4000-8000-000000000000"}, 422, "request.invalid", "from"),
        ({"noe": 1}, 422, "request.invalid", "noe"),
    ],
)
def test_a_body_that_is_wrong_is_named(as_outsider, address, newer, given, status, code, where):
    refused(as_outsider.post(address, given, if_match='"x"'), status, code, where)


def test_never_for_this_row_is_remembered_and_taken_back(
    as_outsider, town, in_force, row, address, newer, mine
):
    refused(as_outsider.put(f"{address}never", {}), 422, "request.invalid", "reason")
    assert as_outsider.put(f"{address}never", {"reason": "Vi har vår egen."}).status_code == 204
    changed(town, in_force, row, title="Enda nyere")
    refused(as_outsider.get(address), 404, "offer.absent")
    (told,) = as_outsider.get(f"assessments/{mine.pk}/picked-rows/").json()
    assert (told["declined"], told["newer"]) == ("Vi har vår egen.", None)
    assert as_outsider.delete(f"{address}never").status_code == 204
    assert as_outsider.get(address).json()["pieces"]


def test_a_row_that_was_not_picked_has_no_source(as_outsider, mine, newer):
    other = first_row(building.fill(building.fresh(mine)), "measures")
    address = f"assessments/{mine.pk}/picked-rows/measures/{other}/"
    refused(as_outsider.get(address), 404, "offer.absent")
    refused(as_outsider.put(f"{address}never", {"reason": "x"}), 404, "row.absent")
    refused(as_outsider.delete(f"{address}never"), 404, "row.absent")


def test_others_find_nothing_and_a_reader_only_reads(
    as_author, as_stranger, anyone, village, address, newer, row, town, in_force
):
    body, state = {"from": str(newer.pk)}, {"if_match": '"x"'}
    choice = {**body, "path": f"scenarios/{row}/title", "verdict": "take", "stamp": "x"}
    for who in (as_author, as_stranger):
        refused(who.get(address), 404, "assessment.absent")
        if who is as_author:  # who may see the version named, and yet finds nothing
            refused(who.post(address, body, **state), 404, "assessment.absent")
            refused(who.put(f"{address}choices/", choice), 404, "assessment.absent")
        refused(who.put(f"{address}never", {"reason": "x"}), 404, "assessment.absent")
        refused(who.delete(f"{address}never"), 404, "assessment.absent")
    assert anyone.get(address).status_code == anyone.post(address, body).status_code == 401
    reader = Asker(village.reader)
    assert reader.get(address).status_code == 200
    refused(reader.post(address, body, **state), 403, "assessment.not_permitted")
    refused(reader.put(f"{address}choices/", choice), 403, "assessment.not_permitted")
    refused(reader.put(f"{address}never", {"reason": "x"}), 403, "assessment.not_permitted")
    refused(reader.delete(f"{address}never"), 403, "assessment.not_permitted")


def test_a_source_that_is_closed_offers_nothing(as_outsider, town, in_force, address, newer):
    state = as_outsider.get(address).json()["etag"]
    building.show(building.fresh(in_force.assessment), town, "private")
    refused(as_outsider.get(address), 404, "offer.absent")
    given = {"from": str(newer.pk)}
    refused(as_outsider.post(address, given, if_match=f'"{state}"'), 422, "request.invalid", "from")


def test_the_list_of_picked_rows_costs_the_same_however_many(as_outsider, village, in_force, mine, newer):
    address = f"assessments/{mine.pk}/picked-rows/"
    before = queries(as_outsider, address)
    actions.pick_row(
        version=in_force, collection="measures", row=in_force.content.rows["measures"][0].id,
        into=building.fresh(mine), by=world.fresh(village.author),
    )  # fmt: skip
    assert len(as_outsider.get(address).json()) == 2
    assert queries(as_outsider, address) == before
