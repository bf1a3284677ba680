"""Forking over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def test_an_author_builds_on_what_another_agency_shows(in_force, as_outsider, village):
    answer = as_outsider.post(f"versions/{in_force.pk}/fork", {"owner": str(village.agency.pk)})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://testserver/api/v1/assessments/{body['id']}/"
    assert body["upstream"]["version"] == str(in_force.pk)
    assert (body["visibility"], body["current"], body["has_draft"]) == ("private", None, True)


@pytest.mark.parametrize("state", ["hidden", "waiting"])
def test_what_one_may_not_see_is_not_forked(request, as_outsider, village, state):
    version = request.getfixturevalue(state)
    own = {"owner": str(village.agency.pk)}
    forbidden = refused(as_outsider.post(f"versions/{version.pk}/fork", own), 404, "version.absent")
    absent = refused(
        as_outsider.post("versions/6a5e1a1e-0000-4000-8000-000000000000/fork", own), 404, "version.absent"
    )
    assert forbidden | {"request": ""} == absent | {"request": ""}


def test_one_forks_into_an_agency_where_one_is_an_author(in_force, as_outsider, town):
    answer = as_outsider.post(f"versions/{in_force.pk}/fork", {"owner": str(town.agency.pk)})
    refused(answer, 403, "assessment.create_not_permitted", "owner")


def test_a_reader_does_not_fork(in_force, as_reader, town):
    answer = as_reader.post(f"versions/{in_force.pk}/fork", {"owner": str(town.agency.pk)})
    refused(answer, 403, "assessment.create_not_permitted", "owner")


def test_nobody_forks_without_signing_in(in_force, anyone, town):
    answer = anyone.post(f"versions/{in_force.pk}/fork", {"owner": str(town.agency.pk)})
    refused(answer, 401, "access.not_signed_in")


@pytest.mark.parametrize("body", [{}, {"owner": "x"}, {"owner": None}, {"owner": []}])
def test_the_agency_must_be_named(in_force, as_outsider, body):
    refused(as_outsider.post(f"versions/{in_force.pk}/fork", body), 422, "request.invalid", "owner")


def test_a_fork_of_ones_own_version_that_waits(waiting, as_author, town):
    answer = as_author.post(f"versions/{waiting.pk}/fork", {"owner": str(town.agency.pk)})
    assert answer.json()["upstream"]["number"] == 1


def test_an_approval_never_travels(town, village, as_outsider):
    version = building.approved(town, kind="dpia", visibility="public")
    own = {"owner": str(village.agency.pk)}
    fork = as_outsider.post(f"versions/{version.pk}/fork", own).json()
    draft = as_outsider.get(f"assessments/{fork['id']}/draft/").json()
    assert not set(draft["content"]["fields"]) & {"decision", "advice", "review_date", "case_number"}
    assert draft["content"]["confirmations"] == {}
