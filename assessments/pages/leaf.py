"""One page of a long list of pieces: so many answers and rows at a time, none of them torn apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assessments.engine.content import Path
from assessments.offered import Offered

PER_PAGE = 50


@dataclass(frozen=True)
class Leaf:
    """The page that was asked for by its number, or the one that holds the piece at `path`."""

    offered: Sequence[Offered]
    asked: int = 1
    path: Path = ""

    @cached_property
    def number(self) -> int:
        """Its number, from 1; the nearest there is to what was asked for."""
        at = next((each.piece.unit for each in self.offered if each.piece.path == self.path), None)
        return self._numbers[at] if at else min(max(self.asked, 1), self.last)

    @cached_property
    def last(self) -> int:
        """The number of the last page."""
        return max(self._numbers.values(), default=1)

    @property
    def previous(self) -> int | None:
        """The page before; None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after; None on the last."""
        return self.number + 1 if self.number < self.last else None

    @cached_property
    def pieces(self) -> tuple[Offered, ...]:
        """What stands on it."""
        return tuple(each for each in self.offered if self.holds(each))

    def holds(self, offered: Offered) -> bool:
        """Whether a piece stands on it."""
        return self._numbers[offered.piece.unit] == self.number

    @cached_property
    def _numbers(self) -> dict[Path, int]:
        units = dict.fromkeys(each.piece.unit for each in self.offered)
        return {unit: place // PER_PAGE + 1 for place, unit in enumerate(units)}
