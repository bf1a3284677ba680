"""A draft and the version of its form, over the API."""

from __future__ import annotations

import pytest

from tests.api.asking import refused
from tests.assessments.test_new_form import newer_form, ours  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(ours):
    return f"assessments/{ours.pk}/draft/"


def test_a_draft_goes_over_to_the_newest_form(as_outsider, address, newer_form):
    body = as_outsider.post(f"{address}renew-form").json()
    assert body["schema"]["version"] == "99.0"
    assert body["content"]["orphans"]["recovery_time"]["value"] == "Fire timer"
    refused(as_outsider.post(f"{address}renew-form"), 409, "form.newest")


def test_an_answer_no_longer_asked_for_is_let_go(as_outsider, address, newer_form):
    etag = as_outsider.post(f"{address}renew-form").json()["etags"]["~/recovery_time"]
    refused(as_outsider.post(f"{address}let-go", {"path": "recovery_time"}), 428, "draft.etag_missing")
    refused(as_outsider.post(f"{address}let-go", {"path": "recovery_time"}, if_match="x"), 412, "draft.stale")
    assert as_outsider.post(f"{address}let-go", {"path": "recovery_time"}, if_match=etag).status_code == 204
    assert "orphans" not in as_outsider.get(address).json()["content"]


def test_others_change_no_form_of_ours(as_author, as_stranger, address, newer_form):
    for asker in (as_author, as_stranger):
        refused(asker.post(f"{address}renew-form"), 404, "assessment.absent")
        refused(asker.post(f"{address}let-go", {"path": "recovery_time"}), 404, "assessment.absent")
