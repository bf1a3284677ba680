"""The auditor's page: everything that happened in her agency, in words, and the seal."""

from __future__ import annotations

import pytest

from registry import jobs
from registry.audit import sealing
from registry.models import Event, Seal, SealReader
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


@pytest.fixture
def path(town) -> str:
    return f"/agencies/{town.agency.pk}/trail/"


def test_the_auditor_finds_it_from_the_page_of_her_agency(enter, town, path):
    assert path in enter(town.auditor).get(f"/agencies/{town.agency.pk}/").content.decode()
    assert path not in enter(town.author).get(f"/agencies/{town.agency.pk}/").content.decode()


def test_it_says_in_words_who_did_what_to_what(enter, town, path):
    building.started(town, title="Sak og arkiv")
    page = enter(town.auditor).get(path).content.decode()
    for words in ("Started an assessment", "Sak og arkiv", town.author.name, "Gave a role"):
        assert words in page
    assert "assessment_started</td>" not in page


def test_filters_and_only_this(enter, town, path):
    assessment = building.started(town, title="Sak og arkiv")
    building.started(town, title="Noe annet")
    client = enter(town.auditor)
    page = client.get(f"{path}?object=assessments.assessment:{assessment.pk}").content.decode()
    assert "Sak og arkiv" in page and "Noe annet" not in page and "Only one thing" in page
    page = client.get(f"{path}?verb=member_added&who={town.author.pk}").content.decode()
    assert "Nothing in the trail matches." in page
    page = client.get(f"{path}?since=tull").content.decode()
    assert "Write the day as 2026-01-31." in page and "Sak og arkiv" in page


def test_pages_follow_each_other_without_a_gap(enter, town, path, monkeypatch):
    monkeypatch.setattr("exports.pages.trail.PAGE", 4)
    building.started(town)
    client, seen, address = enter(town.auditor), [], path
    while address:
        answer = client.get(address)
        seen += [one.event.pk for one in answer.context["told"]]
        older = answer.context["older"]
        address = f"{path}?cursor={older}" if older else ""
    events = Event.objects.filter(agency=town.agency).order_by("-at", "-id")
    assert seen == list(events.values_list("pk", flat=True))


def test_that_it_was_read_is_told_once(enter, town, path):
    client = enter(town.auditor)
    for _time in range(2):
        client.get(path)
    (event,) = Event.objects.filter(verb="trail_read")
    assert (event.who, event.agency) == (town.auditor, town.agency)


@pytest.mark.parametrize("role", ["reader", "author", "reviewer", "dpo", "approver"])
def test_other_roles_are_refused(enter, town, path, role):
    client = enter(town[role])
    assert client.get(path).status_code == 403
    assert client.post(f"{path}order/", {"format": "json", "language": "nb"}).status_code == 403
    assert client.post(f"{path}seals/", {"wants": "yes"}).status_code == 403


def test_strangers_see_nothing(enter, town, village, stranger, path):
    assert enter(village.auditor).get(path).status_code == 403  # she sees the agency, not its trail
    assert enter(stranger).get(path).status_code == 404
    assert enter().get(path).status_code == 302


def test_a_file_is_ordered_made_and_fetched(enter, town, path):
    client = enter(town.auditor)
    answer = client.post(f"{path}order/", {"format": "xlsx", "language": "nn", "verb": "member_added"})
    assert answer.status_code == 302
    assert "Being made" in client.get(f"{path}files/").content.decode()
    jobs.drain()
    page = client.get(f"{path}files/").content.decode()
    assert "Download 7 events" in page and "hx-get" not in page
    file = page.split('href="/trail-files/')[1].split('"')[0]
    answer = client.get(f"/trail-files/{file}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="trail-')
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert enter(town.administrator).get(f"/trail-files/{file}").status_code == 404
    colleague = world.member(town.agency, "auditor")
    assert file not in enter(colleague).get(f"{path}files/").content.decode()


def test_an_order_that_is_refused_is_said(enter, town, path):
    answer = enter(town.auditor).post(f"{path}order/", {"format": "pdf", "language": "nb"}, follow=True)
    assert "is not offered" in answer.content.decode()


def test_the_seal_and_its_key_are_shown_and_can_be_asked_for(enter, town, path):
    client = enter(town.auditor)
    assert "Nothing is sealed yet." in client.get(path).content.decode()
    sealing.seal_all()
    seal = Seal.objects.get()
    page = client.get(path).content.decode()
    assert seal.root in page and seal.key in page
    client.post(f"{path}seals/", {"wants": "yes"})
    assert SealReader.objects.get().user == town.auditor
    assert "Stop sending me seals" in client.get(path).content.decode()
    client.post(f"{path}seals/", {"wants": "no"})
    assert not SealReader.objects.exists()


def test_the_page_costs_the_same_however_much_has_happened(enter, town, path, django_assert_max_num_queries):
    client = enter(town.auditor)
    client.get(path)
    for number in range(6):
        building.started(town, title=f"Sak {number}")
    with django_assert_max_num_queries(32):
        client.get(path)
