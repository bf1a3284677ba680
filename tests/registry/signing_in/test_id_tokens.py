"""ID tokens: only one that is signed by the provider, made for us, now, and for this browser is believed."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from registry.oidc import tokens
from registry.providers import Provider

ISSUER = "https://sign-in.example/tenant"
PROVIDER = Provider(id="p", name="P", issuer=ISSUER, client_id="us", client_secret="s" * 40)


def _key(name: str) -> tuple[rsa.RSAPrivateKey, dict[str, str]]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    return private, {**shown, "kid": name, "use": "sig", "alg": "RS256"}


OURS, SHOWN = _key("one")
FOREIGN, _not_shown = _key("one")
KEYS = {"keys": [SHOWN]}


def _token(key=OURS, algorithm: str = "RS256", headers=None, **claims) -> str:
    now = int(time.time())
    told = {"iss": ISSUER, "sub": "42", "aud": "us", "exp": now + 300, "iat": now, "nonce": "n"} | claims
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, key, algorithm, headers={"kid": "one"} if headers is None else headers)


def _signed_with_what_is_public() -> str:
    """The oldest trick: the public key, as text, used as a secret. (The library refuses to make one.)"""
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "one", "typ": "JWT"}).encode()).rstrip(b"=")
    body = _token().split(".")[1].encode()
    signature = hmac.digest(json.dumps(SHOWN).encode(), head + b"." + body, "sha256")
    return b".".join([head, body, urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def test_a_true_token_is_believed():
    assert tokens.checked(_token(), KEYS, PROVIDER)["sub"] == "42"


def test_a_single_key_needs_no_name():
    assert tokens.checked(_token(headers={}), KEYS, PROVIDER)["sub"] == "42"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://sign-in.example/other"},
        {"iss": None},
        {"aud": "them"},
        {"aud": None},
        {"aud": ["us", "them"]},
        {"aud": ["us", "them"], "azp": "them"},
        {"azp": "them"},
        {"sub": None},
        {"sub": ""},
        {"sub": 42},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
    ],
)
def test_what_is_not_for_us_or_not_now_is_not_believed(wrong):
    with pytest.raises(tokens.Untrue):
        tokens.checked(_token(**wrong), KEYS, PROVIDER)


@pytest.mark.parametrize(
    "forged",
    [
        _token(key=FOREIGN),
        _token(key=None, algorithm="none"),
        _signed_with_what_is_public(),
        _token(key="s" * 40, algorithm="HS256"),
        _token(headers={"kid": "two"}),
        _token()[:-8] + "AAAAAAAA",
        "no token at all",
        "",
    ],
    ids=[
        "foreign key",
        "no signature",
        "public key as secret",
        "our secret",
        "unknown key",
        "cut",
        "-",
        "empty",
    ],
)
def test_what_the_provider_has_not_signed_is_not_believed(forged):
    with pytest.raises(tokens.Untrue):
        tokens.checked(forged, KEYS, PROVIDER)


def test_several_audiences_need_us_as_the_party():
    assert tokens.checked(_token(aud=["us", "them"], azp="us"), KEYS, PROVIDER)["azp"] == "us"


def test_a_key_for_encryption_signs_nothing():
    with pytest.raises(tokens.Untrue):
        tokens.checked(_token(), {"keys": [{**SHOWN, "use": "enc"}]}, PROVIDER)


@pytest.mark.parametrize(
    ("told", "expected"), [("other", "n"), (None, "n"), ("n", None), ("", ""), (None, None), (7, "7")]
)
def test_a_token_for_another_browser_is_not_believed(told, expected):
    with pytest.raises(tokens.Untrue):
        tokens.check_nonce({"nonce": told}, expected)


def test_the_nonce_of_this_browser_is_taken():
    tokens.check_nonce({"nonce": "n"}, "n")
