"""The one place where a session begins, or is refused: with a new key, and with an event."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from registry.audit import record
from registry.devices import name_of
from registry.models import Session, User
from registry.text import clean_line

STRONG = "is_strong"  # in the session: whether she proved more than a password


def begin_session(request: HttpRequest, user: User, *, how: str, is_strong: bool) -> None:
    """Sign the person in. Must run inside a transaction.

    `how` is "password" or the id of a provider; `is_strong` whether she proved more than a password.
    """
    place = place_of(request)
    Session.objects.run_out().delete()
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.begin(device=name_of(request.headers.get("User-Agent", "")), place=place)
    request.session[STRONG] = is_strong
    record("signed_in", user, user, how=how, strong=is_strong, place=place)


def refuse_session(request: HttpRequest, user: User, *, how: str, why: str) -> None:
    """Tell the trail that someone did not get in as this person; nobody knows who she was (ASVS 16.3.1)."""
    with transaction.atomic():
        record("sign_in_refused", user, None, how=how, why=why, place=place_of(request))


def client_address(request: HttpRequest) -> str:
    """Where the request came from: the proxy's last word if we trust one, else the other end of the line."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return clean_line(forwarded.rpartition(",")[2])[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def place_of(request: HttpRequest) -> str:
    """The client's network, not the client: IPv4 to 24 bits, IPv6 to 48; "" for what is no address."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
