"""An assessment of which others are shown one version only: no page tells them of another."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import rewrite

pytestmark = pytest.mark.django_db
OUTSIDE = ("another", "nobody")


@pytest.fixture
def looks(enter, town, village):
    """`looks(who)` is the client of an author of another agency, or of nobody."""
    people = {"reader": town.reader, "another": village.author, "nobody": None}
    return lambda who: enter(people[who])


def show(town, version, number, *, later=False):
    """Let everyone see this version of it, and those after it if so said."""
    actions.share(
        assessment=building.fresh(version.assessment), visibility="public", shown_from=number,
        shows_later=later, by=world.fresh(town.approver),
    )  # fmt: skip


@pytest.fixture
def second(town, in_force):
    """The next version in force; everyone is shown the first alone."""
    show(town, in_force, 1)
    return building.renewed(town, in_force.assessment)


@pytest.fixture
def older(town, in_force):
    """The first version, of which others are shown the second and those after it."""
    second = building.renewed(town, in_force.assessment)
    show(town, in_force, second.number, later=True)
    return in_force


def newest(version):
    return version.assessment.versions.order_by("-number").first()


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_assessment_is_the_version_one_is_shown_and_that_is_in_force(looks, who, in_force, second):
    home = f"/assessments/{in_force.assessment_id}/"
    answer = looks(who).get(home)
    assert (answer.status_code, answer.context["version"]) == (200, in_force)
    assert (answer.context["in_force"], answer.context["tab"]) == (in_force, "read")
    assert str(second.pk) not in answer.content.decode()
    assert looks("reader").get(home).context["version"] == second


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_history_has_the_versions_one_is_shown(looks, who, in_force, second):
    address = f"/assessments/{in_force.assessment_id}/history/"
    answer = looks(who).get(address)
    assert [version for version, _state in answer.context["versions"]] == [in_force]
    assert str(second.pk) not in answer.content.decode()
    assert len(looks("reader").get(address).context["versions"]) == 2


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_state_of_the_whole_is_that_of_the_version_one_is_shown(looks, who, in_force, second):
    address = f"/assessments/{in_force.assessment_id}/lineage/"
    told = {each: looks(each).get(address).context["standing"].word for each in ("reader", who)}
    assert told["reader"] != told[who]


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_version_one_is_not_shown_is_not_offered_to_compare_with(looks, who, older):
    shown = newest(older)
    answer = looks(who).get("/compare/", {"to": str(shown.pk)})
    assert answer.context["shortcuts"] == []
    assert [c.name for _label, choices in answer.context["groups"] for c in choices] == [str(shown.pk)]
    assert str(older.pk) not in answer.content.decode()
    changes = f"/versions/{shown.pk}/changes/"
    assert looks(who).get(changes)["Location"] == f"/compare/?to={shown.pk}"
    assert looks("reader").get(changes)["Location"] == f"/compare/?from={older.pk}&to={shown.pk}"


def test_of_others_with_the_same_origin_only_what_one_is_shown_is_offered(looks, fork, in_force, village):
    built = building.adopted(village, fork)
    show(village, built, 1)
    hidden = building.renewed(village, built.assessment)
    offered = {
        who: looks(who).get("/compare/", {"to": str(in_force.pk)}).content.decode()
        for who in ("reader", "nobody", "another")
    }
    assert str(hidden.pk) in offered["another"], "she is one of its people"
    assert str(hidden.pk) not in offered["reader"] + offered["nobody"]


def test_who_takes_over_is_not_led_to_a_version_that_is_hidden_by_now(enter, fork, in_force, town, village):
    page = f"/assessments/{fork.pk}/pull/"
    actions.revise(assessment=building.fresh(in_force.assessment), by=world.fresh(town.author))
    rewrite(building.fresh(in_force.assessment), in_scope="Nytt omfang.")
    building.approve(town, building.freeze(town, building.fresh(in_force.assessment)))
    assert enter(village.author).get(page).context["compare"]
    show(town, in_force, 2, later=True)
    assert enter(village.author).get(page).context["compare"] == ""


def test_measures_of_a_version_one_may_not_see_are_not_there(enter, town, village):
    hidden, mine = building.approved(town), building.started(village)
    address = f"/assessments/{mine.pk}/measures-from/{hidden.pk}/"
    assert enter(village.author).get(address).status_code == 404
    building.show(hidden.assessment, town, "members")
    assert enter(village.author).get(address).status_code == 200


def test_what_is_withheld_is_not_counted_among_what_travels(enter, complete, town, village):
    content = building.stored(complete).content
    building.write(complete, content.with_mark("in_scope", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, building.fresh(complete)))
    building.show(version.assessment, town, "public")
    page = f"/versions/{version.pk}/fork/"
    ours, theirs = (enter(each.author).get(page).context["travels"] for each in (town, village))
    assert sum(ours.values()) == sum(theirs.values()) + 1


def test_what_is_not_there_is_absent(enter, draft, in_force, town):
    client = enter(town.author)
    assert client.get(f"/assessments/{draft.pk}/confirm/").status_code == 404
    assert client.get(f"/assessments/{draft.pk}/rows/x/add/").status_code == 404
    assert client.get(f"/assessments/{in_force.assessment_id}/follow-up/x/").status_code == 404
