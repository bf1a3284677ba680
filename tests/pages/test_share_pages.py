"""The pages where one decides whom an assessment is shown to, asks to see one, and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import AccessRequest, Grant
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
CANARY = "Kanarifugl"


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def version(town):
    """In force, shown to nobody else, known to members."""
    return building.only_listed(town, word=CANARY)


@pytest.fixture
def address(version):
    """Its page."""
    return f"/assessments/{version.assessment_id}/"


@pytest.fixture
def asked(version, village):
    """A request of the village's that waits."""
    return actions.ask_access(
        assessment=version.assessment, agency=village.agency, reason="Vi tar den i bruk.",
        by=world.fresh(village.reader),
    )  # fmt: skip


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_circle_versions_and_listing_are_chosen_on_one_page(enter, town, version, address):
    building.renewed(town, version.assessment)
    client = enter(town.approver)
    page = read(client, f"{address}share/")
    assert "Agencies named one by one (proposed for a ROS)" in page
    chosen = {"visibility": "members", "shown_from": "1", "later": "only", "listed_to": "public"}
    assert client.post(f"{address}share/", chosen).status_code == 302
    kept = building.fresh(version.assessment)
    assert (kept.visibility, kept.shown_from, kept.shows_later, kept.listed_to) == (
        "members",
        1,
        False,
        "public",
    )
    assert kept.shown == version


def test_what_is_usual_is_only_proposed(enter, town, version, address):
    form = enter(town.approver).get(f"{address}share/").context["form"]
    assert form["visibility"].value() == building.fresh(version.assessment).visibility == "private"
    shown = building.approved(town, "dpia", visibility="public").assessment_id
    assert "proposed for" not in read(enter(town.approver), f"/assessments/{shown}/share/")


def test_an_agency_is_named_and_taken_away_on_the_page(enter, town, village, version, address):
    client, day = enter(town.approver), timezone.localdate() + timedelta(days=9)
    given = {"agency": str(village.agency.pk), "until": day.isoformat(), "reason": "Naboer"}
    assert client.post(f"{address}share/name/", given).status_code == 302
    page = read(client, f"{address}share/")
    assert village.agency.name in page and "Naboer" in page
    assert CANARY in read(enter(village.reader), address)
    assert client.post(f"{address}share/unname/", {"agency": str(village.agency.pk)}).status_code == 302
    assert not Grant.objects.exists()
    assert CANARY not in read(enter(village.reader), address)


def test_what_is_wrong_is_said_in_the_form(enter, town, village, version, address):
    client, day = enter(town.approver), timezone.localdate() - timedelta(days=1)
    answer = client.post(
        f"{address}share/name/", {"agency": str(village.agency.pk), "until": day.isoformat()}
    )
    assert answer.status_code == 422 and "This day has been." in answer.content.decode()
    answer = client.post(f"{address}share/name/", {"agency": ""})
    assert answer.status_code == 422 and "Choose an agency." in answer.content.decode()
    assert enter(town.author).get(f"{address}share/").status_code == 403
    assert enter(village.approver).post(f"{address}share/name/", {}).status_code == 404


def test_an_entry_is_in_the_catalogue_and_says_nothing_of_the_content(enter, town, village, version, address):
    client = enter(village.reader)
    listed, page = read(client, "/"), read(client, address)
    assert "Not shown to you" in listed and version.assessment.title in listed
    for text in (CANARY, version.digest[:12], "Build on this"):
        assert text not in listed + page
    assert enter(world.person("Fremmed")).get(address).status_code == 404
    assert enter().get(address).status_code == 404


def test_a_member_asks_once_and_sees_where_it_stands(enter, village, version, address):
    client = enter(village.reader)
    assert "Ask to see it" in read(client, address)
    given = {"agency": str(village.agency.pk), "reason": ""}
    assert client.post(f"{address}ask/", given).status_code == 422
    assert client.post(f"{address}ask/", {**given, "reason": "Vi tar den i bruk."}).status_code == 302
    page = read(client, address)
    assert "Waiting for an answer" in page and "Send the request" not in page
    assert client.post(f"{address}ask/", {**given, "reason": "Igjen"}).status_code == 422
    assert AccessRequest.objects.count() == 1


def test_those_who_decide_find_it_among_what_waits_and_say_yes(enter, town, village, version, address, asked):
    client, at = enter(town.approver), f"/access-requests/{asked.pk}/"
    assert at in read(client, "/tasks/") and at in read(client, f"{address}share/")
    assert "Vi tar den i bruk." in read(client, at)
    assert at not in read(enter(town.author), "/tasks/")
    assert client.post(f"{at}grant/", {"until": ""}).status_code == 422
    day = timezone.localdate() + timedelta(days=365)
    assert client.post(f"{at}grant/", {"until": day.isoformat(), "answer": "Velkommen"}).status_code == 302
    assert CANARY in read(enter(village.reader), address)
    assert "Velkommen" in read(enter(village.reader), at)
    assert "Waiting" not in read(client, "/tasks/").split("<h1>")[1].split("</h1>")[1]


def test_a_no_is_given_with_its_reason_and_shown_beside_the_next_request(
    enter, town, village, version, address, asked
):
    client, at = enter(town.approver), f"/access-requests/{asked.pk}/"
    assert client.post(f"{at}refuse/", {"reason": ""}).status_code == 422
    assert client.post(f"{at}refuse/", {"reason": "Ikke ennå."}).status_code == 302
    asker = enter(village.reader)
    assert "Declined" in read(asker, address) and "Send the request" in read(asker, address)
    asker.post(f"{address}ask/", {"agency": str(village.agency.pk), "reason": "Igjen"})
    again = AccessRequest.objects.get(state="open")
    for person in (village.reader, town.approver):
        assert "Ikke ennå." in read(enter(person), f"/access-requests/{again.pk}/")


def test_a_request_is_taken_back_and_is_nobody_elses_to_read(enter, town, village, asked):
    at = f"/access-requests/{asked.pk}/"
    for other in (town.author, world.person("Fremmed")):
        assert enter(other).get(at).status_code == 404
    assert enter(village.author).post(f"{at}withdraw/").status_code == 302
    assert AccessRequest.objects.get().state == "withdrawn"
