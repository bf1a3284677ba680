"""Links for those without an account, over the API."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import ShareLink
from tests import world
from tests.api.asking import refused

pytestmark = pytest.mark.django_db
NOWHERE = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def address(hidden):
    """Where its links are."""
    return f"assessments/{hidden.assessment_id}/share-links/"


@pytest.fixture
def given():
    """What is sent for a new link."""
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"version": 1, "for_whom": "Acme AS", "until": until}


def test_a_link_is_made_listed_and_revoked(address, given, as_approver, client):
    made = as_approver.post(address, {**given, "reason": "Same product", "shows_later": True})
    body = made.json()
    assert (made.status_code, body["version"], body["shows_later"], body["is_live"], body["opened"]) == (
        201, 1, True, True, 0,
    )  # fmt: skip
    path, _hash, secret = body["address"].partition("#")
    assert path == f"http://testserver/shared/{body['id']}/"
    answer = client.post(path, {"code": secret}, follow=True)
    assert answer.status_code == 200 and answer.request["PATH_INFO"] == f"/shared/{body['id']}/read/"
    listed = as_approver.get(address)
    assert listed.json()["results"] == [{**_without(body, "address"), **_counted(listed.json())}]
    assert secret not in listed.content.decode()
    revoked = as_approver.post(f"{address}{body['id']}/revoke").json()
    assert (revoked["is_live"], revoked["revoked_by"]["name"]) == (False, as_approver.user.name)
    refused(as_approver.post(f"{address}{body['id']}/revoke"), 409, "share_link.ended")
    assert client.get(f"{path}read/").status_code == 404


def _without(body, name):
    return {key: value for key, value in body.items() if key != name}


def _counted(listed):
    opened = listed["results"][0]
    assert opened["opened"] == 1 and opened["last_opened"]
    return {"opened": 1, "last_opened": opened["last_opened"]}


def test_links_are_the_owners_affair(hidden, address, given, town, as_approver, as_author, as_stranger):
    link = as_approver.post(address, given).json()["id"]
    for asker, status, code in (
        (as_author, 403, "assessment.not_permitted"),
        (as_stranger, 404, "assessment.absent"),
    ):
        refused(asker.get(address), status, code)
        refused(asker.post(address, given), status, code)
        refused(asker.post(f"{address}{link}/revoke"), status, code)
    assert ShareLink.objects.get().is_live


def test_what_is_wrong_is_located(address, given, as_approver):
    for wrong, where in (
        ({"version": 0}, "version"), ({"until": "soon"}, "until"), ({"until": None}, "until"),
        ({"for_whom": ""}, "for_whom"), ({"shows_later": "perhaps"}, "shows_later"),
        ({"for_whom": "x" * 201}, "for_whom"), ({"other": 1}, "other"),
    ):  # fmt: skip
        refused(as_approver.post(address, {**given, **wrong}), 422, "request.invalid", where=where)
    late = (timezone.localdate() + timedelta(days=370)).isoformat()
    refused(as_approver.post(address, {**given, "until": late}), 422, "share_link.until_late", where="until")
    refused(
        as_approver.post(address, {**given, "version": 9}), 422, "share_link.version_unknown", where="version"
    )


def test_a_link_of_another_assessment_is_not_there(hidden, address, given, town, village, as_approver):
    from tests.assessments import building

    other = building.approved(town, title="En annen")
    link, _secret = actions.make_share_link(
        assessment=other.assessment, version=1, for_whom="X", until=timezone.localdate(),
        by=world.fresh(town.approver),
    )  # fmt: skip
    for key in (link.pk, NOWHERE):
        answer = as_approver.post(f"{address}{key}/revoke")
        assert answer.status_code == 404 and "X" not in json.dumps(answer.json()["detail"])
    assert ShareLink.objects.get().is_live
