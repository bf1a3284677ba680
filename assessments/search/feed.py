"""A page of what an actor may see: each branch of visibility walks its own index, the pages are merged.

Every branch gives at most one page of (updated, id) in order, so a page costs the same among a thousand
assessments as among a million. Paging is by key, never by offset; counts are capped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
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
Key = tuple[datetime, UUID]
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
    keys = walk(whole, listed(actor) & wanted.on_entries & after, size + 1)
    shown, more = list(keys)[:size], len(keys) > size
    found = {each.pk: each for each in _described(actor, {key[1]: keys[key] for key in shown})}
    return Page([found[key[1]] for key in shown if key[1] in found], _cursor(shown[-1]) if more else "")


def count_up_to(actor: object, filters: Filters | None = None, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many `actor` may know of, counted no further than `cap`, and whether there are more."""
    wanted = filters or Filters()
    whole = reduce(or_, branches(actor)) & wanted.condition(actor)
    either = whole | listed(actor) & wanted.on_entries
    found = Assessment.objects.filter(either).values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def walk(whole: Sequence[Q], entries: Q, size: int) -> dict[Key, bool]:
    """The first `size` keys of what meets any condition, in order; of each whether it is but an entry."""
    keys: dict[Key, bool] = {}
    for updated, identity, is_entry in merged(whole, entries, size):
        key = (updated, identity)
        keys[key] = keys.get(key, True) and is_entry
    return dict(list(keys.items())[:size])


def merged(whole: Sequence[Q], entries: Q, size: int) -> QuerySet[Assessment, tuple[datetime, UUID, bool]]:
    """Keys in order with whether an entry, in one query: what one may both read and know of comes twice.

    Each condition walks its own index and no further than `size`. (The limit stands one level down, in an
    IN: SQLite takes none in the parts of a union.)
    """
    newest_first = Assessment.objects.order_by("-updated", "-id")
    parts = [
        Assessment.objects.filter(pk__in=newest_first.filter(condition).values("pk")[:size])
        .annotate(is_entry=Value(is_entry, BooleanField()))
        .values_list("updated", "id", "is_entry")
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


def _described(actor: object, found: Mapping[UUID, bool]) -> Iterator[Assessment]:
    """The rows of a page with what a list shows of each; what is not in force is the owner's own affair.

    `found` says of each id whether it is but an entry.
    """
    own = policy.agencies_with(actor, Permission.VIEW)
    for assessment in with_in_force(with_distance(_with_signs(list(found)), actor), actor):
        assessment.is_entry = found[assessment.pk]
        if assessment.is_entry:
            yield _as_entry(assessment)
            continue
        if assessment.owner_id not in own:
            is_in_force = assessment.shown_id == assessment.current_id
            assessment.has_draft = False
            assessment.newest_state = State.APPROVED if is_in_force else State.SUPERSEDED
            assessment.newest_number = assessment.in_force.number
            assessment.review_due = assessment.review_due if is_in_force else None
        yield assessment


def _as_entry(assessment: Assessment) -> Assessment:
    """Nothing of it but that it is there."""
    assessment.in_force = assessment.newest_state = assessment.newest_number = assessment.review_due = None
    assessment.has_draft, assessment.weight = False, None
    assessment.times_forked = assessment.behind = assessment.ahead = 0
    return assessment


def _with_signs(ids: list[UUID]) -> QuerySet[Assessment]:
    """The rows with owner, solutions, draft, newest version and number of forks (two queries)."""
    newest = Version.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    forks = (
        Assessment.objects.filter(upstream__assessment=OuterRef("pk"))
        .order_by()
        .values("upstream__assessment")
        .annotate(n=Count("pk"))
        .values("n")
    )
    covered = AssessedSolution.objects.select_related("solution").only(
        "assessment", "version", "solution__name"
    )
    return (
        Assessment.objects.filter(pk__in=ids)
        .select_related("owner", "current")
        .defer(*NOT_LISTED)
        .prefetch_related(Prefetch("assessed", covered))
        .annotate(
            has_draft=Exists(Draft.objects.filter(assessment=OuterRef("pk"))),
            newest_state=Subquery(newest.values("review__state")[:1]),
            newest_number=Subquery(newest.values("number")[:1]),
            times_forked=Coalesce(Subquery(forks), 0),
        )
    )


def _before(key: Key) -> Q:
    updated, identity = key
    return Q(updated__lt=updated) | Q(updated=updated, id__lt=identity)


def _cursor(key: Key) -> str:
    return f"{key[0].isoformat()}_{key[1]}"


def _parsed(cursor: str) -> Key:
    moment, _sep, identity = cursor.partition("_")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(identity)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "list.cursor_malformed", _("This page address is not whole."), where="cursor",
            how=_("Begin from the first page."),
        ) from error  # fmt: skip
