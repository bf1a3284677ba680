"""Over the API: what others may know of an assessment they may not read."""

from __future__ import annotations

import json

import pytest

from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
CANARY = "Kanarifugl"


@pytest.fixture
def listed(town, as_approver):
    """In force, shown to nobody else, known to members."""
    version = building.approved(town, word=CANARY)
    answer = as_approver.post(
        f"assessments/{version.assessment_id}/share", {"visibility": "private", "listed_to": "members"}
    )
    assert answer.json()["listed_to"] == "members"
    return version


def test_an_entry_is_told_in_the_list_and_alone_without_its_content(listed, as_outsider):
    alone = as_outsider.get(f"assessments/{listed.assessment_id}/").json()
    (row,) = as_outsider.get("assessments/").json()["results"]
    assert alone == row
    assert set(alone) == {
        "id",
        "is_entry",
        "kind",
        "title",
        "language",
        "owner",
        "solutions",
        "is_in_force",
        "since",
    }
    assert (alone["is_entry"], alone["is_in_force"]) == (True, True)
    for text in (CANARY, listed.digest, str(listed.pk)):
        assert text not in json.dumps(alone)


def test_all_else_about_it_is_absent(listed, as_outsider, as_stranger, anyone):
    at = f"assessments/{listed.assessment_id}/"
    for rest in ("versions/", "lineage/", "draft/", "follow-ups/", "proposals/", "named-agencies/"):
        refused(as_outsider.get(f"{at}{rest}"), 404, "assessment.absent")
    for deed, body in (("share", {"visibility": "public"}), ("revise", {}), ("submit", {})):
        address = f"{at}draft/submit" if deed == "submit" else f"{at}{deed}"
        refused(as_outsider.post(address, body), 404, "assessment.absent")
    refused(as_outsider.get(f"versions/{listed.pk}/"), 404, "version.absent")
    for nobody in (as_stranger, anyone):
        refused(nobody.get(at), 404, "assessment.absent")
        assert nobody.get("assessments/?count=1").json()["total"]["count"] == 0


def test_one_may_ask_for_the_whole_ones_only(listed, as_outsider, as_reader):
    assert as_outsider.get("assessments/?whole=1").json()["results"] == []
    assert len(as_reader.get("assessments/?whole=1").json()["results"]) == 1


def test_only_the_owners_people_are_told_how_it_is_shown(town, as_reader, as_outsider):
    version = building.approved(town, visibility="members")
    at = f"assessments/{version.assessment_id}/"
    names = ("shown_from", "shows_later", "listed_to")
    assert [as_reader.get(at).json()[name] for name in names] == [1, True, "private"]
    assert [as_outsider.get(at).json()[name] for name in names] == [None, None, None]


def test_which_versions_are_shown_is_said_and_what_is_wrong_is_located(town, as_approver, as_outsider):
    version = building.approved(town, visibility="members")
    building.renewed(town, version.assessment)
    at = f"assessments/{version.assessment_id}/"
    given = {"visibility": "members", "shown_from": 1, "shows_later": False}
    assert as_approver.post(f"{at}share", given).json()["shows_later"] is False
    assert as_outsider.get(at).json()["current"]["number"] == 1
    assert [each["number"] for each in as_outsider.get(f"{at}versions/").json()["results"]] == [1]
    wrong = {**given, "shown_from": 9}
    refused(as_approver.post(f"{at}share", wrong), 422, "share.version_unknown", where="shown_from")
    refused(
        as_approver.post(f"{at}share", {**given, "listed_to": "named"}), 422, "request.invalid", "listed_to"
    )
