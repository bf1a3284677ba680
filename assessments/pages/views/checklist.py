"""The checklist that opens before more people are shown an assessment."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import check_can_share, find
from assessments.checking import WIDTH, checklist
from assessments.models import Assessment, Visibility
from assessments.pages.checklist import OTHERS, Wish, groups, point_of
from assessments.pages.frame import trail_to
from registry.pages.refusals import attempt_plainly


@login_required
def checks(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """What is found in what a circle would read, and the forms to answer it."""
    found = _to_share(request, assessment)
    wish = Wish.read(request.GET, found)
    points = checklist(wish.tried_on(found), wish.circle)
    share = reverse("assessments:share", args=[found.pk])
    context = {
        "assessment": found,
        "wish": wish,
        "circles": [(each, each == wish.circle, replace(wish, circle=each).query) for each in OTHERS],
        "groups": groups(points, found),
        "stopping": sum(each.stops_showing for each in points),
        "is_draft": any(each.draft for each in points),
        "may_widen": _may_widen(found, wish),
        "trail": trail_to(found, (_("Who may see it"), share), (_("Checklist"), request.path)),
    }
    return render(request, "assessments/checklist.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Let one point stand with a reason, or those that need none together."""
    found = _to_share(request, assessment)
    wish, reason = Wish.read(request.POST, found), request.POST.get("reason", "")
    given = [{**point_of(each), "reason": reason} for each in request.POST.getlist("point")]
    attempt_plainly(
        request,
        lambda: actions.answer_findings(
            assessment=found, circle=wish.circle.value, answers=given, by=request.user
        ),
        done=_("Saved."),
    )
    return redirect(f"{reverse('assessments:checklist', args=[found.pk])}?{wish.query}")


def _may_widen(assessment: Assessment, wish: Wish) -> bool:
    """Whether the page can show it to that circle itself: agencies are named on the page for sharing."""
    if wish.lifting or wish.for_link:
        return False
    is_wider = WIDTH[wish.circle] > WIDTH[assessment.visibility]
    return wish.circle != Visibility.NAMED and assessment.current_id is not None and is_wider


def _to_share(request: HttpRequest, assessment: UUID) -> Assessment:
    found = find(request.user, assessment)
    check_can_share(request.user, found)
    return found
