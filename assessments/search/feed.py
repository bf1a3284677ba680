"""A page of what an actor may see: each branch of visibility walks its own index, the pages are merged.

Every branch gives at most one page of (updated, id) in order, so a page costs the same among a thousand
assessments as among a million. Paging is by key, never by offset; counts are capped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache, reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import branches, listed, with_in_force
from assessments.distance import with_distance
from assessments.engine.canonical import clean_text
from assessments.lifecycle import State
from assessments.models import AssessedSolution, Assessment, Draft, Version
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import Invalid

PAGE_SIZE = 20
COUNT_CAP = 1000
# What is dear to read or to unpack and that no list shows.
NOT_LISTED = (
    *("search_text", "owner__address", "owner__created", "current__schema", "current__author"),
    *("current__parent", "current__manifest", "current__head", "current__merged", "current__message"),
)


@dataclass(frozen=True)
class Filters:
    """What to narrow a list by; None and "" narrow nothing. `text`: every word must occur.

    `state` is "in_force", "draft" or "submitted"; the last two find only what the actor's own agencies have.
    `is_whole` leaves out what one may know of and not read.
    """

    kind: str = ""
    owner: UUID | str | None = None
    solution: UUID | str | None = None
    text: str = ""
    is_overdue: bool = False
    state: str = ""
    is_whole: bool = False
    today: date | None = None

    @property
    def narrows(self) -> bool:
        """True when any filter is set."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "today")

    def condition(self, actor: object) -> Q:
        """The filters as one condition on assessments, of whose unapproved work each sees her own only."""
        condition = self._on_what_all_know
        if self.is_overdue:
            condition &= Q(review_due__lt=self.today or timezone.localdate(), current__isnull=False)
            # When the next review is due is a matter of what is in force: of that only who sees it learns.
            condition &= Q(owner__in=policy.agencies_with(actor, Permission.VIEW)) | Q(shown=F("current"))
        if self.state:
            condition &= _in_state(self.state, actor)
        return condition

    @property
    def on_entries(self) -> Q:
        """The filters on what one only knows of: by nothing that an entry does not tell can it be found."""
        if self.is_whole or self.is_overdue or self.state not in ("", "in_force"):
            return Q(pk__in=[])
        condition = self._on_what_all_know
        return condition & Q(current__isnull=False) if self.state else condition

    @property
    def _on_what_all_know(self) -> Q:
        condition = Q()
        if self.kind:
            condition &= Q(kind=self.kind)
        if self.owner:
            condition &= Q(owner=self.owner)
        if self.solution:
            covering = AssessedSolution.objects.filter(solution=self.solution)
            condition &= Q(pk__in=covering.values("assessment"))
        for word in clean_text(self.text).casefold().split()[:8]:
            condition &= Q(search_text__contains=word)
        return condition


class Place(NamedTuple):
    """Where an assessment stands in a list, whether it is but an entry, and whose and what it is."""

    updated: datetime
    id: UUID
    is_entry: bool
    owner: UUID
    upstream: UUID | None


@dataclass(frozen=True)
class Page:
    """Assessments of one page and the cursor of the next one ("" on the last)."""

    items: list[Assessment]
    next: str


def page(actor: object, filters: Filters | None = None, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """The page after `cursor` (as an earlier page gave it) of what `actor` may know of, newest first.

    Each has `is_entry`; where that is true, title, kind, owner, solutions and standing are all one is told.
    """
    wanted, after = filters or Filters(), _before(_parsed(cursor)) if cursor else Q()
    narrowed = wanted.condition(actor)
    whole = [branch & narrowed & after for branch in branches(actor)]
    places = walk(whole, listed(actor) & wanted.on_entries & after, size + 1)
    shown, more = places[:size], len(places) > size
    found = {each.pk: each for each in _described(actor, shown)}
    return Page([found[each.id] for each in shown if each.id in found], _cursor(shown[-1]) if more else "")


def count_up_to(actor: object, filters: Filters | None = None, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many `actor` may know of, counted no further than `cap`, and whether there are more."""
    wanted = filters or Filters()
    whole = reduce(or_, branches(actor)) & wanted.condition(actor)
    either = whole | listed(actor) & wanted.on_entries
    found = Assessment.objects.filter(either).values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def walk(whole: Sequence[Q], entries: Q, size: int) -> list[Place]:
    """The first `size` places of what meets any condition, in order."""
    places: dict[UUID, Place] = {}
    for each in map(Place._make, merged(whole, entries, size)):
        kept = places.setdefault(each.id, each)
        places[each.id] = kept._replace(is_entry=kept.is_entry and each.is_entry)
    return list(places.values())[:size]


def merged(whole: Sequence[Q], entries: Q, size: int) -> QuerySet[Assessment, tuple[object, ...]]:
    """The fields of a Place in order, in one query: what one may both read and know of comes twice.

    Each condition walks its own index and no further than `size`. (The limit stands one level down, in an
    IN: SQLite takes none in the parts of a union.)
    """
    newest_first = Assessment.objects.order_by("-updated", "-id")
    parts = [
        Assessment.objects.filter(pk__in=newest_first.filter(condition).values("pk")[:size])
        .annotate(is_entry=Value(is_entry, BooleanField()))
        .values_list(*Place._fields)
        for condition, is_entry in [*((each, False) for each in whole), (entries, True)]
    ]
    return parts[0].union(*parts[1:]).order_by("-updated", "-id")[: 2 * size]


def _in_state(state: str, actor: object) -> Q:
    if state == "in_force":
        return Q(current__isnull=False)
    own = Q(owner__in=policy.agencies_with(actor, Permission.VIEW))
    if state == "draft":
        return own & Exists(Draft.objects.filter(assessment=OuterRef("pk")))
    if state == "submitted":
        waiting = Version.objects.filter(assessment=OuterRef("pk"), review__state=State.SUBMITTED)
        return own & Exists(waiting)
    return Q(pk__in=[])


def _described(actor: object, places: Collection[Place]) -> Iterator[Assessment]:
    """The rows of a page with what a list shows of each; what is not in force is the owner's own affair."""
    own = policy.agencies_with(actor, Permission.VIEW)
    entries = {each.id for each in places if each.is_entry}
    for assessment in with_in_force(_rows(actor, places, own), actor):
        assessment.is_entry = assessment.pk in entries
        if assessment.is_entry:
            _tell_nothing(assessment)
        elif assessment.owner_id not in own:
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


def _rows(actor: object, places: Iterable[Place], own: Collection[UUID]) -> Iterator[Assessment]:
    """The rows of these places with owner and solutions (two queries).

    Asked is only what some of them has: signs of work going on where one is one's own, distance where one is
    a fork. Django takes longer to put such questions together than the database to answer them.
    """
    readable = [each for each in places if not each.is_entry]
    rows = _with_signs() if any(each.owner in own for each in readable) else _plain()
    if is_fork := any(each.upstream for each in readable):
        rows = with_distance(rows, actor)
    covered = AssessedSolution.objects.select_related("solution").only(
        "assessment", "version", "solution__name"
    )
    found = rows.filter(pk__in=[each.id for each in places]).prefetch_related(Prefetch("assessed", covered))
    for assessment in found:
        if not is_fork:
            assessment.behind, assessment.ahead, assessment.weight = 0, 0, None
        yield assessment


@cache
def _plain() -> QuerySet[Assessment]:
    """Every assessment with owner, what is in force and number of forks; put together once, then narrowed."""
    forks = (
        Assessment.objects.filter(upstream__assessment=OuterRef("pk"))
        .order_by()
        .values("upstream__assessment")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Assessment.objects.select_related("owner", "current").defer(*NOT_LISTED)
    return rows.annotate(times_forked=Coalesce(Subquery(forks), 0))


@cache
def _with_signs() -> QuerySet[Assessment]:
    """The same with draft and newest version, which are for the owner's people."""
    newest = Version.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    return _plain().annotate(
        has_draft=Exists(Draft.objects.filter(assessment=OuterRef("pk"))),
        newest_state=Subquery(newest.values("review__state")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
    )


def _before(key: tuple[datetime, UUID]) -> Q:
    updated, identity = key
    return Q(updated__lt=updated) | Q(updated=updated, id__lt=identity)


def _cursor(place: Place) -> str:
    return f"{place.updated.isoformat()}_{place.id}"


def _parsed(cursor: str) -> tuple[datetime, UUID]:
    moment, _sep, identity = cursor.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(identity)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "list.cursor_malformed", _("This page address is not whole."), where="cursor",
            how=_("Begin from the first page."),
        ) from error  # fmt: skip
