"""How much a new version matters to those who build on the old one, in words."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.utils.translation import get_language

from assessments.access import reading_of, visible_versions
from assessments.comparing import comparison
from assessments.models import Version
from assessments.telling import WEIGHTS, told
from registry.models import User

A_WEEK = 7 * 24 * 3600


def weight_of(old: Version, new: Version, actor: User | None) -> str:
    """What leads from `old` to `new`, when `actor` may see both: see `weight_between`; "" otherwise."""
    seen = visible_versions(actor).filter(pk__in=[old.pk, new.pk]).count() == len({old.pk, new.pk})
    return weight_between(old, new, actor) if seen else ""


def weight_between(old: Version, new: Version, actor: User | None) -> str:
    """The weight and a summary of what leads from one version to another; the caller has found both.

    It names questions and counts, never what anyone wrote; "" when nothing differs. Versions never change,
    so it is worked out once for each pair, reading and language, and what is withheld of them at the time.
    """
    readings = [reading_of(actor, each.assessment).value for each in (old, new)]
    language = (get_language() or "nb")[:2]
    withheld = [str(each.withholding) for each in (old, new)]
    key = sha256("|".join([str(old.pk), str(new.pk), *readings, *withheld, language]).encode()).hexdigest()
    return str(cache.get_or_set(f"weight:{key}", lambda: _said(old, new, actor, language), timeout=A_WEEK))


def _said(old: Version, new: Version, actor: User | None, language: str) -> str:
    found = comparison(old, new, actor)
    summary = found.summary
    if summary.weight is None:
        return ""
    return f"{WEIGHTS[summary.weight]}: {told(summary, found.schema, language)}"
