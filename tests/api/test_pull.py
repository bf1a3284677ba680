"""Taking over what an upstream changed: read, chosen piece by piece, carried out, taken back."""

from __future__ import annotations

import pytest

from assessments import actions
from tests import world
from tests.api.asking import codes, refused
from tests.api.test_query_counts import queries
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def fork(in_force, village):
    return actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))


@pytest.fixture
def newer(town, in_force, fork):
    """The original rewrites its scope and a scenario's title."""

    def change(assessment) -> None:
        rewrite(assessment, in_scope="Nytt omfang.")
        rewrite_row(assessment, "scenarios", first_row(assessment, "scenarios"), title="Ny tittel")

    return renewed(town, in_force.assessment, change)


@pytest.fixture
def address(fork):
    return f"assessments/{fork.pk}/pull/"


def piece(asker, address, path):
    return next(each for each in asker.get(address).json()["pieces"] if each["path"] == path)


def choose(asker, address, newer, path, verdict, **more):
    stamp = more.pop("stamp", None) or piece(asker, address, path)["stamp"]
    given = {"from": str(newer.pk), "path": path, "verdict": verdict, "stamp": stamp, **more}
    return asker.put(f"{address}choices/", given)


def taken(asker, address, newer):
    return asker.post(address, {"from": str(newer.pk)})


def test_what_is_offered_says_from_where_and_what_each_side_says(as_outsider, address, fork, newer):
    body = as_outsider.get(address).json()
    assert (body["source"]["id"], body["base"]["number"], body["chosen"]) == (str(newer.pk), 1, 0)
    scope = piece(as_outsider, address, "in_scope")
    assert scope["theirs"] == scope["merged"] == {"in_scope": "Nytt omfang."}
    assert (scope["kind"], scope["what"], scope["choice"]) == ("offer", "answer", None)
    assert scope["verdicts"] == ["take", "not_now", "never"]
    assert scope["label"]


def test_one_may_name_the_version(as_outsider, address, newer, in_force, hidden):
    assert as_outsider.get(f"{address}?from={newer.pk}").json()["source"]["number"] == 2
    refused(as_outsider.get(f"{address}?from={hidden.pk}"), 404, "version.absent")
    refused(as_outsider.get(f"{address}?from=x"), 422, "request.invalid", "from")
    refused(as_outsider.get(f"{address}?fro={newer.pk}"), 422, "request.invalid", "fro")


def test_a_choice_is_kept_and_shown(as_outsider, address, newer, village):
    kept = choose(as_outsider, address, newer, "in_scope", "never", reason="Ikke hos oss.").json()
    assert kept["choice"]["holds"] and kept["choice"]["by"]["id"] == str(village.author.pk)
    again = piece(as_outsider, address, "in_scope")
    assert (again["choice"]["verdict"], again["choice"]["reason"]) == ("never", "Ikke hos oss.")
    back = choose(as_outsider, address, newer, "in_scope", "").json()
    assert back["choice"] is None


def test_a_choice_names_what_it_was_made_on(as_outsider, address, newer):
    given = {"from": str(newer.pk), "path": "in_scope", "verdict": "take"}
    refused(as_outsider.put(f"{address}choices/", given), 428, "pull.stamp_missing", "in_scope")
    problem = refused(
        as_outsider.put(f"{address}choices/", {**given, "stamp": "x"}), 412, "pull.stale", "in_scope"
    )
    assert problem["etag"] == piece(as_outsider, address, "in_scope")["stamp"]
    assert problem["current"]["theirs"] == {"in_scope": "Nytt omfang."}
    assert problem["yours"]["verdict"] == "take"


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ({"verdict": "kanskje"}, "request.invalid", "verdict"),
        ({"verdict": "both"}, "pull.verdict_unknown", "verdict"),
        ({"verdict": "never"}, "pull.reason_missing", "reason"),
        ({"verdict": "take", "reason": "x" * 3000}, "text.too_long", "reason"),
    ],
)
def test_a_wrong_choice_is_named(as_outsider, address, newer, given, code, where):
    verdict = given.pop("verdict")
    refused(choose(as_outsider, address, newer, "in_scope", verdict, **given), 422, code, where)


def test_what_is_not_offered_cannot_be_chosen(as_outsider, address, newer):
    refused(
        choose(as_outsider, address, newer, "title", "take", stamp="x"), 404, "pull.piece_absent", "title"
    )


def test_all_that_fits_is_chosen_at_once_and_carried_out(as_outsider, address, newer, fork):
    assert as_outsider.post(f"{address}choices/take-all", {"from": str(newer.pk)}).json() == {"chosen": 2}
    assert stored(fork).content.fields["in_scope"] != "Nytt omfang."
    draft = taken(as_outsider, address, newer).json()
    assert draft["content"]["fields"]["in_scope"] == "Nytt omfang."
    assert draft["base"] == str(newer.pk)
    refused(as_outsider.get(address), 409, "pull.nothing_newer")


def test_a_conflict_nobody_chose_in_is_named(as_outsider, address, newer, fork):
    rewrite(fork, in_scope="Vårt omfang.")
    assert as_outsider.get(address).json()["undecided"] == ["in_scope"]
    problem = refused(taken(as_outsider, address, newer), 409, "pull.undecided")
    assert codes(problem) == {("pull.conflict", "in_scope")}


def test_an_edit_is_taken_as_it_is_written(as_outsider, address, newer, fork):
    rewrite(fork, in_scope="Vårt omfang.")
    choose(as_outsider, address, newer, "in_scope", "edit", answers={"in_scope": "Begge deler."})
    draft = taken(as_outsider, address, newer).json()
    assert draft["content"]["fields"]["in_scope"] == "Begge deler."


def test_a_taking_is_taken_back(as_outsider, address, newer, fork):
    before = stored(fork).root
    choose(as_outsider, address, newer, "in_scope", "take")
    taken(as_outsider, address, newer)
    draft = as_outsider.post(f"{address}undo").json()
    assert draft["content"]["fields"]["in_scope"] != "Nytt omfang."
    assert stored(fork).root == before
    refused(as_outsider.post(f"{address}undo"), 409, "pull.none_to_undo")


def test_others_find_nothing(as_author, as_stranger, anyone, address, newer):
    refused(as_stranger.get(address), 404, "assessment.absent")
    refused(as_author.get(address), 404, "assessment.absent")
    assert anyone.get(address).status_code == 401
    for asker in (as_author, as_stranger):
        refused(taken(asker, address, newer), 404, "assessment.absent")
        refused(asker.post(f"{address}undo"), 404, "assessment.absent")


def test_what_is_shown_to_others_is_not_theirs_to_take(as_author, fork, village, newer):
    building.fill(fork)

    building.confirm_all(fork, world.fresh(village.author))
    building.approve(village, building.freeze(village, building.fresh(fork)))
    building.show(building.fresh(fork), village, "public")
    refused(as_author.get(f"assessments/{fork.pk}/pull/"), 404, "assessment.not_own")


def test_the_database_is_asked_as_often_for_many_pieces_as_for_few(
    as_outsider, address, newer, in_force, town, fork
):
    choose(as_outsider, address, newer, "in_scope", "not_now")
    taken(as_outsider, address, newer)

    def more(assessment) -> None:
        rewrite(assessment, assumptions="Nytt", out_of_scope="Nytt", technical_description="Nytt")

    newest = renewed(town, in_force.assessment, lambda a: rewrite(a, assumptions="Nytt"))
    few = queries(as_outsider, f"{address}?from={newest.pk}")
    newest = renewed(town, in_force.assessment, more)
    as_outsider.post(f"{address}choices/take-all", {"from": str(newest.pk)})
    assert queries(as_outsider, f"{address}?from={newest.pk}") == few <= 27
