"""The difference of two texts made fit for reading: folded far from a change, white space never marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .words_diff import PARAGRAPH, Kind, Segment


@dataclass(frozen=True, slots=True)
class Fold:
    """Stands for `paragraphs` unchanged paragraphs that need not be read again."""

    paragraphs: int


def readable(segments: Sequence[Segment], *, is_whole: bool = False) -> tuple[Segment | Fold, ...]:
    """The segments as they are shown; with `is_whole` nothing is folded.

    Of a long unchanged stretch the paragraphs next to a change are kept, the others counted. White space
    stands outside the changes: what went alone is left out, what came is just there.
    """
    parts = segments if is_whole else folded(segments)
    return tuple(shown for part in parts for shown in _shown(part))


def folded(segments: Sequence[Segment]) -> tuple[Segment | Fold, ...]:
    """The segments with long equal stretches cut to the paragraphs next to a change, the rest counted."""
    last = len(segments) - 1
    return tuple(
        part
        for place, segment in enumerate(segments)
        for part in (
            _fold(segment.text, is_first=place == 0, is_last=place == last)
            if segment.kind is Kind.EQUAL
            else (segment,)
        )
    )


def _fold(text: str, *, is_first: bool, is_last: bool) -> Iterator[Segment | Fold]:
    paragraphs = PARAGRAPH.findall(text)
    head, tail = (0 if is_first else 1), (0 if is_last else 1)
    middle = paragraphs[head : len(paragraphs) - tail]
    said = sum(1 for each in middle if each.strip())
    if said < 2:
        yield Segment(Kind.EQUAL, text)
        return
    if head and (before := paragraphs[0].rstrip("\n")):
        yield Segment(Kind.EQUAL, before)
    yield Fold(said)
    if tail:
        yield Segment(Kind.EQUAL, paragraphs[-1])


def _shown(part: Segment | Fold) -> Iterator[Segment | Fold]:
    if isinstance(part, Fold) or part.kind is Kind.EQUAL:
        yield part
        return
    text = part.text.strip()
    before, after = part.text.split(text, 1) if text else (part.text, "")
    if before and (text or part.kind is Kind.ADDED):
        yield Segment(Kind.EQUAL, before)
    if text:
        yield Segment(part.kind, text)
    if after:
        yield Segment(Kind.EQUAL, after)
