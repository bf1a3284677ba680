"""The one place where a session begins, or is refused: with a new key, and with an event."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone

from registry.audit import entrance
from registry.devices import name_of
from registry.models import Session, User
from registry.text import clean_line

# In the session: whether she proved more than a password, when she last proved anything, who is half in.
STRONG, PROVED, HALF_IN = "is_strong", "proved_at", "half_in"
HALF_IN_LASTS = timedelta(minutes=10)


def come_in(request: HttpRequest, user: User, *, how: str, is_strong: bool) -> None:
    """Begin a session, or remember that the second step is missing. Must run inside a transaction.

    `how` is "password" or the id of a provider; `is_strong` whether she proved more than a password.
    """
    if is_strong or not user.second_steps.exists():
        begin_session(request, user, how=how, is_strong=is_strong)
    else:
        request.session[HALF_IN] = {"user": str(user.pk), "how": how, "at": timezone.now().isoformat()}
        entrance.first_step_passed(user, address=client_address(request), how=how)


def half_in(request: HttpRequest) -> tuple[User, str] | None:
    """Who has come halfway, and how; None when nobody has, or too long ago."""
    kept = request.session.get(HALF_IN)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) > HALF_IN_LASTS:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    return (user, kept["how"]) if user else None


def begin_session(request: HttpRequest, user: User, *, how: str, is_strong: bool, step: str = "") -> None:
    """Sign the person in with a new key. Must run inside a transaction."""
    place = place_of(request)
    Session.objects.run_out().delete()
    request.session.pop(HALF_IN, None)
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.begin(device=name_of(request.headers.get("User-Agent", "")), place=place)
    request.session[STRONG] = is_strong
    note_proof(request)
    more = {"strong": is_strong, **({"step": step} if step else {})}
    entrance.signed_in(user, address=client_address(request), how=how, **more)


def is_strong(request: HttpRequest) -> bool:
    """Whether this session began with more than a password."""
    return bool(request.session.get(STRONG))


def strengthen(request: HttpRequest) -> None:
    """She has just shown that she has a second step: the session is as strong as one begun with it."""
    request.session[STRONG] = True
    request.session.cycle_key()


def has_just_proved(request: HttpRequest) -> bool:
    """Whether she said who she is so lately that she may change how she signs in."""
    at = request.session.get(PROVED)
    return bool(at) and timezone.now() - datetime.fromisoformat(at) < settings.PROVED_LASTS


def note_proof(request: HttpRequest) -> None:
    """She has just proved who she is."""
    request.session[PROVED] = timezone.now().isoformat()


def refuse_session(request: HttpRequest, user: User, *, how: str, why: str) -> None:
    """Tell the trail that someone did not get in as this person; nobody knows who she was (ASVS 16.3.1)."""
    entrance.sign_in_failed(user, address=client_address(request), how=how, why=why)


def client_address(request: HttpRequest) -> str:
    """Where the request came from: the proxy's last word if we trust one, else the other end of the line."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return clean_line(forwarded.rpartition(",")[2])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def place_of(request: HttpRequest) -> str:
    """The client's network, not the client: IPv4 to 24 bits, IPv6 to 48; "" for what is no address."""
    return entrance.network_of(client_address(request))
