"""What a newer version upstream weighs, as a short standing beside how far behind one is."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from assessments.engine.weights import Weight
from assessments.pages.listing import Standing
from assessments.telling import WEIGHTS

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
