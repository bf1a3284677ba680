"""Signing in with a password, and out."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from registry.actions.brake import Brake
from registry.actions.entering import client_address, come_in, note_proof, refuse_session
from registry.audit import entrance
from registry.errors import Invalid, NotPermitted
from registry.models import User
from registry.text import clean_line

log = logging.getLogger(__name__)


def sign_in(*, request: HttpRequest, email: str, password: str) -> User:
    """Sign the person in with a new session, or ask for her second step (then nobody is signed in yet).

    Raises Invalid (one answer for every wrong pair), TooMany, or NotPermitted where passwords are off.
    """
    if not settings.PASSWORD_SIGN_IN:
        raise NotPermitted("sign_in.no_passwords", _("Here one signs in through a provider."))
    user, brake = _proved(request, clean_line(email).lower(), password)
    with transaction.atomic():
        come_in(request, user, how="password", is_strong=False)
        brake.release()
    return user


def prove_again(*, request: HttpRequest, password: str) -> None:
    """Whoever is signed in says her password again, to change how she signs in. Raises as sign_in."""
    person = request.user
    if not isinstance(person, User):
        raise NotPermitted("sign_in.needed", _("Sign in first."))
    _same, brake = _proved(request, person.email if person.signs_in_here else "", password)
    brake.release()
    note_proof(request)
    with transaction.atomic():
        entrance.proved_again(person, address=client_address(request))


def sign_out(*, request: HttpRequest) -> None:
    """End the session."""
    with transaction.atomic():
        if isinstance(request.user, User):
            entrance.signed_out(request.user)
        auth.logout(request)


def _proved(request: HttpRequest, address: str, password: str) -> tuple[User, Brake]:
    brake = Brake("", person=address, place=client_address(request))
    brake.check()
    user = auth.authenticate(request, username=address, password=password)
    if isinstance(user, User):
        return user, brake
    failure = brake.note_failure()
    log.warning("sign-in refused, from %s", client_address(request))
    if meant := User.objects.filter(email=address, signs_in_here=True).first():
        refuse_session(request, meant, how="password", why="password" if meant.is_active else "inactive")
    else:
        entrance.sign_in_failed_of_nobody(failure, address=client_address(request))
    raise Invalid(
        "sign_in.refused",
        _("The e-mail address and the password do not belong together."),
        where="password",
        how=_("Check both and try again."),
    )
