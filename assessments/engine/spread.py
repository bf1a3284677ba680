"""How others scored the same scenario: one voice per agency, and nothing unless enough of them speak.

Likelihood and impact are steps on an ordered scale, so they have ranks and no sums: the figures are the
middle step and the middle half (lower and upper quartile by nearest rank), each a step somebody really chose.
The highest and lowest are left out, because one body alone would be seen in them. Scales are never mixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from .bank import Score
from .risk import MOMENTS


@dataclass(frozen=True)
class Voice:
    """How one agency's assessment scored the scenario when it came into force: scores stand by moment."""

    agency: str
    at: datetime
    scale: str
    scores: dict[str, Score]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Steps:
    """The lower quartile, the median and the upper quartile of the steps chosen on one axis."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Scored:
    """What `agencies` of them chose on one scale at one moment ("before" or "after" measures)."""

    scale: str
    moment: str
    agencies: int
    likelihood: Steps
    impact: Steps


@dataclass(frozen=True)
class Spread:
    """How many agencies speak, what they chose by scale and moment, and the measures enough of them use."""

    agencies: int
    scored: tuple[Scored, ...]
    measures: tuple[tuple[str, int], ...]


def spread(voices: Iterable[Voice], least: int, first: str = "") -> Spread | None:
    """The spread of the newest voice of each agency, the scale `first` before the others.

    None when fewer than `least` agencies speak. Each scale, moment and measure is a selection of its own and
    is left out too when fewer than `least` are in it, so that no two figures can be held against each other
    to single one out.
    """
    heard = _newest(voices)
    if len(heard) < least:
        return None
    scales = sorted({voice.scale for voice in heard}, key=lambda scale: (scale != first, scale))
    groups = ((scale, moment, _scores(heard, scale, moment)) for scale in scales for moment in MOMENTS)
    scored = tuple(_scored(*group) for group in groups if len(group[2]) >= least)
    return Spread(len(heard), scored, _used(heard, least))


def steps(chosen: Sequence[int]) -> Steps:
    """Quartiles and median by nearest rank: the step at ⌈p·n⌉ of the n ≥ 1 steps in order."""
    ordered = sorted(chosen)
    low, middle, high = (ordered[ceil(len(ordered) * part / 4) - 1] for part in (1, 2, 3))
    return Steps(low, middle, high)


def _newest(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    heard: dict[str, Voice] = {}
    for voice in voices:
        former = heard.get(voice.agency)
        if former is None or voice.at > former.at:
            heard[voice.agency] = voice
    return tuple(heard.values())


def _scores(heard: Iterable[Voice], scale: str, moment: str) -> list[Score]:
    return [voice.scores[moment] for voice in heard if voice.scale == scale and moment in voice.scores]


def _scored(scale: str, moment: str, chosen: Sequence[Score]) -> Scored:
    likelihood, impact = zip(*chosen, strict=True)
    return Scored(scale, moment, len(chosen), steps(likelihood), steps(impact))


def _used(heard: Iterable[Voice], least: int) -> tuple[tuple[str, int], ...]:
    """Measures by title, the most used first; the same title twice in one agency counts once."""
    titles: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for voice in heard:
        named = {" ".join(title.split()).casefold(): title for title in voice.measures}
        counts.update(named.keys())
        titles = {**named, **titles}
    used = [(titles[key], count) for key, count in counts.items() if count >= least]
    return tuple(sorted(used, key=lambda each: (-each[1], each[0])))
