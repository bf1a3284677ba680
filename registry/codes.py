"""PURE: one-time codes from an app (RFC 6238 over RFC 4226, as every such app counts them)."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds a code lasts
DIGITS = 6
DRIFT = 1  # periods a telephone's clock may be off, either way


def new_secret() -> str:
    """160 random bits in base32, as apps take them (RFC 4226 section 4)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of the step: how many periods have passed since 1970."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, code: str, *, now: float, after: int) -> int | None:
    """The step the code belongs to, when it is right now and later than `after`; a code is good for once."""
    given = "".join(code.split()).encode("utf-8", "replace")
    present = int(now) // PERIOD
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > after:
            return step
    return None


def address_of(secret: str, *, issuer: str, account: str) -> str:
    """What the app reads from the QR code."""
    parts = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{parts}"
