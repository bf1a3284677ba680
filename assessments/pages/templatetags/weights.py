"""What a newer version upstream weighs, as a short standing beside how far behind one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from assessments.engine.weights import Weight
from assessments.pages.listing import Standing
from assessments.telling import WEIGHTS
from registry.pages.templatetags.design import TAG_WITH_SYMBOL

register = template.Library()

# weight -> Designsystemet colour, a symbol for the eye
_SIGNS: Mapping[Weight, tuple[str, str]] = {
    Weight.EDITORIAL: ("neutral", "≈"),
    Weight.NOTABLE: ("info", "•"),
    Weight.SERIOUS: ("warning", "!"),
}


@register.filter
def weighs(weight: str | None) -> Standing | None:
    """The word, colour and symbol of a weight; None when nothing weighs, or nobody knows yet."""
    return Standing(WEIGHTS[Weight(weight)], *_SIGNS[Weight(weight)]) if weight else None


@register.simple_tag
def distance(behind: int, weight: str | None, ahead: int) -> SafeString:
    """How far a fork and what it builds on have gone apart, and what is new there weighs: in words."""
    told = ((each.tone, each.symbol, each.word) for each in _distance(behind, weight, ahead))
    return format_html_join("", TAG_WITH_SYMBOL, told)


def _distance(behind: int, weight: str | None, ahead: int) -> Iterator[Standing]:
    if behind:
        said = ngettext("%(n)s version behind the original", "%(n)s versions behind the original", behind)
        yield Standing(said % {"n": behind}, "warning", "↓")
        if sign := weighs(weight):
            yield sign
    if ahead:
        said = ngettext("%(n)s version ahead", "%(n)s versions ahead", ahead)
        yield Standing(said % {"n": ahead}, "neutral", "↑")
