"""Signing in and out, with a brake on guessing that every process shares."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.audit import entrance
from registry.errors import Invalid, TooMany
from registry.models import SignInFailure, User
from registry.text import clean_line

log = logging.getLogger(__name__)

NEIGHBOURS = 10  # many people share one client address, so it may fail this many times as often as one person


def sign_in(*, request: HttpRequest, email: str, password: str) -> User:
    """Sign the person in with a new session. Raises Invalid (one answer for every wrong pair) or TooMany."""
    address = clean_line(email).lower()
    place_of = client_address(request)
    person, place = _key("person", address), _key("place", place_of)
    _check_brake(person, place, place_of)
    user = auth.authenticate(request, username=address, password=password)
    if not isinstance(user, User):
        failures = SignInFailure.objects.bulk_create([SignInFailure(key=person), SignInFailure(key=place)])
        known = User.objects.filter(email=address).first()
        entrance.sign_in_failed(known, failures[0], address=place_of)
        log.warning("sign-in refused, from %s", place_of)
        raise Invalid(
            "sign_in.refused",
            _("The e-mail address and the password do not belong together."),
            where="password",
            how=_("Check both and try again."),
        )
    with transaction.atomic():
        auth.login(request, user)
        SignInFailure.objects.filter(key=person).delete()
        entrance.signed_in(user, address=place_of)
    return user


def sign_out(*, request: HttpRequest) -> None:
    """End the session."""
    with transaction.atomic():
        if isinstance(request.user, User):
            entrance.signed_out(request.user)
        auth.logout(request)


def client_address(request: HttpRequest) -> str:
    """Where the request came from: the proxy's last word if we trust one, else the other end of the line."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return clean_line(forwarded.rpartition(",")[2])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def _check_brake(person: str, place: str, address: str) -> None:
    since = timezone.now() - settings.SIGN_IN_WINDOW
    SignInFailure.objects.filter(at__lt=since).delete()
    for key, allowed in (
        (person, settings.SIGN_IN_ATTEMPTS),
        (place, settings.SIGN_IN_ATTEMPTS * NEIGHBOURS),
    ):
        failures = SignInFailure.objects.filter(key=key).order_by("-pk")[:allowed]
        if len(failures) >= allowed:
            wait = int(settings.SIGN_IN_WINDOW.total_seconds())
            entrance.sign_in_braked(failures[0], address=address, minutes=wait // 60)
            log.warning("sign-in brake on")
            raise TooMany(
                "sign_in.too_many",
                _("Too many wrong passwords."),
                how=_("Wait %(minutes)s minutes and try again.") % {"minutes": wait // 60},
                detail={"retry_after": wait},
            )


def _key(what: str, value: str) -> str:
    return salted_hmac(f"registry.sign_in.{what}", value, algorithm="sha256").hexdigest()
