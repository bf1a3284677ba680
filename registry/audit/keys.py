"""The key that seals are signed with (Ed25519): kept in a file for its owner's eyes, made once."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from registry.environment import write_once
from registry.errors import Fault


def make_key(*, by: object = None) -> None:
    """Make the key when there is none yet; one that is there stays."""
    path = Path(settings.SEAL_KEY_FILE)
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def signing_key() -> Ed25519PrivateKey:
    """The private key, made the first time it is needed. Raises Fault when the file holds something else."""
    make_key()
    return _load()


def public_key(key: Ed25519PrivateKey) -> str:
    """Its public half: 32 bytes as hex."""
    return key.public_key().public_bytes_raw().hex()


def trusted_keys() -> frozenset[str]:
    """The public keys this machine trusts: its own, if it has one, and those in settings.SEAL_KEYS."""
    own = [public_key(_load())] if Path(settings.SEAL_KEY_FILE).exists() else []
    return frozenset([*own, *(key.lower() for key in settings.SEAL_KEYS)])


def _load() -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(Path(settings.SEAL_KEY_FILE).read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise Fault("seal-key", f"{settings.SEAL_KEY_FILE} holds no key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Fault("seal-key", f"{settings.SEAL_KEY_FILE} holds a key of another kind than Ed25519")
    return key
