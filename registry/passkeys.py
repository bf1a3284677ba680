"""Passkeys (WebAuthn level 2): what the browser is asked, and whether its answer holds; fido2 checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

State = dict[str, Any]


class Untrue(Exception):
    """The browser's answer does not hold."""


@dataclass(frozen=True)
class Passkey:
    """What is kept of a passkey: public key with id (base64url), and how often it says it was used."""

    credential: str
    id: str
    count: int


def ask_for_new(*, user_id: bytes, name: str, shown_as: str, known: Iterable[str]) -> tuple[str, State]:
    """The question (JSON) to a browser that makes a passkey, and what to remember until it answers."""
    asked, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user_id, name=name, display_name=shown_as),
        credentials=[_credential(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(asked)), state


def new_from(answer: str, state: State) -> Passkey:
    """The passkey the browser has made; raises Untrue."""
    try:
        told = _server().register_complete(state, json.loads(answer))
    except (ValueError, TypeError, KeyError, AssertionError, AttributeError) as error:
        raise Untrue(str(error)) from error
    made = told.credential_data
    return Passkey(websafe_encode(bytes(made)), websafe_encode(made.credential_id), told.counter)


def ask_for_known(known: Iterable[str]) -> tuple[str, State]:
    """The question (JSON) to a browser that has one of these passkeys, and what to remember."""
    asked, state = _server().authenticate_begin(
        [_credential(one) for one in known], user_verification=UserVerificationRequirement.PREFERRED
    )
    return json.dumps(dict(asked)), state


def known_from(answer: str, state: State, known: Iterable[str]) -> tuple[str, int]:
    """The id of the passkey that answered, and how often it says it was used; raises Untrue."""
    try:
        told = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server().authenticate_complete(state, [_credential(one) for one in known], told)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Untrue(str(error)) from error
    return websafe_encode(used.credential_id), told.response.authenticator_data.counter


def _credential(kept: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(kept))


def _server() -> Fido2Server:
    """A passkey belongs to the host people reach us at; only pages of that host may use it."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Vurdert"))
