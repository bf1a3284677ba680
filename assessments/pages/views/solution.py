"""A solution with the assessments that exist for it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.access import known
from assessments.models import AssessedSolution
from assessments.pages.listing import cards
from assessments.search import feed
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import Solution
from registry.pages import queries


def detail(request: HttpRequest, solution: UUID) -> HttpResponse:
    """What the solution is, who uses it, and its assessments that the visitor may see."""
    found = seen_by(request.user).select_related("supplier", "steward").filter(pk=solution).first()
    if found is None:
        raise NotFound("solution.absent", _("There is no such solution, or you may not see it."))
    page = feed.page(request.user, feed.Filters(solution=found.pk), request.GET.get("cursor", ""))
    may_register = policy.agencies_with(request.user, Permission.REGISTER_SOLUTION)
    context = {
        "solution": found,
        "cards": cards(page.items, request.user),
        "next": page.next,
        "uses": found.uses.select_related("agency").order_by("agency__name")
        if policy.is_member(request.user)
        else [],
        "may_register": may_register,
        "may_edit": bool(may_register) and (not found.steward_id or found.steward_id in may_register),
        "may_use": queries.agencies_where(request.user, Permission.REGISTER_SOLUTION).exclude(
            solution_uses__solution=found
        ),
        "may_start": bool(policy.agencies_with(request.user, Permission.CREATE)),
    }
    return render(request, "assessments/solution.html", context)


def seen_by(actor: object) -> QuerySet[Solution]:
    """Every solution for members; for others those of an assessment they may know of."""
    covered = AssessedSolution.objects.filter(assessment__in=known(actor).values("pk")).values("solution")
    return Solution.objects.filter(
        Q(pk__in=Solution.objects.visible_to(actor).values("pk")) | Q(pk__in=covered)
    )
