"""One byte form per value, and the digests made of it: the same in every installation."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

SAFE_INTEGER = 2**53 - 1
"""The largest integer every JSON reader keeps exactly (RFC 7493 §2.2)."""
DEEPEST = 32
"""How deep a value may nest; answers need three levels."""

# C0 and C1 controls except tab and newline, lone surrogates, and the two noncharacters XML cannot hold.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")


class NotCanonicalError(ValueError):
    """The value has no canonical form; `where` is the place inside it, `why` a code."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where or 'value'}: {why}")
        self.where, self.why = where, why


def canonical(value: Any) -> bytes:
    """The value as compact UTF-8 JSON: keys in code point order, strings in NFC; floats are refused.

    Raises NotCanonicalError: float, integer_too_large, lone_surrogate, key, same_key_twice, too_deep or type.
    """
    return json.dumps(
        _normal(value, "", 0), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return sha256(data).digest()


def version_digest(parents: Sequence[bytes], head: Any, root: bytes, salt: bytes | None) -> bytes:
    """The digest of a version over its parents' digests (in order), its head, its manifest bytes and `salt`.

    The salt is the version's own and shown to nobody, so the digest lets nobody test a guess about what the
    version says. Versions frozen before there were salts have none; theirs is the same digest without it.
    """
    covered = {"parents": [each.hex() for each in parents], "head": head, "root": root.hex()}
    return digest(canonical(covered if salt is None else {**covered, "salt": salt.hex()}))


def clean_text(text: str) -> str:
    """The text in NFC with \\n line ends, without control characters (save \\n, \\t) and lone surrogates."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_END.sub("\n", text)))


def clean(value: Any, depth: int = 0) -> Any:
    """The value with every string in it (keys too) cleaned as `clean_text` does, lists as tuples.

    What lies deeper than `DEEPEST` becomes None: no answer nests so deep, so validation refuses it anyway.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (list, tuple, Mapping)) and depth > DEEPEST:
        return None
    if isinstance(value, (list, tuple)):
        return tuple(clean(each, depth + 1) for each in value)
    if isinstance(value, Mapping):
        return {clean(key): clean(each, depth + 1) for key, each in value.items()}
    return value


def _normal(value: Any, where: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise NotCanonicalError(where, "too_deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, int):
        return _integer(value, where)
    if isinstance(value, (list, tuple)):
        return [_normal(each, f"{where}/{place}", depth + 1) for place, each in enumerate(value)]
    if isinstance(value, Mapping):
        return _object(value, where, depth)
    raise NotCanonicalError(where, "float" if isinstance(value, float) else "type")


def _text(text: str, where: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonicalError(where, "lone_surrogate") from None
    return unicodedata.normalize("NFC", text)


def _integer(number: int, where: str) -> int:
    if abs(number) > SAFE_INTEGER:
        raise NotCanonicalError(where, "integer_too_large")
    return int(number)


def _object(mapping: Mapping[Any, Any], where: str, depth: int) -> dict[str, Any]:
    normal: dict[str, Any] = {}
    for key, value in mapping.items():
        if not isinstance(key, str):
            raise NotCanonicalError(where, "key")
        name = _text(key, where)
        if name in normal:
            raise NotCanonicalError(f"{where}/{name}", "same_key_twice")
        normal[name] = _normal(value, f"{where}/{name}", depth + 1)
    return normal
