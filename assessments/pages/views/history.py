"""Where an assessment comes from, what became of it, and what it belongs with."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.access import find, visible, visible_versions, with_in_force
from assessments.lineage import tree
from assessments.models import Assessment, Link
from assessments.pages.frame import frame_of, trail_to
from assessments.pages.listing import standing_of
from registry.access import policy
from registry.access.permissions import Permission


def history(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Every version the visitor may see, newest first."""
    found = find(request.user, assessment)
    versions = (
        visible_versions(request.user)
        .filter(assessment=found)
        .select_related("author", "review")
        .prefetch_related("decisions__author")
        .order_by("-number")
    )
    context = {
        **frame_of(request, found, tab="history"),
        "versions": [(each, standing_of(each.review.state)) for each in versions],
        "trail": trail_to(found, (_("History"), request.path)),
    }
    return render(request, "assessments/history.html", context)


def lineage(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Who in its family built on what, and what it belongs with."""
    found = find(request.user, assessment)
    context = {
        **frame_of(request, found, tab="lineage"),
        "tree": tree(found, request.user, _whole_number(request.GET.get("start", ""))),
        "linked": _linked(request, found),
        "linkable": _linkable(request, found),
        "trail": trail_to(found, (_("Lineage"), request.path)),
    }
    return render(request, "assessments/lineage.html", context)


def _whole_number(text: str) -> int:
    """The number an address says, 0 when it says none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _linked(request: HttpRequest, found: Assessment) -> list[Assessment]:
    links = Link.objects.filter(ros=found) | Link.objects.filter(dpia=found)
    ids = {pk for pair in links.values_list("ros", "dpia") for pk in pair} - {found.pk}
    seen = visible(request.user).filter(pk__in=ids).select_related("owner", "current")
    return list(with_in_force(seen, request.user))


def _linkable(request: HttpRequest, found: Assessment) -> list[Assessment]:
    """The other kind, of the same agency and about a common solution, for those who may write there."""
    if not policy.may(request.user, Permission.EDIT, found.owner):
        return []
    solutions = found.assessed.values("solution")
    others = visible(request.user).filter(owner=found.owner, assessed__solution__in=solutions)
    linked = {each.pk for each in _linked(request, found)}
    return [each for each in others.exclude(kind=found.kind).distinct() if each.pk not in linked]
