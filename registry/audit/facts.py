"""PURE: the facts of an event in the one form that is hashed, kept in exported trails and checked offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

# What the hash of an event covers; `prev` is the hash of the event before it on the same object.
HASHED = ("agency", "at", "detail", "object", "prev", "request", "seq", "verb", "who")


def digest_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of the hashed facts. Raises KeyError when one is missing."""
    return hashlib.sha256(canonical({name: facts[name] for name in HASHED})).hexdigest()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no space and no floats that are not numbers, as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")
