"""Document -> JSON: content with its form, digest and origin; also the source put inside PDF and Word."""

from __future__ import annotations

import json

from .blocks import Document


def write_bundle(document: Document) -> bytes:
    """UTF-8 JSON with sorted keys, so that equal content gives equal bytes."""
    return json.dumps(document.bundle, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
