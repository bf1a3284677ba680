"""Canaries: a word for each text, found wherever it turns up, with the rules that say who may read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from tests.canaries.rules import Rule, Who

LETTERS = "bcdfghjklmnprstvz"
LENGTH = 5
SHAPE = re.compile(rf"kanari[{LETTERS}]{{{LENGTH}}}", re.IGNORECASE)
# A page may break a long word at the end of a line, and hyphenate it.
BREAKS = re.compile(r"[\s\u00ad\u200b\u2010-]+")
HEX = re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{16,64}(?![0-9a-fA-F])")
TOLD = 16  # so many digits of a digest are enough to test a guess


@dataclass
class Canary:
    """A word, the places where it stands, and a rule for each."""

    word: str
    places: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def may(self, who: Who) -> bool:
        """Whether any place lets her read it."""
        return any(rule(who) for rule in self.rules)

    @property
    def text(self) -> str:
        """The whole of what is written where it stands."""
        return f"Om {self.word} her."


@dataclass
class Aviary:
    """Every canary there is."""

    kept: dict[str, Canary] = field(default_factory=dict)
    _next: int = 0

    def take(self, place: str, *rules: Rule) -> Canary:
        """A new one, in a place with these rules."""
        word, left = "", self._next * 7919 + 83  # neighbours differ in every letter
        for _letter in range(LENGTH):
            left, at = divmod(left, len(LETTERS))
            word += LETTERS[at]
        self._next += 1
        canary = self.kept.setdefault(f"kanari{word}", Canary(f"kanari{word}"))
        return self.also(canary.word, place, *rules)

    def also(self, word: str, place: str, *rules: Rule) -> Canary:
        """One more place of it."""
        canary = self.kept[word]
        canary.places.append(place)
        canary.rules += rules
        return canary

    def kept_from(self, who: Who) -> frozenset[str]:
        """The words she must never meet."""
        return frozenset(word for word, canary in self.kept.items() if not canary.may(who))

    def told(self, words: Iterable[str]) -> str:
        """Where words stand, for whoever reads that a test failed."""
        return "; ".join(f"{word} ({', '.join(self.kept[word].places[:3])})" for word in sorted(words))

    def digests_kept_from(self, who: Who) -> frozenset[str]:
        """The beginnings of the SHA-256 of each text she must not read, and of its word alone."""
        return frozenset(
            sha256(said.encode()).hexdigest()[:TOLD]
            for word in self.kept_from(who)
            for said in (word, self.kept[word].text, f'"{self.kept[word].text}"')
        )


def words_in(*texts: str) -> frozenset[str]:
    """The canaries in texts, whole or broken over lines, in capitals or not."""
    return frozenset(
        each.group().casefold()
        for text in texts
        for said in (text, BREAKS.sub("", text))
        for each in SHAPE.finditer(said)
    )


def digests_in(text: str) -> Iterator[str]:
    """The beginnings of what looks like a digest."""
    return (each.group()[:TOLD] for each in HEX.finditer(text))
