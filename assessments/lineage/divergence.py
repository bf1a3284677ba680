"""How far many assessments have gone from what they were built on, from what one may see of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

from assessments.engine.canonical import canonical, digest
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import seen_of_both, standing
from assessments.models import Draft, Version
from assessments.models.stored import Stored, load_all
from assessments.models.withholding import marks_of

K = TypeVar("K")
A_WEEK = 7 * 24 * 3600  # neither side ever changes under its manifest; what nobody asks for any more goes


@dataclass(frozen=True)
class Pair:
    """A text and the version it was built on, and with which reading each is looked at."""

    text: Version | Draft
    base: Version
    reading: Reading
    base_reading: Reading
    taken: datetime | None = None  # of one's own text: when the base was taken over

    @property
    def key(self) -> str:
        """What the answer depends on and nothing else."""
        sides = [bytes(side.manifest).hex() for side in (self.text, self.base)]
        versions = [each for each in (self.text, self.base) if isinstance(each, Version)]
        withheld = [each.withholding for each in versions]
        made_of = canonical([*sides, withheld, self.reading, self.base_reading, str(self.taken)])
        return f"divergence-{digest(made_of).hex()}"


def divergences(family: UUID, pairs: Mapping[K, Pair]) -> dict[K, int]:
    """Whole percent of the travelling units that are not as in the base, for each pair (at most two queries).

    What the reader may not see of the text counts neither as alike nor as changed.
    """
    known: dict[str, int] = cache.get_many([pair.key for pair in pairs.values()])
    new = [pair for pair in pairs.values() if pair.key not in known]
    if new:
        loaded = _loaded(family, new)
        found = {pair.key: _divergence(pair, loaded) for pair in new}
        cache.set_many(found, A_WEEK)
        known |= found
    return {key: known[pair.key] for key, pair in pairs.items()}


def _loaded(family: UUID, pairs: Iterable[Pair]) -> dict[bytes, Stored]:
    sides = [side for pair in pairs for side in (pair.text, pair.base)]
    return load_all(family, {bytes(side.manifest): side.parsed_schema for side in sides})


def _divergence(pair: Pair, loaded: Mapping[bytes, Stored]) -> int:
    schema = pair.text.parsed_schema
    text, base = (loaded[bytes(side.manifest)].content for side in (pair.text, pair.base))
    ours = redact(text, schema, pair.reading, marks_of(pair.text.assessment, text, schema))
    theirs = pair.base.travelling(pair.base_reading, base, pair.taken)
    sides = (ours, theirs) if pair.reading is Reading.FULL else seen_of_both(ours, theirs)
    return 100 - standing(*sides, schema).identical_percent
