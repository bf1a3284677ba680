"""Those a sign-in provider says belong to an agency, answered over the API."""

from __future__ import annotations

import pytest

from registry import actions
from registry.access.roles import Role
from registry.models import Event, Membership, MembershipClaim
from tests import world
from tests.api.asking import Asker, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(town):
    """Somebody the provider says belongs to the town."""
    person = world.person("Ny")
    return MembershipClaim.objects.create(agency=town.agency, user=person, provider="entra")


@pytest.fixture
def address(town):
    """Where the town's claims are."""
    return f"agencies/{town.agency.pk}/claims/"


def test_who_waits_is_listed_and_given_a_role(address, claim, as_administrator):
    (waiting,) = as_administrator.get(address).json()["results"]
    assert (waiting["user"]["name"], waiting["provider"], waiting["state"]) == ("Ny", "entra", "waiting")
    answer = as_administrator.post(f"{address}{claim.pk}/give", {"role": "author"})
    assert (answer.status_code, answer.json()["state"]) == (200, "given")
    assert Membership.objects.get(user=claim.user).role == "author"
    assert as_administrator.get(address).json()["results"] == []


def test_who_is_declined_gets_nothing(address, claim, as_administrator, town):
    answer = as_administrator.post(f"{address}{claim.pk}/decline")
    assert (answer.status_code, answer.json()["state"]) == (200, "declined")
    assert not Membership.objects.filter(user=claim.user).exists()
    assert as_administrator.get(address).json()["results"] == []
    assert Event.objects.about(town.agency).last().verb == "claim_declined"


def test_it_is_answered_once(address, claim, as_administrator):
    as_administrator.post(f"{address}{claim.pk}/decline")
    refused(as_administrator.post(f"{address}{claim.pk}/give", {"role": "reader"}), 409, "claim.answered")
    refused(as_administrator.post(f"{address}{claim.pk}/decline"), 409, "claim.answered")
    assert not Membership.objects.filter(user=claim.user).exists()


def test_what_is_wrong_is_located_and_leaves_her_waiting(address, claim, as_administrator):
    give = f"{address}{claim.pk}/give"
    refused(as_administrator.post(give, {}), 422, "request.invalid", where="role")
    refused(as_administrator.post(give, {"role": "king"}), 422, "request.invalid", where="role")
    claim.refresh_from_db()
    assert claim.state == "waiting"
    assert as_administrator.post(f"{address}999999/decline").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_it_is_the_administrators_affair(address, claim, town, role):
    asker = Asker(town[role])
    assert asker.get(address).status_code == 403
    assert asker.post(f"{address}{claim.pk}/give", {"role": "reader"}).status_code == 403
    assert asker.post(f"{address}{claim.pk}/decline").status_code == 403
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_another_agencys_administrator_answers_none_of_ours(address, claim, village):
    theirs = Asker(village.administrator)
    assert theirs.get(address).status_code == 403
    at_home = f"agencies/{village.agency.pk}/claims/"
    assert theirs.get(at_home).json()["results"] == []
    assert theirs.post(f"{at_home}{claim.pk}/give", {"role": "reader"}).status_code == 404
    assert theirs.post(f"{at_home}{claim.pk}/decline").status_code == 404


def test_who_can_no_longer_sign_in_waits_no_more(address, claim, as_administrator):
    actions.deactivate_person(user=claim.user, by=None)
    assert as_administrator.get(address).json()["results"] == []
