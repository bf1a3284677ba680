"""How far many assessments have gone from what they were built on, from what one may see of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.core.cache import cache

from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import seen_of_both, standing
from assessments.models import Draft, Version
from assessments.models.stored import Stored, load_all

K = TypeVar("K")
A_WEEK = 7 * 24 * 3600  # neither side ever changes under its manifest; what nobody asks for any more goes


@dataclass(frozen=True)
class Pair:
    """A text and the version it was built on, and with which reading each is looked at."""

    text: Version | Draft
    base: Version
    reading: Reading
    base_reading: Reading

    @property
    def key(self) -> str:
        """What the answer depends on and nothing else."""
        parts = (bytes(self.text.manifest), bytes(self.base.manifest))
        return "-".join(
            [
                "divergence",
                *(sha256(part).hexdigest()[:32] for part in parts),
                self.reading,
                self.base_reading,
            ]
        )


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
    ours = redact(loaded[bytes(pair.text.manifest)].content, schema, pair.reading)
    theirs = pair.base.travelling(pair.base_reading, loaded[bytes(pair.base.manifest)].content)
    sides = (ours, theirs) if pair.reading is Reading.FULL else seen_of_both(ours, theirs)
    return 100 - standing(*sides, schema).identical_percent
