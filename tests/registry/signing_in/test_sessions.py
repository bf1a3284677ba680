"""Sessions: they run out, are listed, and are ended by whose they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from registry import actions, devices
from registry.errors import NotFound, NotPermitted
from registry.models import Event, Session
from tests import world

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def kari():
    return world.person("Kari", password=world.PASSWORD)


@pytest.fixture
def enter(kari):
    """`enter()` is a browser that has signed in as Kari with her password."""

    def entered(user_agent: str = FIREFOX) -> Client:
        client = Client(headers={"user-agent": user_agent, "accept-language": "en"}, REMOTE_ADDR="192.0.2.77")
        answer = client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
        assert answer.status_code == 302
        return client

    return entered


def _is_in(client: Client) -> bool:
    return client.get("/me/password/").status_code == 200


def _row(client: Client) -> Session:
    return Session.objects.get(pk=client.session.session_key)


def _age(client: Client, **by) -> None:
    """Make the session older by this, as if the clock had gone on."""
    row, back = _row(client), timedelta(**by)
    dates = {name: getattr(row, name) - back for name in ("since", "seen", "expire_date")}
    Session.objects.filter(pk=row.pk).update(**dates)


def test_a_session_knows_whose_it_is_and_where_without_the_address(enter, kari):
    client = enter()
    row = _row(client)
    assert (row.user, row.device, row.place) == (kari, "Firefox, Linux", "192.0.2.0/24")
    assert "192.0.2.77" not in str(Session.objects.values().get()) + str(dict(client.session))


def test_signing_in_gives_the_session_a_new_key(kari):
    client = Client()
    client.get("/language/")
    session = client.session
    session["cart"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
    assert client.session.session_key != before and not Session.objects.filter(pk=before).exists()


def test_a_session_left_alone_runs_out(enter, settings):
    client = enter()
    _age(client, seconds=settings.SESSION_IDLE.total_seconds() - 60)
    assert _is_in(client)
    _age(client, seconds=settings.SESSION_IDLE.total_seconds() + 1)
    assert not _is_in(client)


def test_a_session_that_is_used_runs_out_in_the_end(enter, settings):
    client, step = enter(), settings.SESSION_IDLE - timedelta(minutes=5)
    used = timedelta()
    while used + step < settings.SESSION_LONGEST:
        _age(client, seconds=step.total_seconds())
        used += step
        assert _is_in(client)
    _age(client, seconds=step.total_seconds())
    assert not _is_in(client)


def test_saving_something_in_the_session_does_not_let_it_live_longer(enter, settings):
    client = enter()
    longest = _row(client).since + settings.SESSION_LONGEST
    settings.SESSION_IDLE = timedelta(days=2)
    session = client.session
    session["chosen"] = 1
    session.save()
    assert _row(client).expire_date == longest


def test_use_is_noted_at_most_once_a_minute(enter, django_assert_num_queries):
    client = enter()
    first = _row(client).seen
    _is_in(client)
    assert _row(client).seen == first
    _age(client, minutes=2)
    _is_in(client)
    assert timezone.now() - _row(client).seen < timedelta(seconds=30)


def test_what_ran_out_is_removed_when_somebody_signs_in(enter):
    _age(enter(), days=2)
    enter()
    assert Session.objects.count() == 1


def test_one_sees_where_one_is_signed_in_and_ends_the_others(enter, kari):
    here, there = enter(), enter("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1")
    page = here.get("/me/profile/").content.decode()
    assert "Safari, iPhone" in page and "Denne nettleseren" in page and there.session.session_key not in page
    here.post(f"/me/sessions/{_row(there).handle}/end/")
    assert _is_in(here) and not _is_in(there)
    assert Event.objects.about(kari).last().verb == "session_ended"


def test_all_others_end_at_once(enter, kari):
    here, others = enter(), [enter(), enter()]
    here.post("/me/sessions/end/")
    assert _is_in(here) and not any(_is_in(one) for one in others)
    assert Event.objects.about(kari).last().detail["count"] == 2


def test_nobody_ends_anothers(enter, kari, stranger):
    theirs = enter()
    handle = _row(theirs).handle
    mine = Client()
    mine.force_login(stranger)
    assert mine.post(f"/me/sessions/{handle}/end/").status_code == 404
    for deed in (
        lambda: actions.end_session(user=kari, handle=handle, by=stranger),
        lambda: actions.end_sessions(user=kari, by=stranger),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert _is_in(theirs)


def test_a_session_is_ended_once(enter, kari):
    handle = _row(enter()).handle
    actions.end_session(user=kari, handle=handle, by=kari)
    with pytest.raises(NotFound):
        actions.end_session(user=kari, handle=handle, by=kari)


def test_a_request_under_way_does_not_bring_an_ended_session_back(enter, kari):
    client = enter()
    session = client.session
    session["chosen"] = 1
    actions.end_sessions(user=kari, by=kari)
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.filter(user=kari).exists()


def test_changing_the_password_ends_every_other_session(enter):
    here, there = enter(), enter()
    here.post("/me/password/", {"old": world.PASSWORD, "new": "en annen lang setning"})
    assert _is_in(here) and not _is_in(there)
    assert Session.objects.count() == 1


def test_deactivating_ends_everything_at_once(enter, kari):
    client = enter()
    actions.deactivate_person(user=kari, by=None)
    assert not _is_in(client) and not Session.objects.filter(user=kari).exists()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/19 Safari/605.1", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_named_as_a_person_would(user_agent, name):
    assert devices.name_of(user_agent) == name
