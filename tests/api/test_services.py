"""Service accounts of an agency, over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import actions
from registry.access.roles import PERMISSIONS_OF, PERSONAL, Role
from registry.errors import NotPermitted
from registry.models import Event, User
from tests import world
from tests.api.asking import Asker, refused

pytestmark = pytest.mark.django_db
NOWHERE = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def address(town):
    """Where the town's are."""
    return f"agencies/{town.agency.pk}/services/"


def test_one_is_registered_listed_and_ended(address, as_administrator, town):
    made = as_administrator.post(address, {"name": "Nattjobb", "role": "author"})
    body = made.json()
    assert (made.status_code, body["name"]) == (201, "Nattjobb")
    assert [each["role"] for each in body["roles"]] == ["author"]
    assert as_administrator.get(address).json()["results"] == [body]
    assert as_administrator.delete(f"{address}{body['id']}/").status_code == 204
    assert as_administrator.get(address).json()["results"] == []
    assert not User.objects.get(pk=body["id"]).is_active
    assert Event.objects.about(town.agency).last().verb == "service_ended"
    refused(as_administrator.delete(f"{address}{body['id']}/"), 404, "not_found")


def test_the_list_holds_programs_of_this_agency_and_no_people(address, as_administrator, village):
    actions.register_service(agency=village.agency, name="Deres", role="reader", by=village.administrator)
    assert as_administrator.get(address).json()["results"] == []


@pytest.mark.parametrize("role", [role for role in Role if PERSONAL & PERMISSIONS_OF[role]])
def test_none_approves_or_advises(address, as_administrator, role, town):
    answer = as_administrator.post(address, {"name": "Nattjobb", "role": role.value})
    assert (answer.status_code, answer.json()["where"]) == (422, "role")
    assert not User.objects.filter(serves=town.agency).exists()


def test_what_is_wrong_is_located(address, as_administrator):
    refused(as_administrator.post(address, {"role": "reader"}), 422, "request.invalid", where="name")
    refused(
        as_administrator.post(address, {"name": "x", "role": "king"}), 422, "request.invalid", where="role"
    )
    wrong = {"name": "x", "role": "reader", "email": "x@example.no"}
    refused(as_administrator.post(address, wrong), 422, "request.invalid", where="email")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_they_are_the_administrators_affair(address, town, role):
    service = actions.register_service(
        agency=town.agency, name="Nattjobb", role="reader", by=town.administrator
    )
    asker = Asker(town[role])
    assert asker.get(address).status_code == 403
    assert asker.post(address, {"name": "x", "role": "reader"}).status_code == 403
    assert asker.delete(f"{address}{service.pk}/").status_code == 403
    assert list(User.objects.filter(serves=town.agency, is_active=True)) == [service]


def test_who_may_not_is_refused_before_what_she_wrote_is_looked_at(town, village):
    for by in (town.author, village.administrator):
        with pytest.raises(NotPermitted):
            actions.register_service(agency=town.agency, name="", role="king", by=by)


def test_another_agencys_administrator_meets_none_of_ours(address, town, village, as_stranger):
    service = actions.register_service(
        agency=town.agency, name="Nattjobb", role="reader", by=town.administrator
    )
    theirs = Asker(village.administrator)
    assert theirs.get(address).status_code == 403
    assert theirs.delete(f"{address}{service.pk}/").status_code == 403
    assert theirs.delete(f"agencies/{village.agency.pk}/services/{service.pk}/").status_code == 404
    assert as_stranger.get(address).status_code == 403
    assert theirs.get(f"agencies/{NOWHERE}/services/").status_code == 404


def test_a_person_is_not_ended_as_if_she_were_a_program(address, as_administrator, town):
    assert as_administrator.delete(f"{address}{town.reader.pk}/").status_code == 404
    assert world.fresh(town.reader).is_active


def test_none_is_ended_through_a_token(address, town):
    service = actions.register_service(
        agency=town.agency, name="Nattjobb", role="reader", by=town.administrator
    )
    by = world.fresh(town.administrator)
    _token, secret = actions.issue_token(user=by, name="x", days=1, scope="write", by=by)
    program = Asker()
    program.client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert program.get(address).status_code == 200
    refused(program.delete(f"{address}{service.pk}/"), 403, "access.not_permitted")
    assert world.fresh(service).is_active


def test_a_longer_list_takes_no_more_queries(address, as_administrator, town):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_administrator.get(address).status_code == 200
        return len(seen)

    def add(name: str) -> None:
        actions.register_service(agency=town.agency, name=name, role="reader", by=town.administrator)

    add("Første")
    asked()  # what a process learns once is not counted
    before = asked()
    for name in ("Andre", "Tredje", "Fjerde"):
        add(name)
    assert asked() == before
