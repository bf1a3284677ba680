"""Asking to be shown an assessment over the API, and answering."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from tests import world
from tests.api.asking import refused
from tests.api.test_query_counts import queries
from tests.assessments import building

pytestmark = pytest.mark.django_db
NOWHERE = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def listed(town):
    """In force, shown to nobody else, known to members."""
    return building.fresh(building.only_listed(town).assessment)


@pytest.fixture
def address(listed):
    """Where one asks for it."""
    return f"assessments/{listed.pk}/access-requests/"


@pytest.fixture
def asked(address, as_outsider, village):
    """A request that waits."""
    made = as_outsider.post(address, {"agency": str(village.agency.pk), "reason": "Same product"})
    assert made.status_code == 201
    return made


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_request_is_made_read_by_both_and_granted(asked, address, listed, as_outsider, as_approver):
    at = asked.headers["Location"].split("/api/v1/")[1]
    body = asked.json()
    assert (body["state"], body["can"], body["assessment"]["id"]) == (
        "open", {"answer": False, "withdraw": True}, str(listed.pk),
    )  # fmt: skip
    (waiting,) = as_approver.get("access-requests/?waiting=1").json()["results"]
    assert (waiting["id"], waiting["can"]) == (body["id"], {"answer": True, "withdraw": False})
    answer = as_approver.post(f"{at}grant", {"until": in_days(365), "answer": "Welcome"}).json()
    assert (answer["state"], answer["until"], answer["answer"]) == ("granted", in_days(365), "Welcome")
    assert as_outsider.get(at).json()["answered_by"]["name"]
    assert as_outsider.get(f"assessments/{listed.pk}/").json()["reading"] == "members"
    assert [each["id"] for each in as_outsider.get(address).json()["results"]] == [body["id"]]
    assert as_approver.get("access-requests/?waiting=1").json()["results"] == []


def test_a_no_has_a_reason_and_it_may_be_asked_again(asked, address, village, as_outsider, as_approver):
    at = f"access-requests/{asked.json()['id']}/"
    again = {"agency": str(village.agency.pk), "reason": "Please"}
    refused(as_outsider.post(address, again), 409, "request.open_already")
    refused(as_approver.post(f"{at}refuse", {}), 422, "request.invalid", where="reason")
    assert as_approver.post(f"{at}refuse", {"reason": "Not now"}).json()["state"] == "refused"
    refused(as_approver.post(f"{at}grant", {"until": in_days(1)}), 409, "request.answered")
    assert as_outsider.post(address, again).status_code == 201


def test_a_request_is_taken_back_by_those_who_asked(asked, as_outsider, as_approver):
    at = f"access-requests/{asked.json()['id']}/"
    refused(as_approver.post(f"{at}withdraw"), 403, "request.not_of_agency")
    assert as_outsider.post(f"{at}withdraw").json()["state"] == "withdrawn"
    refused(as_outsider.post(f"{at}withdraw"), 409, "request.answered")


def test_a_yes_has_a_day_that_has_not_been(asked, as_approver):
    at = f"access-requests/{asked.json()['id']}/grant"
    refused(as_approver.post(at, {}), 422, "request.invalid", where="until")
    refused(as_approver.post(at, {"until": "next year"}), 422, "request.invalid", where="until")
    refused(as_approver.post(at, {"until": in_days(-1)}), 422, "grant.until_past", where="until")


def test_others_know_of_no_request(asked, address, as_stranger, as_author):
    at = f"access-requests/{asked.json()['id']}/"
    for other in (as_stranger, as_author):
        refused(other.get(at), 404, "request.absent")
        refused(other.post(f"{at}grant", {"until": in_days(1)}), 404, "request.absent")
        assert other.get("access-requests/").json()["results"] == []
    refused(as_stranger.get(address), 404, "assessment.absent")
    assert as_author.get(address).json()["results"] == []


def test_asking_for_what_one_does_not_know_of_is_asking_for_nothing(draft, village, as_outsider):
    given = {"agency": str(village.agency.pk), "reason": "Curious"}
    hidden, absent = (
        as_outsider.post(f"assessments/{at}/access-requests/", given) for at in (draft.pk, NOWHERE)
    )
    assert (
        refused(hidden, 404, "assessment.absent")["detail"]
        == refused(absent, 404, "assessment.absent")["detail"]
    )


def test_what_is_wrong_is_located(address, town, as_outsider):
    refused(as_outsider.post(address, {}), 422, "request.invalid", where="agency")
    strange = {"agency": str(town.agency.pk), "reason": "x"}
    refused(as_outsider.post(address, strange), 403, "request.not_of_agency", where="agency")


def test_a_list_of_requests_costs_the_same_however_long(town, village, as_approver, as_outsider, asked):
    before = {one: queries(one, "access-requests/") for one in (as_approver, as_outsider)}
    for number in range(4):
        version = building.approved(town, title=f"Sak {number}")
        listed = actions.share(
            assessment=version.assessment, visibility="private", listed_to="members",
            by=world.fresh(town.approver),
        )  # fmt: skip
        actions.ask_access(
            assessment=listed, agency=village.agency, reason="x", by=world.fresh(village.author)
        )
    assert {one: queries(one, "access-requests/") for one in (as_approver, as_outsider)} == before
    assert max(before.values()) <= 4
