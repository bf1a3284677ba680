"""Versions of an assessment, its lineage, and measures kept up to date."""

from __future__ import annotations

import pytest

from assessments import actions
from registry.actions import update_agency
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def test_others_see_only_what_is_or_was_in_force(in_force, town, as_reader, anyone):
    building.renewed(town, in_force.assessment)
    actions.revise(assessment=building.fresh(in_force.assessment), by=town.author)
    building.freeze(town, building.fresh(in_force.assessment))
    address = f"assessments/{in_force.assessment_id}/versions/"
    own, others = (asker.get(address).json()["results"] for asker in (as_reader, anyone))
    assert [each["number"] for each in own] == [3, 2, 1]
    assert [(each["number"], each["state"]) for each in others] == [(2, "approved"), (1, "superseded")]
    assert all(each["author"] and each["message"] is not None for each in own)
    assert not any(each["author"] or each["message"] for each in others)


def test_versions_of_what_one_may_not_see_are_absent(hidden, as_outsider):
    refused(as_outsider.get(f"assessments/{hidden.assessment_id}/versions/"), 404, "assessment.absent")


def test_lineage_counts_what_one_may_not_see(in_force, town, village, anyone, as_outsider):
    fork = actions.fork(version=in_force, owner=village.agency, by=village.author)
    below = as_outsider.get(f"assessments/{in_force.assessment_id}/lineage/").json()
    assert [each["id"] for each in below["forks"]] == [str(fork.pk)]
    assert below["forks"][0]["built_on"] == 1
    below = anyone.get(f"assessments/{in_force.assessment_id}/lineage/").json()
    assert (below["forks"], below["hidden_forks"]) == ([], 1)
    above = as_outsider.get(f"assessments/{fork.pk}/lineage/").json()
    assert [each["id"] for each in above["ancestors"]] == [str(in_force.pk)]
    building.show(in_force.assessment, town, "private")
    above = as_outsider.get(f"assessments/{fork.pk}/lineage/").json()
    assert (above["ancestors"], above["hidden_ancestors"]) == ([], 1)


def test_the_family_is_one_tree_in_reading_order(in_force, town, village, anyone, as_outsider):
    fork = actions.fork(version=in_force, owner=village.agency, by=village.author)
    address = f"assessments/{in_force.assessment_id}/lineage/"
    seen = as_outsider.get(address).json()["family"]
    assert (seen["total"], seen["shown"], seen["next"]) == (2, 2, None)
    origin, below = seen["nodes"]
    assert (origin["depth"], origin["is_here"], origin["built_on"]) == (0, True, None)
    assert origin["assessment"]["current"]["number"] == 1
    assert (below["depth"], below["assessment"]["id"], below["built_on"]) == (1, str(fork.pk), 1)
    assert (below["behind"], below["divergence"]) == (0, 0)
    unseen = anyone.get(address).json()["family"]
    assert [(each["depth"], each["hidden"]) for each in unseen["nodes"]] == [(0, 1)]
    assert str(fork.pk) not in str(unseen)


def test_one_that_is_not_shown_is_a_place_without_anything(in_force, town, village, as_outsider):
    fork = actions.fork(version=in_force, owner=village.agency, by=village.author)
    building.show(in_force.assessment, town, "private")
    place = as_outsider.get(f"assessments/{fork.pk}/lineage/").json()["family"]["nodes"][0]
    assert place == {
        "depth": 0, "assessment": None, "is_here": False, "built_on": None, "behind": 0, "weight": None,
        "divergence": None, "hidden": 0, "further": 0,
    }  # fmt: skip


def test_an_agency_that_will_not_be_named_is_only_counted_among_the_forks(in_force, town, village, as_reader):
    fork = building.adopted(village, actions.fork(version=in_force, owner=village.agency, by=village.author))
    building.show(fork.assessment, village, "members")
    address = f"assessments/{in_force.assessment_id}/lineage/"
    assert len(as_reader.get(address).json()["forks"]) == 1
    update_agency(agency=village.agency, is_named_in_lineage=False, by=village.administrator)
    found = as_reader.get(address).json()
    assert (found["forks"], found["hidden_forks"], len(found["family"]["nodes"])) == ([], 1, 1)


@pytest.mark.parametrize("query", ["?start=x", "?start=-1", "?start=99999999999", "?strat=1"])
def test_a_wrong_page_of_the_family_is_refused(in_force, anyone, query):
    answer = anyone.get(f"assessments/{in_force.assessment_id}/lineage/{query}")
    refused(answer, 422, "request.invalid", query[1:].partition("=")[0])


@pytest.fixture
def measure(in_force):
    return in_force.content.rows["measures"][0].id


def test_a_measure_is_kept_up_to_date_after_approval(in_force, measure, as_author, as_reader):
    address = f"assessments/{in_force.assessment_id}/"
    saved = as_author.put(f"{address}measures/{measure}/follow-up", {"fields": {"responsible": "Kari"}})
    assert saved.json()["fields"] == {"responsible": "Kari"}
    as_author.put(f"{address}measures/{measure}/follow-up", {"fields": {"done_date": "2027-05-31"}})
    listed = as_reader.get(f"{address}follow-ups/").json()["results"]
    both = {"responsible": "Kari", "done_date": "2027-05-31"}
    assert [(each["row"], each["fields"]) for each in listed] == [(measure, both)]


def test_follow_up_is_the_owners_own(in_force, measure, as_outsider, anyone):
    address = f"assessments/{in_force.assessment_id}/"
    refused(as_outsider.get(f"{address}follow-ups/"), 404, "assessment.not_own")
    refused(anyone.get(f"{address}follow-ups/"), 401, "access.not_signed_in")
    answer = as_outsider.put(f"{address}measures/{measure}/follow-up", {"fields": {"responsible": "X"}})
    refused(answer, 403, "assessment.not_permitted")


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"title": "Nytt"}, "follow_up.column", "title"),
        ({"deadline": "i morgen"}, "content.malformed", "measures/new/deadline"),
        ({"status": "perhaps"}, "content.malformed", "measures/new/status"),
        ("x", "request.invalid", "fields"),
    ],
)
def test_a_wrong_follow_up_is_named(in_force, measure, as_author, fields, code, where):
    address = f"assessments/{in_force.assessment_id}/measures/{measure}/follow-up"
    refused(as_author.put(address, {"fields": fields}), 422, code, where)


def test_a_measure_that_is_not_there_is_absent(in_force, as_author):
    row = in_force.content.rows["scenarios"][0].id
    answer = as_author.put(f"assessments/{in_force.assessment_id}/measures/{row}/follow-up", {"fields": {}})
    refused(answer, 404, "row.absent")


def test_nothing_is_followed_up_before_approval(waiting, as_author):
    row = waiting.content.rows["measures"][0].id
    answer = as_author.put(f"assessments/{waiting.assessment_id}/measures/{row}/follow-up", {"fields": {}})
    refused(answer, 409, "follow_up.nothing_in_force")
