"""Which versions people outside the owner are shown, and which of them somebody is newly shown."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from assessments.access import SHOWN_STATES, Guest, visible_versions
from assessments.models import Assessment, Grant, ShareLink, Version, Visibility, Withholding

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
    in_force = _in_force(assessment, also)
    return tuple(each for each in in_force if assessment.shows_number(each.number))


def of_link(link: ShareLink) -> Outside:
    """What a link shows, kept or not: everyone's reading, for nobody knows who else has it (ADR 22)."""
    return Outside(Visibility.PUBLIC, _loaded(link.version.assessment, visible_versions(Guest(link))))


def through_links(assessment: Assessment, also: Version | None = None) -> Outside:
    """What the live links show of what is or was in force; `also` counts as approved."""
    links = list(ShareLink.objects.of(assessment).live())
    if not links:
        return NOBODY
    shown = [each for each in _in_force(assessment, also) if any(a.shows_number(each.number) for a in links)]
    return Outside(Visibility.PUBLIC, tuple(shown)) if shown else NOBODY


def widest_ahead(assessment: Assessment) -> str:
    """The widest circle that will read what is approved next; private when that is nobody."""
    links = ShareLink.objects.of(assessment).live().filter(shows_later=True)
    return Visibility.PUBLIC if links.exists() else assessment.visibility


def _in_force(assessment: Assessment, also: Version | None) -> tuple[Version, ...]:
    """Those that are or were in force, and `also`; none while nothing is."""
    if assessment.current_id is None and also is None:
        return ()
    counted = Q(review__state__in=SHOWN_STATES) | Q(pk=also.pk if also else None)
    return _loaded(assessment, assessment.versions.filter(counted))


def shown_by_links(assessment: Assessment) -> Outside:
    """What the live links show now, what waits too; to look at when versions come to say more."""
    shown = {each for link in ShareLink.objects.of(assessment).live() for each in of_link(link).versions}
    versions = sorted(shown, key=lambda each: -each.number)
    for each in versions:
        each.assessment = assessment
    return Outside(Visibility.PUBLIC, tuple(versions))


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


def as_if_lifted(assessment: Assessment, number: int | None = None) -> Assessment:
    """The assessment as if what is withheld at once were lifted, all of it or one; never to save."""
    tried = copy(assessment)
    tried._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    left = Withholding.objects.exclude(pk=number) if number else Withholding.objects.none()
    prefetch_related_objects([tried], Prefetch("withholdings", queryset=left))
    return tried


def _loaded(assessment: Assessment, versions: QuerySet[Version]) -> tuple[Version, ...]:
    """The newest first, each with its schema, its state and the assessment as it stands on the object."""
    found = tuple(versions.select_related("schema", "review").order_by("-number"))
    for each in found:
        each.assessment = assessment
    return found
