"""The pages of share links: making and revoking one, the door, and what a guest reads behind it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assessments import actions
from assessments.models import ShareLink
from registry.models import Event, Session
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
CANARY = "Kanarifugl"
SEARCH = "noindex, nofollow"


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def version(town):
    """In force, shown to nobody else."""
    return building.approved(town, word=CANARY)


@pytest.fixture
def linked(town, version):
    """A link and its secret."""
    return _make(town, version)


def _make(town, version, **more):
    return actions.make_share_link(
        assessment=version.assessment, version=version.number, for_whom="Acme AS",
        until=timezone.localdate() + timedelta(days=30), by=world.fresh(town.approver), **more,
    )  # fmt: skip


def _open(client, linked):
    link, secret = linked
    return client.post(f"/shared/{link.pk}/", {"code": secret})


def test_a_link_is_made_shown_once_listed_and_revoked(enter, town, version):
    client, address = enter(town.approver), f"/assessments/{version.assessment_id}/share/"
    given = {
        "link-version": "1", "link-later": "only", "link-for_whom": "Acme AS", "link-reason": "Samme produkt",
        "link-until": (timezone.localdate() + timedelta(days=7)).isoformat(),
    }  # fmt: skip
    made = client.post(f"{address}links/", given)
    page = made.content.decode()
    found = re.search(r"http://testserver(/shared/[0-9a-f-]+/)#(vurdert_link_[\w-]+)<", page)
    assert made.status_code == 200 and found and "no-store" in made.headers["Cache-Control"]
    again = client.get(address).content.decode()
    assert "Acme AS" in again and "Samme produkt" in again and "never" in again and found[2] not in again
    assert enter().post(found[1], {"code": found[2]}).status_code == 302
    assert "1 time" in client.get(address).content.decode()
    revoke = f"{address}links/{ShareLink.objects.get().pk}/revoke/"
    assert client.post(revoke).status_code == 302
    assert "revoked" in client.get(address).content.decode()
    assert "has ended already" in client.post(revoke, follow=True).content.decode()


def test_a_link_without_an_end_or_a_name_is_refused_at_its_fields(enter, town, version):
    client, address = enter(town.approver), f"/assessments/{version.assessment_id}/share/links/"
    answer = client.post(address, {"link-version": "1", "link-later": "only", "link-until": "2020-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_link-for_whom"' in page
    given = {
        "link-version": "1",
        "link-later": "only",
        "link-for_whom": "X",
        "link-until": (timezone.localdate() + timedelta(days=400)).isoformat(),
    }
    late = client.post(address, given)
    assert late.status_code == 422 and "A link lasts a year at most." in late.content.decode()
    assert not ShareLink.objects.exists()
    assert client.get(address).status_code == 302


def test_only_those_who_decide_have_the_pages(enter, town, village, version, linked):
    address = f"/assessments/{version.assessment_id}/share/links/"
    revoke = f"{address}{linked[0].pk}/revoke/"
    for person, status in ((town.author, 403), (village.approver, 404), (None, 302)):
        for path in (address, revoke):
            assert enter(person).post(path, {}).status_code == status
    other = building.approved(town, title="En annen")
    elsewhere = f"/assessments/{other.assessment_id}/share/links/{linked[0].pk}/revoke/"
    assert enter(town.approver).post(elsewhere).status_code == 404
    assert ShareLink.objects.get().is_live


def test_without_a_version_to_show_there_is_no_form(enter, town):
    draft = building.started(town)
    page = enter(town.approver).get(f"/assessments/{draft.pk}/share/").content.decode()
    assert "A link can be made once a version is approved" in page and "link-for_whom" not in page


def test_a_guest_opens_the_link_and_reads_the_version(enter, town, version, linked):
    client = enter()
    opened = _open(client, linked)
    assert opened.headers["Location"] == f"/shared/{linked[0].pk}/read/"
    page = client.get(opened.headers["Location"])
    text = page.content.decode()
    assert page.status_code == 200 and CANARY in text and version.head["title"] in text
    for elsewhere in ("/fork/", "/compare/", "/history/", "/export/", "/sign-in/", f"/versions/{version.pk}"):
        assert elsewhere not in text
    assert f"/assessments/{version.assessment_id}" not in text
    assert "Public edition" in text and town.author.name not in text


def test_a_guest_is_told_how_many_things_are_withheld_on_which_ground(enter, town, version, linked):
    actions.withhold_at_once(version=version, path="in_scope", ground="offl-13", by=world.fresh(town.author))
    client = enter()
    page = client.get(_open(client, linked).headers["Location"])
    counted = dict(page.context["sheet"].view.statement)
    assert counted["offl-13"] == 1 and f"{sum(counted.values())} things are withheld" in page.content.decode()


def test_a_guest_gets_no_further_than_what_the_link_shows(enter, town, version, linked):
    client = enter()
    _open(client, linked)
    other, _secret = _make(town, building.approved(town, title="En annen"))
    a, v = f"/assessments/{version.assessment_id}/", f"/versions/{version.pk}/"
    for path in (
        f"/shared/{other.pk}/read/", f"/shared/{uuid4()}/read/", a, v, f"{a}history/", f"{a}lineage/",
        f"/api/v1{a}", f"/api/v1{v}",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path in (f"{a}draft/", f"{v}review/", f"{v}fork/", f"{v}export/"):
        assert client.get(path).status_code == 302, path  # to where one signs in
    assert client.post(f"/shared/{linked[0].pk}/read/").status_code == 405


def test_a_pass_is_of_one_session_and_lasts_an_hour(enter, linked, monkeypatch):
    client, read = enter(), f"/shared/{linked[0].pk}/read/"
    _open(client, linked)
    assert enter().get(read).status_code == 404
    assert client.get(read).status_code == 200
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("assessments.pages.passes.timezone.now", lambda: later)
    assert client.get(read).status_code == 404


def test_opening_gives_the_session_a_new_key(enter, linked):
    client = enter()
    session = client.session
    session["seen"] = 1
    session.save()
    client.cookies["session"] = session.session_key
    _open(client, linked)
    assert client.cookies["session"].value != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert client.cookies["session"]["httponly"]


def test_a_revoked_link_ends_for_those_who_have_it_open(enter, town, linked):
    client, read = enter(), f"/shared/{linked[0].pk}/read/"
    _open(client, linked)
    actions.revoke_share_link(link=linked[0], by=world.fresh(town.approver))
    assert client.get(read).status_code == 404


def test_what_was_withdrawn_is_said_plainly_to_whoever_has_the_link_and_to_nobody_else(
    enter, town, version, linked
):
    actions.withdraw(version=building.again(version), by=world.fresh(town.approver), reason="Hemmelig grunn")
    client, read = enter(), f"/shared/{linked[0].pk}/read/"
    assert client.get(read).status_code == 404
    _open(client, linked)
    page = client.get(read)
    text = page.content.decode()
    assert page.status_code == 410 and "has withdrawn what this link showed" in text
    assert version.head["title"] not in text and "Hemmelig" not in text and CANARY not in text
    assert not Event.objects.filter(verb="version_read").exists()


def test_a_version_that_waits_says_that_it_is_not_approved(enter, town):
    client, linked = enter(), _make(town, building.submitted(town))
    _open(client, linked)
    assert "This version is not approved." in client.get(f"/shared/{linked[0].pk}/read/").content.decode()


def test_a_version_that_was_replaced_says_so(enter, town, version, linked):
    building.renewed(town, version.assessment)
    client = enter()
    _open(client, linked)
    assert "has been replaced" in client.get(f"/shared/{linked[0].pk}/read/").content.decode()


def test_every_way_a_link_fails_gives_one_and_the_same_page(enter, town, version, linked):
    ended, gone = _make(town, version)
    actions.revoke_share_link(link=ended, by=world.fresh(town.approver))
    past, old = _make(town, version)
    ShareLink.objects.filter(pk=past.pk).update(until=timezone.localdate() - timedelta(days=1))
    pages = set()
    for key, code in ((linked[0].pk, "wrong"), (ended.pk, gone), (past.pk, old), (uuid4(), linked[1])):
        answer = enter().post(f"/shared/{key}/", {"code": code})
        assert answer.status_code == 404 and code not in answer.content.decode()
        pages.add(_plain(answer, key))
    for key in (linked[0].pk, ended.pk, uuid4()):
        pages.add(_plain(enter().get(f"/shared/{key}/read/"), key).replace(f"{key}read/", ""))
    assert len({re.sub(r"shared(/|%2F)ID(/|%2F)(read(/|%2F))?", "shared", page) for page in pages}) == 1


def _plain(answer, key) -> str:
    """The page without what differs from request to request."""
    text = answer.content.decode().replace(str(key), "ID")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_door_looks_the_same_whether_or_not_there_is_a_link(enter, linked):
    doors = {_plain(enter().get(f"/shared/{key}/"), key) for key in (linked[0].pk, uuid4())}
    assert len(doors) == 1
    empty = {_plain(enter().post(f"/shared/{key}/", {"code": ""}), key) for key in (linked[0].pk, uuid4())}
    assert len(empty) == 1 and "Paste the code" in empty.pop()


def test_the_whole_link_may_be_pasted(enter, linked):
    link, secret = linked
    pasted = f" http://testserver/shared/{link.pk}/#{secret}\n"
    assert enter().post(f"/shared/{link.pk}/", {"code": pasted}).status_code == 302


def test_the_door_takes_no_form_from_elsewhere(linked):
    client = Client(enforce_csrf_checks=True)
    assert _open(client, linked).status_code == 403
    assert ShareLink.objects.get().opened == 0


def test_wrong_codes_are_braked(enter, linked, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    client = enter()
    client.post(f"/shared/{linked[0].pk}/", {"code": "wrong"})
    braked = _open(client, linked)
    assert braked.status_code == 429 and int(braked.headers["Retry-After"]) > 0
    assert braked.headers["X-Robots-Tag"] == SEARCH


def test_nothing_of_it_is_indexed_kept_or_told_to_other_sites(enter, linked):
    client, door = enter(), f"/shared/{linked[0].pk}/"
    answers = [
        client.get(door), client.post(door, {"code": ""}), client.get(f"{door}read/"), _open(client, linked),
        client.get(f"{door}read/"), client.get("/shared/nothing/"),
    ]  # fmt: skip
    assert [each.status_code for each in answers] == [200, 422, 404, 302, 200, 404]
    for answer in answers:
        assert answer.headers["X-Robots-Tag"] == SEARCH
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "X-Robots-Tag" not in client.get("/about/").headers


def test_search_engines_are_asked_to_stay_away(enter):
    answer = enter().get("/robots.txt")
    assert answer.content.decode() == "User-agent: *\nDisallow: /shared/\n"
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_wrong_code_is_told_to_the_owners_trail_as_a_refusal(enter, town, linked):
    enter().post(f"/shared/{linked[0].pk}/", {"code": "wrong"})
    event = Event.objects.get(verb="denied")
    assert (event.agency, event.object_id) == (town.agency, str(linked[0].pk))
    assert event.detail["route"] == "shared/<uuid:share_link>/"


def test_the_trail_shows_openings_in_words(enter, town, version, linked):
    client = enter()
    _open(client, linked)
    client.get(f"/shared/{linked[0].pk}/read/")
    page = enter(town.auditor).get(f"/agencies/{town.agency.pk}/trail/").content.decode()
    for words in ("Made a link to it", "Opened a link to it", "Read a version"):
        assert words in page
    assert linked[1] not in page


def test_an_error_on_the_way_tells_no_log_the_code(linked, monkeypatch, caplog):
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("assessments.pages.views.shared.let_in", broken)
    answer = _open(Client(raise_request_exception=False), linked)
    assert answer.status_code == 500 and caplog.text
    assert linked[1] not in caplog.text + answer.content.decode()
