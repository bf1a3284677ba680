"""Coming and going leaves events: who, for which agency, from which network, and never a secret."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from registry import actions
from registry.access.roles import Role
from registry.audit import denials, entrance
from registry.errors import Invalid, TooMany
from registry.models import ApiToken, Event, User
from registry.sessions import SessionStore
from tests import world

pytestmark = pytest.mark.django_db
WRONG = "feil passord som ingen har"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    entrance._known_places.clear()


@pytest.fixture
def kari(town) -> User:
    """Reads in the town."""
    kari = world.person("Kari", password=world.PASSWORD)
    actions.add_member(agency=town.agency, user=kari, role=Role.READER, by=None)
    return kari


def _try(email: str, password: str, address: str = "192.0.2.77") -> User:
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=address)
    request.session, request.user = SessionStore(), AnonymousUser()
    return actions.sign_in(request=request, email=email, password=password)


def _verbs(**of: object) -> list[str]:
    return list(Event.objects.filter(**of).order_by("id").values_list("verb", flat=True))


def test_a_sign_in_stands_in_the_trail_of_her_agency_with_the_network_alone(kari, town):
    _try(kari.email, world.PASSWORD)
    event = Event.objects.get(verb="signed_in", who=kari)
    assert event.agency == town.agency
    assert event.detail == {"how": "password", "network": "192.0.2.0/24", "strong": False}


def test_who_belongs_to_two_agencies_is_told_of_in_both_and_nowhere_else(kari, town, village):
    actions.add_member(agency=village.agency, user=kari, role=Role.READER, by=None)
    _try(kari.email, world.PASSWORD)
    told = Event.objects.filter(verb="signed_in").values_list("agency", flat=True)
    assert set(told) == {town.agency.pk, village.agency.pk}


def test_a_failure_is_told_of_the_person_and_says_nothing_that_was_typed(kari, town):
    with pytest.raises(Invalid):
        _try(kari.email, WRONG)
    event = Event.objects.get(verb="sign_in_failed")
    assert (event.who_id, event.agency, event.object_id) == (None, town.agency, str(kari.pk))
    said = {"anonymous": True, "network": "192.0.2.0/24", "how": "password", "why": "password"}
    assert event.detail == said


def test_a_failure_of_nobody_is_told_without_the_address(kari):
    with pytest.raises(Invalid):
        _try("ingen@example.no", WRONG)
    event = Event.objects.get(verb="sign_in_failed")
    assert event.object_type == "registry.signinfailure"
    assert "ingen" not in json.dumps(event.detail) + event.object_id


def test_guesses_at_nobody_cannot_fill_the_trail(kari, monkeypatch, settings):
    monkeypatch.setattr(entrance, "MOST_PER_HOUR", 3)
    for number in range(6):
        with pytest.raises(Invalid):
            _try(f"ingen{number}@example.no", WRONG)
    assert _verbs(verb="sign_in_failed") == ["sign_in_failed"] * 3


def test_the_brake_is_told_once_an_hour(kari, settings):
    settings.SIGN_IN_ATTEMPTS = 2
    for _time in range(2):
        with pytest.raises(Invalid):
            _try(kari.email, WRONG)
    for _time in range(3):
        with pytest.raises(TooMany):
            _try(kari.email, world.PASSWORD)
    assert _verbs(verb="sign_in_braked") == ["sign_in_braked"]


def test_signing_out_is_told(kari):
    client = Client()
    client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
    client.post("/sign-out/")
    assert _verbs(who=kari) == ["signed_in", "signed_out"]


def test_shutting_someone_out_tells_how_many_sessions_and_tokens_ended(kari, operator):
    client = Client()
    client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
    actions.issue_token(user=kari, name="Program", days=1, by=kari)
    actions.deactivate_person(user=kari, by=operator)
    assert Event.objects.get(verb="person_deactivated").detail == {"tokens": 1}
    ended = Event.objects.get(verb="sessions_ended")
    assert (ended.who, ended.detail) == (operator, {"count": 1, "why": "person_deactivated"})
    assert not client.get("/me/profile/").context  # the session is gone: on to signing in


def test_nothing_is_said_of_no_session(kari, operator):
    actions.deactivate_person(user=kari, by=operator)
    assert "sessions_ended" not in _verbs()


def _ask(secret: str, address: str) -> int:
    return (
        Client(REMOTE_ADDR=address)
        .get("/api/v1/me/", headers={"authorization": f"Bearer {secret}"})
        .status_code
    )


def test_a_token_is_told_when_it_is_used_from_somewhere_new_and_not_again(kari, town):
    token, secret = actions.issue_token(user=kari, name="Program", days=30, by=kari)
    for address in ("192.0.2.1", "192.0.2.2", "198.51.100.1", "192.0.2.3", "2001:db8:1:2::9"):
        assert _ask(secret, address) == 200
        entrance._known_places.clear()  # as another process would have it
    told = Event.objects.filter(verb="token_used_from_new_place").order_by("id")
    assert [each.detail["network"] for each in told] == ["192.0.2.0/24", "198.51.100.0/24", "2001:db8:1::/48"]
    assert {(each.who, each.agency, each.detail["token"]) for each in told} == {
        (kari, town.agency, token.prefix)
    }


def test_a_busy_token_from_a_known_place_costs_no_look_up(kari, django_assert_num_queries):
    token, _secret = actions.issue_token(user=kari, name="Program", days=30, by=kari)
    entrance.token_used(token, address="192.0.2.1")
    with django_assert_num_queries(0):
        entrance.token_used(token, address="192.0.2.1")


def test_no_event_holds_a_secret(kari):
    _token, secret = actions.issue_token(user=kari, name="Program", days=30, by=kari)
    _ask(secret, "192.0.2.1")
    with pytest.raises(Invalid):
        _try(kari.email, WRONG)
    told = json.dumps(list(Event.objects.values("detail", "object_id", "verb")))
    kept = ApiToken.objects.get()
    assert not [
        word for word in (secret, secret.split("_")[-1], kept.hash, WRONG, world.PASSWORD) if word in told
    ]


@pytest.mark.parametrize("address", ["", "unix:", "192.0.2.1, 10.0.0.1\nX: y"])
def test_an_address_that_is_none_is_no_network(address):
    assert entrance.network_of(address) == ""


def test_denials_and_failures_share_one_measure():
    assert entrance.MOST_PER_HOUR == denials.MOST_PER_HOUR
