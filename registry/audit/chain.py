"""The chain of one object, recomputed; the whole trail is checked by registry.audit.checking."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from registry.audit.recording import digest
from registry.models import Event


@dataclass(frozen=True)
class Verdict:
    """Whether a chain holds; `broken_at` is the first place that does not, 0 when all do."""

    events: int
    broken_at: int = 0

    @property
    def holds(self) -> bool:
        """True when no event was changed, removed from the middle or put in."""
        return self.broken_at == 0


def verify(obj: models.Model) -> Verdict:
    """Recompute the chain of one object from its first event."""
    prev, count = "", 0
    for place, event in enumerate(Event.objects.about(obj).iterator(), start=1):
        if event.seq != place or event.prev != prev or event.hash != digest(event):
            return Verdict(events=count, broken_at=place)
        prev, count = event.hash, place
    return Verdict(events=count)
