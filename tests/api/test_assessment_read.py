"""One assessment: what it says of itself to whom, opened again, shown to others."""

from __future__ import annotations

import pytest

from assessments import actions
from tests.api.asking import Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def test_the_owners_people_see_where_it_stands(in_force, as_author):
    body = as_author.get(f"assessments/{in_force.assessment_id}/").json()
    assert body["reading"] == "full"
    assert body["current"]["digest"] == in_force.digest
    assert body["can"] == {
        "edit": False,
        "submit": False,
        "revise": True,
        "share": False,
        "follow_up": True,
        "link": True,
    }


def test_a_reader_outside_can_do_nothing_with_it(in_force, anyone, as_outsider):
    for asker, reading in ((anyone, "public"), (as_outsider, "members")):
        body = asker.get(f"assessments/{in_force.assessment_id}/").json()
        assert body["reading"] == reading
        assert not any(body["can"].values())


@pytest.mark.parametrize("who", ["anyone", "as_stranger", "as_outsider"])
def test_what_one_may_not_see_is_absent(hidden, request, who):
    asker = request.getfixturevalue(who)
    absent = asker.get("assessments/6a5e1a1e-0000-4000-8000-000000000000/")
    forbidden = asker.get(f"assessments/{hidden.assessment_id}/")
    assert refused(absent, 404, "assessment.absent") | {"request": ""} == refused(
        forbidden, 404, "assessment.absent"
    ) | {"request": ""}


@pytest.mark.parametrize("key", ["1", "x", "%00", "6A5E1A1E-0000-4000-8000-000000000000", "..%2f", "ÆØÅ"])
def test_garbage_for_an_id_is_absent(as_author, key):
    assert as_author.get(f"assessments/{key}/").status_code == 404


def test_a_fork_tells_what_it_builds_on_and_how_far_that_has_gone(in_force, town, village, as_outsider):
    fork = actions.fork(version=in_force, owner=village.agency, by=village.author)
    building.renewed(town, in_force.assessment)
    building.renewed(town, in_force.assessment)
    upstream = as_outsider.get(f"assessments/{fork.pk}/").json()["upstream"]
    assert upstream["version"] == str(in_force.pk)
    assert [each["number"] for each in upstream["behind"]] == [3, 2]
    assert upstream["ahead"] == 0


def test_of_a_hidden_upstream_only_number_and_digest_are_told(in_force, town, village, as_outsider):
    fork = actions.fork(version=in_force, owner=village.agency, by=village.author)
    building.show(in_force.assessment, town, "private")
    upstream = as_outsider.get(f"assessments/{fork.pk}/").json()["upstream"]
    assert upstream == {
        "visible": False,
        "status": "not_shown",
        "assessment": None,
        "version": None,
        "number": 1,
        "digest": in_force.digest,
        "language": None,
        "behind": [],
        "weight": None,
        "told": "",
        "ahead": 0,
    }


def test_an_author_opens_the_next_version(in_force, as_author):
    answer = as_author.post(f"assessments/{in_force.assessment_id}/revise")
    assert answer.status_code == 201
    assert (
        answer.headers["Location"] == f"http://testserver/api/v1/assessments/{in_force.assessment_id}/draft/"
    )
    assert answer.json()["parent"] == str(in_force.pk)
    assert answer.json()["can"]["edit"] is True


def test_a_draft_is_opened_once(in_force, as_author):
    as_author.post(f"assessments/{in_force.assessment_id}/revise")
    refused(as_author.post(f"assessments/{in_force.assessment_id}/revise"), 409, "draft.open_already")


def test_nothing_is_opened_while_a_version_waits(waiting, as_author):
    refused(as_author.post(f"assessments/{waiting.assessment_id}/revise"), 409, "version.awaits_answer")


@pytest.mark.parametrize("role", ["approver", "administrator"])
def test_those_who_may_share_decide_whom_it_is_shown_to(hidden, town, anyone, role):
    address = f"assessments/{hidden.assessment_id}/"
    body = Asker(town[role]).post(f"{address}share", {"visibility": "public"}).json()
    assert body["visibility"] == "public"
    assert anyone.get(address).status_code == 200


def test_an_unknown_visibility_is_named(hidden, as_approver):
    answer = as_approver.post(f"assessments/{hidden.assessment_id}/share", {"visibility": "everyone"})
    refused(answer, 422, "request.invalid", where="visibility")


def test_a_ros_and_a_dpia_of_one_solution_are_linked(town, as_author, as_outsider):
    ros = building.approved(town, visibility="public").assessment
    solution = ros.solutions.get()
    dpia = actions.start(
        kind="dpia",
        owner=town.agency,
        title="Dpia",
        language="nb",
        solutions=[(solution, "")],
        by=town.author,
    )
    body = as_author.post(f"assessments/{dpia.pk}/link", {"assessment": str(ros.pk)}).json()
    assert [each["id"] for each in body["linked"]] == [str(ros.pk)]
    assert as_outsider.get(f"assessments/{ros.pk}/").json()["linked"] == []


def test_two_of_a_kind_are_not_linked(draft, town, as_author):
    other = building.started(town)
    refused(as_author.post(f"assessments/{draft.pk}/link", {"assessment": str(other.pk)}), 422, "link.kinds")


def test_one_links_with_what_one_sees(draft, village, as_author):
    other = building.started(village, kind="dpia")
    answer = as_author.post(f"assessments/{draft.pk}/link", {"assessment": str(other.pk)})
    refused(answer, 422, "request.invalid", where="assessment")
