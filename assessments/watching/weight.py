"""How much a new version matters to those who build on the old one, in a word and a line."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.utils.translation import get_language

from assessments.access import reading_of, visible_versions
from assessments.comparing import comparison
from assessments.engine.weights import Weight
from assessments.models import Version
from assessments.telling import WEIGHTS, told
from registry.models import User

A_WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Step:
    """What leads from one version to another: its weight, and a line that names questions and counts."""

    weight: Weight
    told: str

    def __str__(self) -> str:
        return f"{WEIGHTS[self.weight]}: {self.told}"


def step_of(old: Version, new: Version, actor: User | None) -> Step | None:
    """What leads from `old` to `new`, when `actor` may see both: see `step_between`; None otherwise."""
    seen = visible_versions(actor).filter(pk__in=[old.pk, new.pk]).count() == len({old.pk, new.pk})
    return step_between(old, new, actor) if seen else None


def step_between(old: Version, new: Version, actor: User | None) -> Step | None:
    """What leads from one version to another, None when nothing differs; the caller has found both.

    It never says what anyone wrote. Versions never change, so it is worked out once for each pair, reading
    and language, and what is withheld of them at the time.
    """
    readings = [reading_of(actor, each.assessment).value for each in (old, new)]
    language = (get_language() or "nb")[:2]
    withheld = [str(each.withholding) for each in (old, new)]
    key = sha256("|".join([str(old.pk), str(new.pk), *readings, *withheld, language]).encode()).hexdigest()
    known: tuple[Step | None] = cache.get_or_set(
        f"step:{key}", lambda: (_step(old, new, actor, language),), A_WEEK
    )
    return known[0]


def _step(old: Version, new: Version, actor: User | None, language: str) -> Step | None:
    found = comparison(old, new, actor, is_read=False)
    summary = found.summary
    return Step(summary.weight, told(summary, found.schema, language)) if summary.weight else None
