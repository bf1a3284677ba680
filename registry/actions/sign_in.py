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

from registry.actions.entering import begin_session, client_address, refuse_session
from registry.audit import record
from registry.errors import Invalid, NotPermitted, TooMany
from registry.models import SignInFailure, User
from registry.text import clean_line

log = logging.getLogger(__name__)

NEIGHBOURS = 10  # many people share one client address, so it may fail this many times as often as one person


def sign_in(*, request: HttpRequest, email: str, password: str) -> User:
    """Sign the person in with a new session. Raises Invalid (one answer for every wrong pair) or TooMany.

    NotPermitted where this installation has switched passwords off.
    """
    if not settings.PASSWORD_SIGN_IN:
        raise NotPermitted("sign_in.no_passwords", _("Here one signs in through a provider."))
    address = clean_line(email).lower()
    person, place = _key("person", address), _key("place", client_address(request))
    _check_brake(person, place)
    user = auth.authenticate(request, username=address, password=password)
    if not isinstance(user, User):
        SignInFailure.objects.bulk_create([SignInFailure(key=person), SignInFailure(key=place)])
        log.warning("sign-in refused, from %s", client_address(request))
        if meant := User.objects.filter(email=address, signs_in_here=True).first():
            refuse_session(request, meant, how="password", why="password" if meant.is_active else "inactive")
        raise Invalid(
            "sign_in.refused",
            _("The e-mail address and the password do not belong together."),
            where="password",
            how=_("Check both and try again."),
        )
    with transaction.atomic():
        begin_session(request, user, how="password", is_strong=False)
        SignInFailure.objects.filter(key=person).delete()
    return user


def sign_out(*, request: HttpRequest) -> None:
    """End the session."""
    with transaction.atomic():
        if isinstance(request.user, User):
            record("signed_out", request.user, request.user)
        auth.logout(request)


def _check_brake(person: str, place: str) -> None:
    since = timezone.now() - settings.SIGN_IN_WINDOW
    SignInFailure.objects.filter(at__lt=since).delete()
    for key, allowed in (
        (person, settings.SIGN_IN_ATTEMPTS),
        (place, settings.SIGN_IN_ATTEMPTS * NEIGHBOURS),
    ):
        if SignInFailure.objects.filter(key=key).count() >= allowed:
            wait = int(settings.SIGN_IN_WINDOW.total_seconds())
            log.warning("sign-in brake on")
            raise TooMany(
                "sign_in.too_many",
                _("Too many wrong passwords."),
                how=_("Wait %(minutes)s minutes and try again.") % {"minutes": wait // 60},
                detail={"retry_after": wait},
            )


def _key(what: str, value: str) -> str:
    return salted_hmac(f"registry.sign_in.{what}", value, algorithm="sha256").hexdigest()
