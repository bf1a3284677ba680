"""Tokens of an agency's service accounts, over the API."""

from __future__ import annotations

import pytest

from registry import actions
from registry.access.roles import Role
from registry.models import ApiToken
from tests import world
from tests.api.asking import Asker, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(town):
    """A service account of the town that writes."""
    return actions.register_service(agency=town.agency, name="Nattjobb", role="author", by=town.administrator)


@pytest.fixture
def address(town, service):
    """Where its tokens are."""
    return f"agencies/{town.agency.pk}/services/{service.pk}/tokens/"


def program(secret: str) -> Asker:
    """Whoever has the secret."""
    asker = Asker()
    asker.client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return asker


def test_a_token_is_made_works_and_is_ended(address, as_administrator, service, town):
    made = as_administrator.post(address, {"name": "Natt", "days": 30, "scope": "write"})
    body = made.json()
    assert (made.status_code, body["agency"], body["scope"]) == (201, str(town.agency.pk), "write")
    me = program(body["secret"]).get("me/").json()
    assert (me["id"], [each["role"] for each in me["roles"]]) == (str(service.pk), ["author"])
    assert as_administrator.delete(f"{address}{body['id']}/").status_code == 204
    assert program(body["secret"]).get("me/").status_code == 401
    assert as_administrator.delete(f"{address}{body['id']}/").status_code == 404


def test_the_secret_is_told_this_once(address, as_administrator):
    made = as_administrator.post(address, {"name": "Natt"}).json()
    listed = as_administrator.get(address)
    assert made["secret"].rpartition("_")[2] not in listed.content.decode()
    assert listed.json()["results"] == [{name: made[name] for name in made if name != "secret"}]


def test_it_is_renewed_by_another_beside_it_so_that_nothing_stops_meanwhile(address, as_administrator):
    old = as_administrator.post(address, {"name": "Natt"}).json()
    new = as_administrator.post(address, {"name": "Natt"}).json()
    assert [program(each["secret"]).get("me/").status_code for each in (old, new)] == [200, 200]
    as_administrator.delete(f"{address}{old['id']}/")
    assert [program(each["secret"]).get("me/").status_code for each in (old, new)] == [401, 200]


def test_what_is_wrong_is_located(address, as_administrator, village):
    refused(as_administrator.post(address, {}), 422, "request.invalid", where="name")
    refused(
        as_administrator.post(address, {"name": "x", "days": 367}), 422, "token.days_invalid", where="days"
    )
    refused(
        as_administrator.post(address, {"name": "x", "scope": "all"}), 422, "request.invalid", where="scope"
    )
    elsewhere = {"name": "x", "agency": str(village.agency.pk)}
    refused(as_administrator.post(address, elsewhere), 422, "request.invalid", where="agency")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_they_are_the_administrators_affair(address, as_administrator, town, role):
    made = as_administrator.post(address, {"name": "Natt"}).json()
    asker = Asker(town[role])
    assert asker.get(address).status_code == 403
    assert asker.post(address, {"name": "x"}).status_code == 403
    assert asker.delete(f"{address}{made['id']}/").status_code == 403
    assert [str(each.pk) for each in ApiToken.objects.all()] == [made["id"]]


def test_another_agencys_administrator_meets_none_of_ours(address, as_administrator, service, village):
    made = as_administrator.post(address, {"name": "Natt"}).json()
    theirs = Asker(village.administrator)
    assert theirs.get(address).status_code == 403
    at_home = f"agencies/{village.agency.pk}/services/{service.pk}/tokens/"
    for answer in (
        theirs.get(at_home),
        theirs.post(at_home, {"name": "x"}),
        theirs.delete(f"{at_home}{made['id']}/"),
    ):
        assert answer.status_code == 404
    assert ApiToken.objects.count() == 1


def test_a_persons_token_is_not_found_among_them(address, as_administrator, town):
    reader = world.fresh(town.reader)
    hers, _secret = actions.issue_token(user=reader, name="x", days=1, by=reader)
    assert as_administrator.delete(f"{address}{hers.pk}/").status_code == 404
    people = f"agencies/{town.agency.pk}/services/{reader.pk}/tokens/"
    assert as_administrator.get(people).status_code == 404
    assert as_administrator.post(people, {"name": "x"}).status_code == 404


def test_none_is_made_or_ended_through_a_token(address, as_administrator, town):
    made = as_administrator.post(address, {"name": "Natt"}).json()
    by = world.fresh(town.administrator)
    _token, secret = actions.issue_token(user=by, name="x", days=1, scope="write", by=by)
    asked = program(secret)
    assert asked.get(address).status_code == 200
    refused(asked.post(address, {"name": "x"}), 403, "access.not_permitted")
    refused(asked.delete(f"{address}{made['id']}/"), 403, "access.not_permitted")
    assert program(made["secret"]).get("me/").status_code == 200


def test_an_account_that_has_ended_has_no_tokens_to_see_or_make(address, as_administrator, service, town):
    actions.end_service(service=service, by=world.fresh(town.administrator))
    assert as_administrator.get(address).status_code == 404
    assert as_administrator.post(address, {"name": "x"}).status_code == 404
