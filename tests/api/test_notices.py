"""Notices and watching over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.models import Notice, Watch
from registry import jobs
from tests import world
from tests.api.asking import Asker, codes, refused
from tests.assessments import building
from tests.assessments.test_pull import renewed, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def fork(village, in_force, monkeypatch):
    """The village's fork of what is in force in the town."""
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    return actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))


def renew(town, version, times: int = 1) -> None:
    for _time in range(times):
        building.renewed(town, version.assessment)
    jobs.drain()


def test_a_notice_says_what_happened_and_to_what(town, in_force, fork, as_outsider):
    renew(town, in_force)
    [notice] = as_outsider.get("notices/").json()["results"]
    assert (notice["kind"], notice["read_at"], notice["weight"]) == ("in_force", None, None)
    assert notice["assessment"]["id"] == str(fork.pk)
    assert (notice["version"]["number"], notice["version"]["assessment"]["title"]) == (2, "Sak")


def test_nobody_is_told_of_anothers_notices(town, in_force, fork, as_stranger, as_author, anyone):
    renew(town, in_force)
    assert as_stranger.get("notices/").json()["results"] == []
    assert as_author.get("notices/").json()["results"] == []
    assert anyone.get("notices/").status_code == 401


def test_a_hidden_upstream_is_named_nowhere_in_a_notice(town, in_force, fork, as_outsider):
    renew(town, in_force)
    type(fork).objects.filter(pk=fork.pk).update(title="Vår egen")
    building.show(building.fresh(in_force.assessment), town, "private")
    answer = as_outsider.get("notices/")
    [notice] = answer.json()["results"]
    assert notice["version"] is None
    assert "Sak" not in answer.content.decode() and in_force.digest not in answer.content.decode()


def test_notices_are_marked_as_read_one_by_one_or_all(town, in_force, fork, as_outsider):
    renew(town, in_force, times=3)
    newest = as_outsider.get("notices/").json()["results"][0]["id"]
    assert as_outsider.post("notices/read", {"notices": [newest]}).json() == {"marked": 1}
    assert len(as_outsider.get("notices/?unread=1").json()["results"]) == 2
    assert as_outsider.post("notices/read").json() == {"marked": 2}
    assert as_outsider.get("notices/?unread=1").json()["results"] == []


def test_others_notices_cannot_be_marked(town, in_force, fork, as_stranger):
    renew(town, in_force)
    pk = Notice.objects.get().pk
    assert as_stranger.post("notices/read", {"notices": [pk]}).json() == {"marked": 0}


@pytest.mark.parametrize("body", [{"notices": ["x"]}, {"notices": [0]}, {"notices": [2**63]}, {"all": True}])
def test_a_body_that_names_no_notices_is_refused(as_outsider, body):
    assert as_outsider.post("notices/read", body).status_code == 422


def test_pages_of_notices_hold_everything_once(town, in_force, fork, as_outsider):
    renew(town, in_force, times=3)
    seen, address = [], "notices/?limit=2"
    while address:
        page = as_outsider.get(address).json()
        seen += [each["version"]["number"] for each in page["results"]]
        address = page["next"]
    assert seen == [4, 3, 2]


def test_the_list_costs_the_same_however_long_it_is(town, in_force, fork, as_outsider):
    def cost() -> int:
        as_outsider.get("notices/")
        with CaptureQueriesContext(connection) as seen:
            as_outsider.get("notices/")
        return len(seen)

    renew(town, in_force)
    before = cost()
    renew(town, in_force, times=3)
    assert cost() == before <= 6


# --- Watching ------------------------------------------------------------------------------------


def address_of(assessment) -> str:
    return f"assessments/{assessment.pk}/watch/"


def test_one_watches_and_stops(in_force, as_stranger):
    address = address_of(in_force.assessment)
    assert as_stranger.put(address, {"how": "daily"}).json() == {"how": "daily"}
    assert as_stranger.put(address).json() == {"how": ""}
    assert as_stranger.delete(address).status_code == 204
    assert as_stranger.delete(address).status_code == 204
    assert not Watch.objects.exists()


def test_what_is_hidden_cannot_be_watched(hidden, as_stranger, as_outsider, anyone):
    address = address_of(hidden.assessment)
    for one in (as_stranger, as_outsider):
        refused(one.put(address), 404, "assessment.absent")
    assert anyone.put(address).status_code == 401


def test_an_unknown_way_is_refused_with_its_place(in_force, as_stranger):
    answer = as_stranger.put(address_of(in_force.assessment), {"how": "pigeon"})
    assert {where for _code, where in codes(answer.json())} == {"how"}


def test_one_chooses_how_one_is_told(as_stranger):
    assert as_stranger.get("me/").json()["notify"] == "daily"
    assert as_stranger.ask("patch", "me/", {"notify": "never"}).json()["notify"] == "never"
    assert as_stranger.ask("patch", "me/", {"notify": "pigeon"}).status_code == 422


# --- Behind and ahead in lists --------------------------------------------------------------------


def test_a_list_says_how_far_each_fork_has_drifted(town, village, in_force, fork, as_outsider):
    renew(town, in_force, times=2)
    building.adopted(village, fork)
    rows = {each["id"]: each for each in as_outsider.get("assessments/").json()["results"]}
    assert (rows[str(fork.pk)]["behind"], rows[str(fork.pk)]["ahead"]) == (2, 1)
    assert (rows[str(in_force.assessment_id)]["behind"], rows[str(in_force.assessment_id)]["ahead"]) == (0, 0)
    assert Asker(town.reader).get("assessments/").json()["results"]


def test_what_the_newest_version_weighs_is_told_in_the_list_and_the_whole_in_words(
    town, village, in_force, fork, as_outsider, as_author
):
    renewed(town, in_force.assessment, lambda assessment: rewrite(assessment, in_scope="Noe helt annet nå."))
    rows = {each["id"]: each for each in as_outsider.get("assessments/").json()["results"]}
    assert rows[str(fork.pk)]["weight"] is None
    jobs.drain()
    rows = {each["id"]: each for each in as_outsider.get("assessments/").json()["results"]}
    assert rows[str(fork.pk)]["weight"] == "notable"
    assert rows[str(in_force.assessment_id)]["weight"] is None
    upstream = as_outsider.get(f"assessments/{fork.pk}/").json()["upstream"]
    [notice] = as_outsider.get("notices/").json()["results"]
    question = fork.upstream.parsed_schema.field("in_scope").label["nb"]
    for told in (upstream, notice):
        assert told["weight"] == "notable" and question in told["told"]
    node = as_outsider.get(f"assessments/{fork.pk}/lineage/").json()["family"]["nodes"][1]
    assert node["weight"] == "notable"
    assert str(fork.pk) not in as_author.get("assessments/").content.decode()
