"""A passkey in software: makes a key pair and signs what it is asked, as a device would (WebAuthn)."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, WITH_KEY = 0x01, 0x40


def written(value: bytes) -> str:
    """Bytes as browsers write them."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


class Authenticator:
    """One device. `origin` is the page it believes it is on."""

    def __init__(self, origin: str = "http://localhost:8000", host: str = "localhost") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.origin, self.host = secrets.token_bytes(32), 0, origin, host

    def create(self, asked: str) -> str:
        """The answer to a question of ask_for_new."""
        shown = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + shown
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(PRESENT | WITH_KEY) + credential}
        client = self._client("webauthn.create", asked)
        return self._answer(
            {"clientDataJSON": written(client), "attestationObject": written(cbor.encode(attested))}
        )

    def get(self, asked: str) -> str:
        """The answer to a question of ask_for_known."""
        self.count += 1
        data, client = self._data(PRESENT), self._client("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: written(value) for name, value in parts.items()})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: str) -> bytes:
        challenge = json.loads(asked)["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps(
            {"id": written(self.id), "rawId": written(self.id), "type": "public-key", "response": response}
        )
