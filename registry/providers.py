"""PURE: the sign-in providers this installation trusts, from environment variables, and what they tell.

A provider is whoever vouches for people over OpenID Connect: Entra ID, Ansattporten, Feide or another.
registry/oidc speaks with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stdnum.no import orgnr

from registry import environment

SLUG = re.compile(r"[a-z][a-z0-9-]*")
# ISO 6523: 0192 is the Norwegian register of legal entities. Feide writes NO before the nine digits.
ORGNR = re.compile(r"(?:(?:iso6523-actorid-upis::)?0192:|NO)?(\d{9})")


@dataclass(frozen=True)
class Provider:
    """One provider; `acr_values` and `amr_values`: what it must say of how the person proved who she is."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    orgnr_claims: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()
    amr_values: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    is_strong: bool = False
    takes_newcomers: bool = True
    vouches_for_email: bool = False
    asks_userinfo: bool = True

    @property
    def is_loopback(self) -> bool:
        """Whether it runs on this machine, where plain HTTP does no harm."""
        return is_loopback(self.issuer)

    def proves_enough(self, claims: Mapping[str, Any]) -> bool:
        """Whether the ID token tells of a sign-in as strong as is asked for (RFC 8176, OIDC Core 2)."""
        amr = claims.get("amr")
        ways = set(amr) if isinstance(amr, list) else set()
        is_acr_well = not self.acr_values or claims.get("acr") in self.acr_values
        return is_acr_well and (not self.amr_values or not ways.isdisjoint(self.amr_values))

    def organisations(self, claims: Mapping[str, Any]) -> list[str]:
        """The organisation numbers (nine digits, mod 11 checked) that the named claims hold, each once."""
        found = [
            match[1]
            for claim in self.orgnr_claims
            for value in values_at(claims, claim)
            if (match := ORGNR.fullmatch(value.strip())) and orgnr.is_valid(match[1])
        ]
        return list(dict.fromkeys(found))


def values_at(claims: Mapping[str, Any], place: str) -> Iterator[str]:
    """The texts a claim holds: `place` is its name, or a path such as /authorization_details/orgno/ID.

    A path goes through lists on its way, so that one path reaches every element.
    """
    steps = place.strip("/").split("/") if place.startswith("/") else [place]
    yield from _walk(claims, steps)


def _walk(value: Any, steps: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, steps)
    elif steps and isinstance(value, Mapping):
        yield from _walk(value.get(steps[0]), steps[1:])
    elif not steps and isinstance(value, str | int):
        yield str(value)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "127.0.0.1", "::1"}


def from_environment(environ: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers OIDC_PROVIDERS names, from their OIDC_<NAME>_… variables; ValueError if one is amiss."""
    return tuple(_provider(environ, name) for name in environment.words(environ, "OIDC_PROVIDERS"))


def _provider(environ: Mapping[str, str], name: str) -> Provider:
    if not SLUG.fullmatch(name):
        raise ValueError(f"OIDC_PROVIDERS: {name} must be small letters, digits and hyphens")
    start = f"OIDC_{name.upper().replace('-', '_')}_"

    def must(key: str) -> str:
        value = environ.get(start + key, "").strip()
        if not value:
            raise ValueError(f"{start}{key} is missing")
        return value

    def several(key: str, default: str = "") -> tuple[str, ...]:
        return tuple(environment.words(environ, start + key, default=default))

    issuer = must("ISSUER")
    if urlsplit(issuer).scheme != "https" and not is_loopback(issuer):
        raise ValueError(f"{start}ISSUER must start with https://")
    acr_values, amr_values = several("ACR_VALUES"), several("AMR_VALUES")
    return Provider(
        id=name,
        name=environ.get(start + "NAME", "").strip() or name,
        issuer=issuer,
        client_id=must("CLIENT_ID"),
        client_secret=must("CLIENT_SECRET"),
        scopes=several("SCOPES", "openid,profile,email"),
        orgnr_claims=several("ORGNR_CLAIMS"),
        acr_values=acr_values,
        amr_values=amr_values,
        parameters=tuple(parse_qsl(environ.get(start + "PARAMETERS", ""))),
        is_strong=environment.is_on(environ, start + "IS_STRONG", default=bool(acr_values or amr_values)),
        takes_newcomers=environment.is_on(environ, start + "NEWCOMERS", default=True),
        vouches_for_email=environment.is_on(environ, start + "VOUCHES_FOR_EMAIL"),
        asks_userinfo=environment.is_on(environ, start + "USERINFO", default=True),
    )
