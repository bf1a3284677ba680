"""How one text became another, word by word: for people to read, whole words and no confetti.

Paragraphs are matched first, then the words of those that differ. Words that stand once on both sides are
the anchors (patience diff), so that prose full of "og" and "som" costs little more than n log n.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeAlias

from .diff import longest_rise

PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
"""A paragraph or a line of a list, with the line breaks that end it."""
_WORD = re.compile(r"(\w+(?:[^\w\s]\w+)*|[^\w\s]|^)(\s*)")
_SMALL_GAP = 10_000
"""How large a gap without anchors (words times words) is still searched; a larger one is one change."""

Stretch: TypeAlias = tuple[int, int, int]
"""Where an equal stretch begins in the old and in the new, and how long it is."""


class Kind(StrEnum):
    """Whether a segment stands in both texts, only in the old, or only in the new."""

    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, never empty."""

    kind: Kind
    text: str


@dataclass(slots=True)
class _Hunk:
    """What is equal, and then what one side says instead of the other."""

    equal: str
    old: str = ""
    new: str = ""


def words_diff(old: str, new: str) -> tuple[Segment, ...]:
    """The segments that lead from `old` to `new`, what is removed before what is added in its place.

    Equal and removed joined give `old`, equal and added joined give `new`, to the last space.
    """
    hunks = _with_space_outside(_without_confetti(_hunks(old, new)))
    parts = (
        part
        for hunk in hunks
        for part in ((Kind.EQUAL, hunk.equal), (Kind.REMOVED, hunk.old), (Kind.ADDED, hunk.new))
    )
    return tuple(Segment(kind, text) for kind, text in _joined(parts))


def ends_alike(old: str, new: str) -> tuple[int, int]:
    """How many characters both texts begin and end with in common, cut back to whole words."""
    head = _alike(old, new)
    if head < max(len(old), len(new)):
        head = _start_of_word(old, head)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    if tail < max(len(old), len(new)) - head:
        tail = _start_of_word(old[::-1], tail)
    return head, tail


def _alike(old: str, new: str) -> int:
    """How many characters both begin with, found by halving so that long equal texts cost next to nothing."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[low:middle] == new[low:middle] else (low, middle - 1)
    return low


def _start_of_word(text: str, at: int) -> int:
    while at and not text[at - 1].isspace():
        at -= 1
    return at


def _hunks(old: str, new: str) -> Iterator[_Hunk]:
    """Equal paragraphs as they are, and the words of those between them."""
    a, b = PARAGRAPH.findall(old), PARAGRAPH.findall(new)
    for equal, ours, theirs in _between(a, b, _stretches(a, b)):
        yield _Hunk("".join(equal))
        if ours and theirs:
            yield from _word_hunks("".join(ours), "".join(theirs))
        else:
            yield _Hunk("", "".join(ours), "".join(theirs))


def _word_hunks(old: str, new: str) -> Iterator[_Hunk]:
    """Words are matched without the space after them; where only the space differs, only that changed."""
    head, tail = ends_alike(old, new)
    yield _Hunk(old[:head])
    a, b = _WORD.findall(old[head : len(old) - tail]), _WORD.findall(new[head : len(new) - tail])
    begun_a = begun_b = 0
    for at, there, length in [
        *_stretches([word for word, _ in a], [word for word, _ in b]),
        (len(a), len(b), 0),
    ]:
        yield _Hunk("", _text(a[begun_a:at]), _text(b[begun_b:there]))
        for (word, space), (_same, other) in zip(a[at : at + length], b[there : there + length], strict=True):
            yield _Hunk(word + space) if space == other else _Hunk(word, space, other)
        begun_a, begun_b = at + length, there + length
    yield _Hunk(old[len(old) - tail :])


def _text(words: Iterable[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in words)


def _between(
    a: Sequence[str], b: Sequence[str], stretches: Iterable[Stretch]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Each equal stretch with what each side says after it; the first one may be empty."""
    begun_a = begun_b = 0
    equal: Sequence[str] = ()
    for at, there, length in [*stretches, (len(a), len(b), 0)]:
        yield equal, a[begun_a:at], b[begun_b:there]
        equal, begun_a, begun_b = a[at : at + length], at + length, there + length


def _without_confetti(hunks: Iterable[_Hunk]) -> list[_Hunk]:
    """Changes with hardly anything between them become one: equal text no longer than either neighbour."""
    kept = [_Hunk("")]
    for hunk in _gathered(hunks):
        while len(kept) > 1 and _is_confetti(kept[-1], hunk):
            last = kept.pop()
            hunk = _Hunk(last.equal, last.old + hunk.equal + hunk.old, last.new + hunk.equal + hunk.new)
        kept.append(hunk)
    return kept


def _gathered(hunks: Iterable[_Hunk]) -> Iterator[_Hunk]:
    """Each equal stretch whole, each change whole, so that their lengths can be weighed."""
    current = _Hunk("")
    for hunk in hunks:
        if hunk.equal and (current.old or current.new):
            yield current
            current = _Hunk("")
        current.equal += hunk.equal
        current.old += hunk.old
        current.new += hunk.new
    yield current


def _is_confetti(before: _Hunk, after: _Hunk) -> bool:
    if not (after.old or after.new) or "\n" in after.equal:
        return False
    between = after.equal.strip()
    least = min(_length(before), _length(after))
    return least > 0 and (len(between) <= least or not any(letter.isalnum() for letter in between))


def _length(hunk: _Hunk) -> int:
    return max(len(hunk.old.strip()), len(hunk.new.strip()))


def _with_space_outside(hunks: Iterable[_Hunk]) -> Iterator[_Hunk]:
    """The space that ends both sides of a change stands after it, as the equal text it is."""
    carried = ""
    for hunk in hunks:
        hunk.equal, carried = carried + hunk.equal, ""
        while hunk.old and hunk.new and hunk.old[-1] == hunk.new[-1] and hunk.old[-1].isspace():
            carried = hunk.old[-1] + carried
            hunk.old, hunk.new = hunk.old[:-1], hunk.new[:-1]
        yield hunk
    yield _Hunk(carried)


def _joined(parts: Iterable[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """Neighbours of one kind as one, the empty left out."""
    kind, text = Kind.EQUAL, ""
    for each, piece in parts:
        if not piece:
            continue
        if each is not kind and text:
            yield kind, text
            text = ""
        kind, text = each, text + piece
    if text:
        yield kind, text


def _stretches(a: Sequence[str], b: Sequence[str]) -> list[Stretch]:
    """The equal stretches of two sequences, in order and never crossing."""
    found: list[Stretch] = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        a0, a1, b0, b1 = waiting.pop()
        head = _same_from(a, b, a0, a1, b0, b1)
        tail = _same_until(a, b, a0 + head, a1, b0 + head, b1)
        found += [(a0, b0, head), (a1 - tail, b1 - tail, tail)]
        a0, a1, b0, b1 = a0 + head, a1 - tail, b0 + head, b1 - tail
        anchors = _anchors(a, a0, a1, b, b0, b1)
        if anchors:
            found += [(i, j, 1) for i, j in anchors]
            begins = [(a0, b0), *((i + 1, j + 1) for i, j in anchors)]
            ends = [*anchors, (a1, b1)]
            waiting += [(i, k, j, n) for (i, j), (k, n) in zip(begins, ends, strict=True)]
        elif 0 < (a1 - a0) * (b1 - b0) <= _SMALL_GAP:
            blocks = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_matching_blocks()
            found += [(a0 + i, b0 + j, n) for i, j, n in blocks]
    return sorted(stretch for stretch in found if stretch[2])


def _same_from(a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int) -> int:
    most, length = min(a1 - a0, b1 - b0), 0
    while length < most and a[a0 + length] == b[b0 + length]:
        length += 1
    return length


def _same_until(a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int) -> int:
    most, length = min(a1 - a0, b1 - b0), 0
    while length < most and a[a1 - 1 - length] == b[b1 - 1 - length]:
        length += 1
    return length


def _anchors(a: Sequence[str], a0: int, a1: int, b: Sequence[str], b0: int, b1: int) -> list[tuple[int, int]]:
    """Where what stands once on both sides stands, as many as come in the same order."""
    here, there = Counter(a[a0:a1]), Counter(b[b0:b1])
    place = {each: at for at, each in enumerate(b[b0:b1], b0)}
    once = [
        (at, place[each]) for at, each in enumerate(a[a0:a1], a0) if here[each] == 1 and there.get(each) == 1
    ]
    return [once[at] for at in longest_rise([j for _i, j in once])]
