"""Signing in, and the brake on guessing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from registry import actions
from registry.errors import Invalid, NotPermitted, TooMany
from registry.models import Event, SignInFailure
from registry.sessions import SessionStore
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    return world.person("Kari", password=world.PASSWORD)


def _request(address="192.0.2.1", **headers):
    request = RequestFactory().post("/sign-in/", REMOTE_ADDR=address, headers=headers)
    request.session, request.user = SessionStore(), AnonymousUser()
    return request


def _fail(email, times, address="192.0.2.1"):
    for _time in range(times):
        with pytest.raises(Invalid):
            actions.sign_in(request=_request(address), email=email, password="wrong")


def test_the_right_password_signs_in_and_is_recorded(kari):
    request = _request()
    assert actions.sign_in(request=request, email=kari.email.upper(), password=world.PASSWORD) == kari
    assert request.user == kari
    assert Event.objects.about(kari).last().verb == "signed_in"


def test_a_session_gets_a_new_key(kari):
    request = _request()
    request.session["cart"] = 1
    request.session.save()
    before = request.session.session_key
    actions.sign_in(request=request, email=kari.email, password=world.PASSWORD)
    assert request.session.session_key != before


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(kari):
    answers = set()
    for email in (kari.email, "nobody@example.no", "\x00"):
        with pytest.raises(Invalid) as refused:
            actions.sign_in(request=_request(), email=email, password="wrong")
        answers.add((refused.value.code, str(refused.value.message)))
    assert len(answers) == 1


def test_nobody_says_a_password_again_who_is_not_signed_in(kari):
    with pytest.raises(NotPermitted):
        actions.prove_again(request=_request(), password=world.PASSWORD)


def test_whoever_is_deactivated_does_not_get_in(kari):
    actions.deactivate_person(user=kari, by=None)
    with pytest.raises(Invalid):
        actions.sign_in(request=_request(), email=kari.email, password=world.PASSWORD)


def test_too_many_wrong_passwords_put_the_brake_on(kari, settings):
    _fail(kari.email, settings.SIGN_IN_ATTEMPTS)
    with pytest.raises(TooMany) as refused:
        actions.sign_in(request=_request("192.0.2.9"), email=kari.email, password=world.PASSWORD)
    assert refused.value.detail["retry_after"] == 900


def test_the_brake_comes_off_after_a_while(kari, settings):
    _fail(kari.email, settings.SIGN_IN_ATTEMPTS)
    SignInFailure.objects.update(at=timezone.now() - settings.SIGN_IN_WINDOW - timedelta(seconds=1))
    assert actions.sign_in(request=_request(), email=kari.email, password=world.PASSWORD)


def test_one_persons_brake_leaves_others_alone(kari, settings):
    _fail("nobody@example.no", settings.SIGN_IN_ATTEMPTS)
    assert actions.sign_in(request=_request(), email=kari.email, password=world.PASSWORD)


def test_one_address_cannot_try_everybody(kari, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    for number in range(10):
        _fail(f"person{number}@example.no", 1)
    with pytest.raises(TooMany):
        actions.sign_in(request=_request(), email=kari.email, password=world.PASSWORD)


def test_a_forged_forwarding_header_does_not_lift_the_brake(kari, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    for number in range(10):
        with pytest.raises(Invalid):
            request = _request("192.0.2.1", x_forwarded_for=f"198.51.100.{number}")
            actions.sign_in(request=request, email=f"person{number}@example.no", password="wrong")
    with pytest.raises(TooMany):
        actions.sign_in(request=_request(), email=kari.email, password=world.PASSWORD)


def test_failures_keep_neither_address_nor_password(kari):
    _fail(kari.email, 1)
    kept = str(list(SignInFailure.objects.values()))
    assert kari.email not in kept and "192.0.2.1" not in kept


def test_signing_out_ends_the_session_and_is_recorded(kari):
    request = _request()
    actions.sign_in(request=request, email=kari.email, password=world.PASSWORD)
    actions.sign_out(request=request)
    assert isinstance(request.user, AnonymousUser)
    assert Event.objects.about(kari).last().verb == "signed_out"
