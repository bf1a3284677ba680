"""Text hygiene at the edge of every renderer: what may be printed, and which links may be followed."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"']+", re.IGNORECASE)


def clean(text: str) -> str:
    """The text in NFC without characters that XML, PDF or Word cannot hold; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def safe_link(target: str) -> str:
    """The target if it is a web or mail address, else an empty string (no `javascript:`, no `file:`)."""
    target = clean(target).strip()
    return target if _SAFE_LINK.fullmatch(target) else ""


def shortened(text: str, length: int) -> str:
    """The text cut at a word so that it is at most `length` characters, with an ellipsis if anything went."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut).rstrip(" ,.;:–-") + "…"
