"""The agencies an assessment is shown to, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.asking import refused

pytestmark = pytest.mark.django_db
NOWHERE = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def address(hidden):
    """Where its grants are."""
    return f"assessments/{hidden.assessment_id}/named-agencies/"


def test_an_agency_is_named_listed_and_taken_away_again(hidden, address, as_approver, as_outsider, village):
    whole = f"assessments/{hidden.assessment_id}/"
    assert as_outsider.get(whole).status_code == 404
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    given = {"agency": str(village.agency.pk), "until": until, "reason": "Same product"}
    made = as_approver.post(address, given)
    body = made.json()
    assert (made.status_code, body["until"], body["is_live"], body["reason"]) == (
        201, until, True, "Same product",
    )  # fmt: skip
    assert as_outsider.get(whole).json()["reading"] == "members"
    assert as_approver.get(whole).json()["visibility"] == "named"
    assert [each["agency"]["name"] for each in as_approver.get(address).json()["results"]] == [
        village.agency.name
    ]
    assert as_approver.delete(f"{address}{village.agency.pk}/").status_code == 204
    assert as_outsider.get(whole).status_code == 404
    assert as_approver.get(address).json()["results"] == []


def test_who_is_named_is_the_owners_affair(
    address, as_approver, as_author, as_outsider, as_stranger, village
):
    as_approver.post(address, {"agency": str(village.agency.pk)})
    refused(as_outsider.get(address), 403, "assessment.not_permitted")
    refused(as_author.get(address), 403, "assessment.not_permitted")
    refused(as_stranger.get(address), 404, "assessment.absent")


def test_what_is_wrong_is_located(address, as_approver, town, village):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    refused(as_approver.post(address, {}), 422, "request.invalid", where="agency")
    refused(as_approver.post(address, {"agency": NOWHERE}), 422, "request.invalid", where="agency")
    own = {"agency": str(town.agency.pk)}
    refused(as_approver.post(address, own), 422, "grant.own_agency", where="agency")
    late = {"agency": str(village.agency.pk), "until": yesterday}
    refused(as_approver.post(address, late), 422, "grant.until_past", where="until")
    never = {"agency": str(village.agency.pk), "until": "soon"}
    refused(as_approver.post(address, never), 422, "request.invalid", where="until")


def test_an_agency_that_is_not_named_cannot_be_taken_away(address, as_approver, village):
    refused(as_approver.delete(f"{address}{village.agency.pk}/"), 404, "grant.absent")
    assert as_approver.delete(f"{address}{NOWHERE}/").status_code == 404
