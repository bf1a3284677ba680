"""PURE: what written text may hold. Invisible characters are taken out, never a visible one.

Databases refuse NUL, Word files refuse other control characters (Word's own soft break pastes as U+000B), and
direction overrides make a name read as another: none of them carries meaning, so they go at the door.
"""

from __future__ import annotations

import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 but tab and newline, DEL and C1, lone surrogates, direction overrides and isolates, BOM, non-characters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff9-\uffff]"
)
OBJECT_REPLACEMENT = "\ufffd"  # a visible "something was here": kept


def clean_text(value: str) -> str:
    """Text of several lines: NFC, one kind of line break, nothing invisible, no space at the ends."""
    text = LINE_BREAKS.sub("\n", value)
    text = INVISIBLE.sub(lambda found: found.group() if found.group() == OBJECT_REPLACEMENT else "", text)
    return unicodedata.normalize("NFC", text).strip()


def clean_line(value: str) -> str:
    """Text of one line: as `clean_text`, with every run of white space as one space."""
    return " ".join(clean_text(value).split())
