"""All that decides what somebody may see, and what follows from it, put together once for all who see alike.

The people of the same agencies see the same on the same day. What they may see is always asked of the
database anew; only the question is kept, for Django takes longer to put it together than it takes to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, When
from django.utils import timezone

from assessments.access.guests import SHOWN_STATES, Guest
from assessments.models import Assessment, Grant, Version, Visibility
from registry.access import policy
from registry.access.permissions import Permission

if TYPE_CHECKING:
    from registry.models import User

KEPT = 128  # questions of each kind


@dataclass(frozen=True)
class Eyes:
    """The agencies (ids) somebody is one of the people of, her circles, and the day: what is shown may end.

    `circles` are those she belongs to whatever agency she is of; NAMED is not among them, it asks which.
    """

    own: frozenset[UUID]
    circles: tuple[Visibility, ...]
    day: date


def eyes_of(actor: User | Guest | None) -> Eyes:
    """With which `actor` sees today; whoever is nobody's sees what is open to everyone.

    A guest belongs to no circle: she sees what her link shows, be other things as open as they may.
    """
    own = policy.agencies_with(actor, Permission.VIEW)
    circles: tuple[Visibility, ...] = (Visibility.PUBLIC, Visibility.MEMBERS) if own else (Visibility.PUBLIC,)
    return Eyes(own, () if isinstance(actor, Guest) else circles, timezone.localdate())


@lru_cache(KEPT)
def branches_of(eyes: Eyes) -> tuple[Q, ...]:
    """The disjoint-enough reasons an assessment is visible, each one answered by one index."""
    mine = [Q(owner__in=eyes.own)] if eyes.own else []
    return (*mine, *_shown_to_others(eyes))


def _shown_to_others(eyes: Eyes, at: str = "") -> list[Q]:
    """The reasons someone outside the owner sees what is approved; `at` is the way to the assessment.

    Everyone, members, and agencies named one by one while their grant lasts; each is answered by one index.
    """
    in_force = {f"{at}shown__isnull": False}
    reasons = [Q(**{f"{at}visibility__in": eyes.circles}, **in_force)]
    if eyes.own:
        granted = Grant.objects.live(eyes.day).filter(agency__in=eyes.own).values("assessment")
        reasons.append(Q(**{f"{at}visibility": Visibility.NAMED, f"{at}pk__in": granted}, **in_force))
    return reasons


@lru_cache(KEPT)
def seen(eyes: Eyes) -> QuerySet[Assessment]:
    """The assessments; whoever asks takes a copy (`.all()`, `.filter(…)`), as of those below."""
    return Assessment.objects.filter(reduce(or_, branches_of(eyes)))


@lru_cache(KEPT)
def known_by(eyes: Eyes) -> QuerySet[Assessment]:
    """Those and the ones whose owner lets one know that they exist."""
    return Assessment.objects.filter(reduce(or_, branches_of(eyes)) | listed_to(eyes))


@lru_cache(KEPT)
def known_and_marked(eyes: Eyes) -> QuerySet[Assessment]:
    """The same, each with `is_entry`: whether one may not read it."""
    whole = reduce(or_, branches_of(eyes))
    is_entry = Case(When(whole, then=False), default=True, output_field=BooleanField())
    return known_by(eyes).annotate(is_entry=is_entry)


@lru_cache(KEPT)
def versions_seen(eyes: Eyes) -> QuerySet[Version]:
    """The versions."""
    return Version.objects.filter(seen_version(eyes))


def listed_to(eyes: Eyes) -> Q:
    """What an owner lets one know of, whether or not one may read it; answered by one index."""
    return Q(listed_to__in=eyes.circles)


def seen_version(eyes: Eyes, at: str = "") -> Q:
    """That a version is seen, one's own or what its owner shows one; `at` is the way to the version."""
    within = reduce(or_, _shown_to_others(eyes, at=f"{at}assessment__"))
    return _is_own(eyes, at) | within & _is_let_out(at)


def seen_of_seen(eyes: Eyes, at: str = "") -> Q:
    """The same, of an assessment that is known to be seen, or of which another version is."""
    return _is_own(eyes, at) | _is_let_out(at)


def _is_own(eyes: Eyes, at: str) -> Q:
    return Q(**{f"{at}assessment__owner__in": eyes.own})


def _is_let_out(at: str) -> Q:
    """What is or was in force, and of that a version and the later ones, or that one only."""
    first = F(f"{at}assessment__shown_from")
    later = Q(**{f"{at}assessment__shows_later": True, f"{at}number__gt": first})
    return (Q(**{f"{at}number": first}) | later) & Q(**{f"{at}review__state__in": SHOWN_STATES})
