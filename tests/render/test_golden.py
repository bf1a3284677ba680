"""The documents as they read, committed. VURDERT_GOLDEN=write makes them again; then read the difference."""

from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

import pytest

from tests.render.made import document, rendition, text_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize("name", ["dpia", "ros"])
def test_a_document_reads_as_it_did_when_somebody_last_looked(name: str, format: str) -> None:
    text = steady(text_of(rendition(name, format), format), name, format)
    kept = GOLDEN / f"{name}.{format}.txt"
    if os.environ.get("VURDERT_GOLDEN") == "write":
        kept.write_text(text, encoding="utf-8")
    assert text.splitlines() == kept.read_text(encoding="utf-8").splitlines()


def steady(text: str, name: str, format: str) -> str:
    """The text without what hangs on page breaks: running lines, page numbers, where lines are broken."""
    if format == "docx":
        return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"
    made = document(name)
    running = (made.running_title, made.draft_label, f"SHA-256 {made.digest[:16]}", "Side ")
    lines = [line for line in text.splitlines() if not any(each and each in line for each in running)]
    flowing = re.sub(r"\s+", " ", re.sub(r"\.{4,} ?\d+", " …", " ".join(lines)))
    return "\n".join(textwrap.wrap(flowing, 100, break_long_words=False, break_on_hyphens=False)) + "\n"
