"""How much a new version matters to those who build on the old one, in words."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import get_language

from assessments.access import reading_of, visible_versions
from assessments.comparing import comparison
from assessments.models import Version
from assessments.telling import WEIGHTS, told
from registry.models import User

A_WEEK = 7 * 24 * 3600


def weight_of(old: Version, new: Version, actor: User | None) -> str:
    """What leads from `old` to `new`: its weight and a summary; "" without change, or unless both are seen.

    It names questions and counts, never what anyone wrote. Versions never change, so it is worked out once
    for each pair, reading and language.
    """
    if visible_versions(actor).filter(pk__in=[old.pk, new.pk]).count() < 2:
        return ""
    readings = [reading_of(actor, each.assessment).value for each in (old, new)]
    language = (get_language() or "nb")[:2]
    key = ":".join(["weight", str(old.pk), str(new.pk), *readings, language])
    return str(cache.get_or_set(key, lambda: _said(old, new, actor, language), timeout=A_WEEK))


def _said(old: Version, new: Version, actor: User | None, language: str) -> str:
    found = comparison(old, new, actor)
    summary = found.summary
    if summary.weight is None:
        return ""
    return f"{WEIGHTS[summary.weight]}: {told(summary, found.schema, language)}"
