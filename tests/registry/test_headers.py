"""Security headers and inline code, on every route there is (ASVS 3.4.1 to 3.4.6)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

pytestmark = pytest.mark.django_db

HEADERS = {
    "Content-Security-Policy": [
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'"),
        *("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"),
    ],
    "Strict-Transport-Security": ["max-age=31536000", "includeSubDomains"],
    "X-Content-Type-Options": ["nosniff"],
    "X-Frame-Options": ["DENY"],
    "Referrer-Policy": ["same-origin"],
    "Cross-Origin-Opener-Policy": ["same-origin"],
    "Cross-Origin-Resource-Policy": ["same-origin"],
    "Permissions-Policy": ["camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()"],
}
SAMPLES = {
    "uuid": "6a5e1a1e-0000-4000-8000-000000000000", "int": "1", "slug": "one", "str": "310001007",
    "path": "x",
}  # fmt: skip


def _patterns(found: Any, prefix: str = "/") -> Iterator[str]:
    for pattern in found.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from _patterns(pattern, here)


def _address(route: str) -> str:
    """A route with its holes filled; whether anything is found behind it makes no difference here."""
    filled = re.sub(r"<(\w+):\w+>", lambda hole: SAMPLES[hole[1]], route)
    filled = re.sub(r"\(\?P<\w+>[^)]*\)", "x", filled)
    return re.sub(r"[\^$?\\]|\.\*", "", re.sub(r"<\w+>", "x", filled))


ADDRESSES = sorted({_address(route) for route in _patterns(get_resolver())})


class _Inline(HTMLParser):
    """Collects scripts, styles and handlers that are written in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style" or (tag == "script" and not named.get("src")):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        self.found += [
            f"{tag} javascript:" for value in named.values() if (value or "").startswith("javascript:")
        ]


def _check(answer: Any) -> None:
    if answer.streaming:
        answer.close()
    for name, parts in HEADERS.items():
        told = answer.headers.get(name, "")
        assert not [part for part in parts if part not in told], f"{name}: {told}"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    if "html" in answer.headers.get("Content-Type", "") and not answer.streaming:
        page = _Inline()
        page.feed(answer.content.decode())
        assert page.found == []


@pytest.fixture
def browse(settings):
    """`browse(user)` is a browser over HTTPS."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True

    def browsing(user=None) -> Client:
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        if user is not None:
            client.force_login(user)
        return client

    return browsing


def test_the_walk_is_a_walk():
    assert len(ADDRESSES) > 150 and {"/sign-in/", "/me/second-steps/", "/api/v1/me/", "/healthz"} <= set(
        ADDRESSES
    )
    assert not [address for address in ADDRESSES if set(address) & set("<>()^$")]


@pytest.mark.parametrize("who", ["nobody", "administrator", "operator"])
def test_every_route_carries_every_header_and_nothing_inline(browse, town, operator, who):
    client = browse({"administrator": town.administrator, "operator": operator}.get(who))
    for address in ADDRESSES:
        for method in ("get", "post") if who == "nobody" else ("get",):
            answer = getattr(client, method)(address, secure=True)
            assert answer.status_code < 500, (method, address)
            try:
                _check(answer)
            except AssertionError as missing:
                raise AssertionError(f"{method} {address} ({answer.status_code}): {missing}") from None


@pytest.mark.parametrize("address", ["/nothing/here/", "/static/vurdert/vurdert.js", "/static/nothing.js"])
def test_what_is_on_no_route_carries_them_too(browse, address):
    _check(browse().get(address, secure=True))


def test_an_answer_that_breaks_carries_them_too(browse, monkeypatch):
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("registry.pages.views.about.render", broken)
    answer = browse().get("/about/", secure=True)
    assert answer.status_code == 500
    _check(answer)


def test_a_form_from_elsewhere_is_refused_with_them(browse, town):
    answer = browse(town.author).post("/me/told/", {"notify": "never"}, secure=True)
    assert answer.status_code == 403
    _check(answer)


def test_every_cookie_over_https_is_bound_to_the_host():
    code = (
        "import json, django; django.setup()\n"
        "from django.conf import settings as s\n"
        "kinds = ('SESSION', 'CSRF', 'LANGUAGE')\n"
        "names = ('NAME', 'SECURE', 'HTTPONLY', 'SAMESITE', 'DOMAIN', 'PATH')\n"
        "told = {k: [getattr(s, f'{k}_COOKIE_{n}') for n in names] for k in kinds}\n"
        "print(json.dumps([told, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS]))"
    )
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "ALLOWED_HOSTS": "vurdert.example",
    }
    said = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True
    )
    cookies, redirects, seconds = json.loads(said.stdout)
    for name, *how in cookies.values():
        assert name.startswith("__Host-") and how == [True, True, "Lax", None, "/"]
    assert redirects and seconds == 31536000
