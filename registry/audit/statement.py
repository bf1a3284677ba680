"""PURE: what a seal says, in the one form that is signed, chained and sent out of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from registry.audit.facts import canonical

PURPOSE = b"vurdert seal 1\n"  # so that a signature made for a seal is good for nothing else


@dataclass(frozen=True)
class Statement:
    """Seal `number` covers `size` events with Merkle root `root`; `former` is the digest of the one before.

    `at` is ISO 8601 in UTC; `root`, `former` ("" for the first) and `key` (the public key) are hex.
    """

    number: int
    at: str
    size: int
    root: str
    former: str
    key: str

    @property
    def signed(self) -> bytes:
        """The bytes that are signed."""
        return PURPOSE + canonical(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the signed bytes, which the next seal names as its former."""
        return sha256(self.signed).hexdigest()

    def signed_by(self, key: Ed25519PrivateKey) -> str:
        """The Ed25519 signature (RFC 8032) as hex."""
        return key.sign(self.signed).hex()

    def is_signed(self, signature: str) -> bool:
        """Whether the signature was made with the key that the statement names."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key)).verify(
                bytes.fromhex(signature), self.signed
            )
        except (InvalidSignature, ValueError):
            return False
        return True


class SealRow(Protocol):
    """A row that says what a statement says."""

    number: int
    at: datetime
    size: int
    root: str
    former: str
    key: str


def statement_of(seal: SealRow) -> Statement:
    """What the seal says."""
    at = moment_as_text(seal.at)
    return Statement(seal.number, at, seal.size, seal.root, seal.former, seal.key)


def moment_as_text(moment: datetime) -> str:
    """ISO 8601 in UTC to the microsecond, as events and seals are hashed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_plain(plain: Mapping[str, Any]) -> Statement:
    """The statement of a seal as it stands in a file. Raises ValueError when it is not one."""
    try:
        number, size = plain["number"], plain["size"]
        words = [plain[name] for name in ("at", "root", "former", "key")]
    except KeyError as error:
        raise ValueError(f"a seal lacks {error}") from None
    is_well = all(type(n) is int for n in (number, size)) and all(isinstance(word, str) for word in words)
    if not is_well:
        raise ValueError("a seal is not as a seal is written")
    return Statement(number, words[0], size, words[1], words[2], words[3])
