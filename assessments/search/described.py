"""The rows of a page with what a list shows of each, asked for in as few questions as its rows allow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.access import Eyes, eyes_of, with_in_force
from assessments.distance import with_distance
from assessments.lifecycle import State
from assessments.models import AssessedSolution, Assessment, Draft, Version
from assessments.search.places import Place

# What lists show; the rest is dear to read or to unpack.
SHOWN = (
    *("kind", "title", "language", "visibility", "review_due", "created", "updated", "upstream", "shown"),
    *("owner__name", "owner__orgnr", "current__number", "current__digest", "current__created"),
)


def described(actor: object, places: Collection[Place]) -> Iterator[Assessment]:
    """The assessments of a page; what is not in force is the owner's own affair, of an entry all else is."""
    eyes = eyes_of(actor)
    entries = {each.id for each in places if each.is_entry}
    for assessment in with_in_force(_rows(eyes, places), actor):
        assessment.is_entry = assessment.pk in entries
        if assessment.is_entry:
            _tell_nothing(assessment)
        elif assessment.owner_id not in eyes.own:
            _tell_what_is_shown(assessment)
        yield assessment


def _tell_nothing(assessment: Assessment) -> None:
    """Of an entry no more than that it is there."""
    assessment.in_force = assessment.newest_state = assessment.newest_number = assessment.review_due = None
    assessment.has_draft, assessment.weight = False, None
    assessment.times_forked = assessment.behind = assessment.ahead = 0


def _tell_what_is_shown(assessment: Assessment) -> None:
    """Of another agency's: how what is in force to the actor stands."""
    is_in_force = assessment.shown_id == assessment.current_id
    assessment.has_draft = False
    assessment.newest_state = State.APPROVED if is_in_force else State.SUPERSEDED
    assessment.newest_number = assessment.in_force.number
    assessment.review_due = assessment.review_due if is_in_force else None


def _rows(eyes: Eyes, places: Iterable[Place]) -> Iterator[Assessment]:
    """The rows of these places with owner and solutions (two queries).

    Asked is only what some of them has: signs of work going on where one is one's own, distance where one is
    a fork.
    """
    readable = [each for each in places if not each.is_entry]
    has_forks = any(each.upstream for each in readable)
    rows = with_forks(eyes) if has_forks else with_signs() if _is_any_own(eyes, readable) else plain()
    covered = AssessedSolution.objects.select_related("solution").only(
        "assessment", "version", "solution__name"
    )
    found = rows.filter(pk__in=[each.id for each in places]).prefetch_related(Prefetch("assessed", covered))
    for assessment in found:
        if not has_forks:
            assessment.behind, assessment.ahead, assessment.weight = 0, 0, None
        yield assessment


def _is_any_own(eyes: Eyes, places: Iterable[Place]) -> bool:
    return any(each.owner in eyes.own for each in places)


# --- Questions put together once, and narrowed to each page: that takes Django longer than the answer takes


@cache
def plain() -> QuerySet[Assessment]:
    """Every assessment with owner, what is in force and number of forks."""
    forks = (
        Assessment.objects.filter(upstream__assessment=OuterRef("pk"))
        .order_by()
        .values("upstream__assessment")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Assessment.objects.select_related("owner", "current").only(*SHOWN)
    return rows.annotate(times_forked=Coalesce(Subquery(forks), 0))


@cache
def with_signs() -> QuerySet[Assessment]:
    """The same with draft and newest version, which are for the owner's people."""
    newest = Version.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    return plain().annotate(
        has_draft=Exists(Draft.objects.filter(assessment=OuterRef("pk"))),
        newest_state=Subquery(newest.values("review__state")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
    )


@lru_cache(maxsize=64)
def with_forks(eyes: Eyes) -> QuerySet[Assessment]:
    """The same with how far each fork and what it builds on have gone apart, as these eyes see both."""
    return with_distance(with_signs(), eyes)
