"""One request to be shown an assessment: read by both bodies, answered by one, taken back by the other."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.asking import deeds_on_request, find_request, requests
from assessments.models import AccessRequest
from assessments.pages.forms.deeds import ReasonForm
from assessments.pages.forms.sharing import GrantForm
from assessments.pages.frame import trail_to
from registry.pages.forms.design import DesignForm
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def access_request(request: HttpRequest, access_request: UUID) -> HttpResponse:
    """Who asks, why, and what was answered; with the answer to give, for those who may give it."""
    return _page(request, find_request(request.user, access_request))


@login_required
@require_POST
def grant(request: HttpRequest, access_request: UUID) -> HttpResponse:
    """Say yes, until a day."""
    asked, form = find_request(request.user, access_request), GrantForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.grant_access(request=asked, by=request.user, **given)):
            messages.success(request, _("It is now shown to %(agency)s.") % {"agency": asked.agency.name})
            return redirect("assessments:access-request", asked.pk)
    return _page(request, asked, granting=form)


@login_required
@require_POST
def refuse(request: HttpRequest, access_request: UUID) -> HttpResponse:
    """Say no, and why."""
    asked, form = find_request(request.user, access_request), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.refuse_access(request=asked, reason=reason, by=request.user)):
            messages.success(request, _("The request is refused."))
            return redirect("assessments:access-request", asked.pk)
    return _page(request, asked, refusing=form)


@login_required
@require_POST
def withdraw(request: HttpRequest, access_request: UUID) -> HttpResponse:
    """Take it back while nobody has answered."""
    asked = find_request(request.user, access_request)
    attempt_plainly(
        request,
        lambda: actions.withdraw_request(request=asked, by=request.user),
        done=_("The request is taken back."),
    )
    return redirect("assessments:access-request", asked.pk)


def _page(
    request: HttpRequest,
    found: AccessRequest,
    granting: DesignForm | None = None,
    refusing: DesignForm | None = None,
) -> HttpResponse:
    same = requests(request.user).filter(assessment=found.assessment_id, agency=found.agency_id)
    here = (_("Request to see an assessment"), request.path)
    context = {
        "found": found,
        "can": deeds_on_request(found, request.user),
        "granting": granting or GrantForm(None),
        "refusing": refusing or ReasonForm(None),
        "earlier": same.filter(at__lt=found.at).order_by("-at", "-id"),
        "trail": trail_to(found.assessment, here) if found.is_known else [here],
    }
    tried = granting or refusing
    status = 422 if tried is not None and tried.errors else 200
    return render(request, "assessments/access_request.html", context, status=status)
