"""Two rewritings of one text: joined paragraph by paragraph where they do not touch, never word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_POINT = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
"""How a point of a list begins: each is a statement of its own."""


@dataclass(frozen=True)
class _Hunk:
    """Paragraphs `start`..`end` of the base were replaced by `text`."""

    start: int
    end: int
    text: tuple[str, ...]


def merge_text(base: str, ours: str, theirs: str) -> str | None:
    """The text with what both changed of `base`, or None when they changed the same place differently.

    Changes in neighbouring paragraphs fit; an insertion right where the other side changed something does
    not, for nobody has said which comes first.
    """
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    old = paragraphs(base)
    mine, others = list(_hunks(old, paragraphs(ours))), list(_hunks(old, paragraphs(theirs)))
    both = [hunk for hunk in mine if hunk in others]
    alone = [hunk for hunk in others if hunk not in both]
    if any(_touch(a, b) for a in mine for b in alone):
        return None
    return _applied(old, sorted([*mine, *alone], key=lambda hunk: (hunk.start, hunk.end)))


def paragraphs(text: str) -> tuple[str, ...]:
    """The text cut into paragraphs and list points, each each with what blank lines follow it."""
    parts: list[str] = []
    is_over = True
    for line in text.splitlines(keepends=True):
        is_blank = not line.strip()
        if (is_over and not is_blank) or _POINT.match(line) or not parts:
            parts.append(line)
        else:
            parts[-1] += line
        is_over = is_blank
    return tuple(parts)


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Hunk]:
    """The changes; two that stand side by side are one, so that neither hides in the other."""
    # Compared without the line ends after them: a paragraph is the same wherever it stands.
    matcher = SequenceMatcher(None, [p.rstrip() for p in old], [p.rstrip() for p in new], autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield _Hunk(start, end, tuple(new[first:last]))


def _touch(a: _Hunk, b: _Hunk) -> bool:
    """Whether two changes meet: they share a paragraph, or lie side by side and one adds or removes."""
    if all(hunk.text and hunk.start < hunk.end for hunk in (a, b)):
        return a.start < b.end and b.start < a.end
    return a.start <= b.end and b.start <= a.end


def _applied(old: Sequence[str], hunks: Sequence[_Hunk]) -> str:
    kept: list[str] = []
    at = 0
    for hunk in hunks:
        kept += [*old[at : hunk.start], *hunk.text]
        at = hunk.end
    return _joined([*kept, *old[at:]])


def _joined(parts: Sequence[str]) -> str:
    """The parts after one another; one that was last, and no longer is, gets the line end it lacked."""
    ended = [part if part.endswith("\n") else part + _end_of(part) for part in parts[:-1]]
    return "".join([*ended, *parts[-1:]])


def _end_of(part: str) -> str:
    return "\n" if _POINT.match(part) else "\n\n"
