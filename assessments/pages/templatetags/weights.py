"""Standings of an assessment as tags, and what a newer version upstream weighs."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from assessments.pages import listing
from assessments.pages.listing import Standing
from registry.pages.templatetags.design import TAG_WITH_SYMBOL

register = template.Library()
register.filter("weighs", listing.weighs)


@register.filter
def tags(standings: Iterable[Standing]) -> SafeString:
    """Standings in words, each with a symbol for the eye."""
    return format_html_join("", TAG_WITH_SYMBOL, ((each.tone, each.symbol, each.word) for each in standings))


@register.simple_tag
def distance(behind: int, weight: str | None, ahead: int) -> SafeString:
    """How far a fork and what it builds on have gone apart, and what is new there weighs: in words."""
    return tags(listing.apart(behind, weight, ahead))
