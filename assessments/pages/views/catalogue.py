"""The catalogue of what one may see, and one's own agency's part of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import Kind
from assessments.pages.listing import cards
from assessments.search import feed
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Agency, Solution
from registry.text import clean_line

MOST = 500  # agencies in one list


def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything the visitor may see, newest first, narrowed by words, kind, solution, agency and overdue."""
    filters = _filters(request)
    page = feed.page(request.user, filters, request.GET.get("cursor", ""))
    count, is_more = feed.count_up_to(request.user, filters)
    context = {
        "cards": cards(page.items, request.user),
        "next": page.next,
        "count": count,
        "is_more": is_more,
        "filters": filters,
        "kinds": Kind.choices,
        "agency": Agency.objects.filter(pk=filters.owner).first() if filters.owner else None,
        "solution": Solution.objects.filter(pk=filters.solution).first() if filters.solution else None,
        "agencies": Agency.objects.visible_to(request.user).order_by("name")[:MOST],
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


def _filters(request: HttpRequest) -> feed.Filters:
    given = request.GET
    return feed.Filters(
        text=clean_line(given.get("q", "")),
        kind=_kind(request),
        owner=_uuid(given.get("agency", "")),
        solution=_uuid(given.get("solution", "")),
        is_overdue=given.get("overdue") == "1",
    )


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Kind.values else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
