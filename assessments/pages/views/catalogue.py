"""The catalogue of what one may see, and one's own agency's part of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from assessments.models import Kind
from assessments.pages.listing import Card, cards
from assessments.search import feed
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Agency, Solution
from registry.text import clean_line

MOST = 500  # agencies in one list
# What one may narrow by; the last two are one's own affair and offered to members only.
STATES = (
    ("in_force", _("In force")),
    ("overdue", _("Overdue for review")),
    ("draft", _("Ours: being written")),
    ("submitted", _("Ours: under review")),
)


def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything the visitor may see, newest first, narrowed by words, kind, solution, agency and state."""
    filters, cursor = _filters(request), request.GET.get("cursor", "")
    page = feed.page(request.user, filters, cursor)
    count, is_more = _count(request, filters, page, cursor)
    shown = cards(page.items, request.user)
    # Names and ids alone: five hundred rows need no models.
    agencies = list(Agency.objects.visible_to(request.user).order_by("name").values_list("pk", "name")[:MOST])
    context = {
        "cards": shown,
        "next": page.next,
        "count": count,
        "is_more": is_more,
        "filters": filters,
        "kinds": Kind.choices,
        "states": STATES if policy.is_member(request.user) else STATES[:2],
        "state": "overdue" if filters.is_overdue else filters.state,
        "agency": _agency(filters, agencies),
        "solution": _solution(request, filters, shown),
        "agencies": agencies,
        "may_start": bool(policy.agencies_with(request.user, Permission.CREATE)),
    }
    return render(request, "assessments/catalogue.html", context)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The assessments of one's own agencies, one agency at a time."""
    own = list(
        Agency.objects.filter(pk__in=policy.agencies_with(request.user, Permission.VIEW)).order_by("name")
    )
    wanted = _uuid(request.GET.get("agency", ""))
    chosen = next((agency for agency in own if agency.pk == wanted), own[0] if own else None)
    filters = feed.Filters(owner=chosen.pk if chosen else UUID(int=0), kind=_kind(request))
    page = feed.page(request.user, filters, request.GET.get("cursor", ""))
    context = {"agencies": own, "chosen": chosen, "cards": cards(page.items, request.user), "next": page.next}
    return render(request, "assessments/mine.html", context)


def _count(request: HttpRequest, filters: feed.Filters, page: feed.Page, cursor: str) -> tuple[int, bool]:
    """How many there are; a first page that is also the last has been counted already."""
    if not cursor and not page.next:
        return len(page.items), False
    return feed.count_up_to(request.user, filters)


def _agency(filters: feed.Filters, agencies: list[tuple[UUID, str]]) -> tuple[UUID, str] | None:
    """Id and name of the agency one narrows by, from the list on the page when it is there."""
    if not filters.owner:
        return None
    listed = next((each for each in agencies if each[0] == filters.owner), None)
    return listed or Agency.objects.filter(pk=filters.owner).values_list("pk", "name").first()


def _solution(request: HttpRequest, filters: feed.Filters, shown: list[Card]) -> Solution | None:
    """The solution one narrows by, from what was found when anything was."""
    if not filters.solution:
        return None
    assessed = (one for card in shown for one in card.assessment.assessed.all())
    found = next((one.solution for one in assessed if one.solution_id == filters.solution), None)
    return found or Solution.objects.visible_to(request.user).filter(pk=filters.solution).first()


def _filters(request: HttpRequest) -> feed.Filters:
    given, state = request.GET, request.GET.get("state", "")
    return feed.Filters(
        text=clean_line(given.get("q", "")),
        kind=_kind(request),
        owner=_uuid(given.get("agency", "")),
        solution=_uuid(given.get("solution", "")),
        is_overdue=state == "overdue",
        state=state if state in ("in_force", "draft", "submitted") else "",
    )


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Kind.values else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
