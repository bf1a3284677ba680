"""Which of one's own approved conclusions are touched by what has happened upstream, by their names."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.content import unit_of
from assessments.models import Version
from assessments.pages.sheet import Sheet
from assessments.watching import touched_by
from registry.models import User


@dataclass(frozen=True)
class TouchedPlace:
    """A place on the page, and the names of one's own conclusions that rest on what changed there."""

    label: str
    anchor: str
    conclusions: tuple[str, ...]


def touched_places(sheet: Sheet, newer: Version, ours: Version, actor: User | None) -> list[TouchedPlace]:
    """What `newer` upstream touches of `ours`, which `sheet` lays out; for its owner's people only."""
    return [
        TouchedPlace(
            sheet.label(touch.path),
            sheet.anchor(touch.path),
            tuple(_named(sheet, place, touch.path) for place in touch.conclusions),
        )
        for touch in touched_by(newer, ours, actor)
    ]


def _named(sheet: Sheet, place: str, beside: str) -> str:
    """A conclusion in the same row by its column alone, one elsewhere by its whole name."""
    if unit_of(place) != beside:
        return sheet.label(place)
    return sheet.lens.label(sheet.view.schema.at(place).label)
