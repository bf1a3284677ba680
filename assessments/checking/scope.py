"""Which versions people outside the owner are shown, and which of them somebody is newly shown."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from django.db.models import Q

from assessments.access import SHOWN_STATES
from assessments.models import Assessment, Grant, Version, Visibility

WIDTH = {circle: width for width, circle in enumerate(Visibility.values)}
"""How wide each circle is; each holds the ones before it."""


@dataclass(frozen=True)
class Outside:
    """Whom outside the owner something is shown to, and which versions, the newest first."""

    circle: str
    versions: tuple[Version, ...] = ()

    def newly_against(self, before: Outside) -> tuple[Version, ...]:
        """The versions that somebody sees now and nobody in that circle saw before."""
        if WIDTH[self.circle] > WIDTH[before.circle]:
            return self.versions
        return tuple(each for each in self.versions if each not in before.versions)


NOBODY = Outside(Visibility.PRIVATE)


def outside_of(assessment: Assessment, also: Version | None = None) -> Outside:
    """What others are shown by its circle and range as they stand on the object, saved or not.

    `also` counts as approved: what would be shown when it is. Named agencies are somebody while one is.
    """
    circle = assessment.visibility
    if circle == Visibility.PRIVATE or (assessment.current_id is None and also is None):
        return NOBODY
    if circle == Visibility.NAMED and not Grant.objects.live().filter(assessment=assessment).exists():
        return NOBODY
    return Outside(circle, shown_range(assessment, also))


def shown_range(assessment: Assessment, also: Version | None = None) -> tuple[Version, ...]:
    """Those that are or were in force among the versions its owner shows, and `also`, the newest first."""
    if assessment.current_id is None and also is None:
        return ()
    counted = Q(review__state__in=SHOWN_STATES) | Q(pk=also.pk if also else None)
    related = ("schema", "review")
    found = assessment.versions.filter(counted).select_related(*related).order_by("-number")
    return tuple(_of(assessment, each) for each in found if assessment.shows_number(each.number))


def may_see_after_approval(version: Version) -> Outside:
    """Whom this version would be shown to, once it is approved, and with which others."""
    return outside_of(version.assessment, version)


def with_choices(
    assessment: Assessment, circle: str, shown_from: int | None, shows_later: bool | None
) -> Assessment:
    """The assessment as these choices would make it, to look at and never to save; None changes nothing."""
    tried = copy(assessment)
    tried.visibility = Visibility(circle)
    tried.shown_from = assessment.shown_from if shown_from is None else shown_from
    tried.shows_later = assessment.shows_later if shows_later is None else shows_later
    return tried


def _of(assessment: Assessment, version: Version) -> Version:
    version.assessment = assessment
    return version
