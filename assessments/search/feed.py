"""A page of what an actor may see: paging is by key, never by offset; counts are capped."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import branches, listed
from assessments.engine.canonical import clean_text
from assessments.lifecycle import State
from assessments.models import AssessedSolution, Assessment, Draft, Version
from assessments.search.described import described
from assessments.search.places import Place, walk
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import Invalid

PAGE_SIZE = 20
COUNT_CAP = 1000


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
    places = walk(whole, listed(actor) & wanted.on_entries & after, size + 1)
    shown, more = places[:size], len(places) > size
    found = {each.pk: each for each in described(actor, shown)}
    return Page([found[each.id] for each in shown if each.id in found], _cursor(shown[-1]) if more else "")


def count_up_to(actor: object, filters: Filters | None = None, cap: int = COUNT_CAP) -> tuple[int, bool]:
    """How many `actor` may know of, counted no further than `cap`, and whether there are more."""
    wanted = filters or Filters()
    whole = reduce(or_, branches(actor)) & wanted.condition(actor)
    either = whole | listed(actor) & wanted.on_entries
    found = Assessment.objects.filter(either).values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


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
