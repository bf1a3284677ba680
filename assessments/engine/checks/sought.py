"""A pattern that is looked for only where a plain word of it occurs: most texts hold none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, and words in small letters of which every match holds one; without words, a digit."""

    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()

    def within(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in the text, in their order."""
        return self.pattern.finditer(text) if self.may_be_in(text) else iter(())

    def may_be_in(self, text: str) -> bool:
        """Whether it is worth looking."""
        if not self.words:
            return DIGIT.search(text) is not None
        low = text.lower()
        return any(word in low for word in self.words)


def sought(pattern: str, *words: str, any_case: bool = False) -> Sought:
    """The pattern compiled, with the words it needs."""
    return Sought(re.compile(pattern, re.IGNORECASE if any_case else re.NOFLAG), words)
