"""The codes of an app: those of the standard, and what is none."""

from __future__ import annotations

import pytest

from registry import codes

# RFC 6238, appendix B: the last six of the eight digits of SHA-1, for the secret "12345678901234567890".
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
    (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(at, code):
    assert codes.code_at(RFC_SECRET, at // 30) == code
    assert codes.step_of(RFC_SECRET, f"{code[:3]} {code[3:]}", now=at, after=0) == at // 30


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_a_little_off(off, taken):
    code = codes.code_at(RFC_SECRET, (1111111109 + off) // 30)
    assert (codes.step_of(RFC_SECRET, code, now=1111111109, after=0) is not None) is taken


@pytest.mark.parametrize("code", ["", "28708", "2870822", "abcdef", "½", "\x00", "287083"])
def test_what_is_no_code_is_not_taken(code):
    assert codes.step_of(RFC_SECRET, code, now=59, after=0) is None


def test_secrets_are_long_and_differ():
    made = {codes.new_secret() for _time in range(50)}
    assert len(made) == 50 and all(len(secret) == 32 for secret in made)
