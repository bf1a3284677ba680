"""What must hold of an ID token before a word of it is believed (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

from registry.providers import Provider

# Signatures with a key only the provider has. Never "none", and never HS…: its key is known here too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CLOCKS_APART = 60  # seconds two machines may disagree about the time
NEEDED = ("iss", "sub", "aud", "exp", "iat")


class Untrue(Exception):
    """The token is not what it should be; the reason is for the log, never for the visitor."""


def checked(token: str, keys: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """The claims of a token signed by one of `keys` (a JWK set), by and for whom it should; else Untrue."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_for(token, keys),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCKS_APART,
            options={"require": list(NEEDED), "verify_sub": True},
        )
    except jwt.PyJWTError as error:
        raise Untrue(f"ID token: {error}") from error
    _check_party(claims, provider)
    return claims


def check_nonce(claims: Mapping[str, Any], expected: object) -> None:
    """The token answers the question this browser asked, and is not one taken from another's."""
    told = claims.get("nonce")
    if not isinstance(told, str) or not isinstance(expected, str) or not expected:
        raise Untrue("ID token: no nonce")
    if not hmac.compare_digest(told.encode(), expected.encode()):
        raise Untrue("ID token: another nonce")


def _key_for(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key the token names; a provider with a single key need not name it."""
    known = [one for one in keys.get("keys", []) if isinstance(one, dict) and one.get("use", "sig") == "sig"]
    name = jwt.get_unverified_header(token).get("kid")
    fitting = [one for one in known if one.get("kid") == name] if name else known
    if len(fitting) != 1:
        raise Untrue("ID token: signed with a key the provider does not show")
    return jwt.PyJWK(fitting[0])


def _check_party(claims: Mapping[str, Any], provider: Provider) -> None:
    """Several audiences need an authorised party, and it must be us."""
    party = claims.get("azp")
    audience = claims["aud"]
    is_alone = isinstance(audience, str) or len(audience) == 1
    if party not in (None, provider.client_id) or (party is None and not is_alone):
        raise Untrue("ID token: made for another party")
    if not claims["sub"]:
        raise Untrue("ID token: nobody in it")
