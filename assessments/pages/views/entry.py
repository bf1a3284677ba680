"""The page of an assessment one may know of and not read, where one asks to see it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import find_known
from assessments.asking import requests
from assessments.models import AccessRequest, Assessment
from assessments.pages.forms.sharing import AskForm
from assessments.pages.frame import trail_to
from registry.access import policy
from registry.access.permissions import Permission
from registry.pages.refusals import attempt


def entry_page(request: HttpRequest, found: Assessment, form: AskForm | None = None) -> HttpResponse:
    """That it exists, whose it is, and since when it stands as it does; not a word of its content.

    A member of an agency may ask to see it, while some agency of hers does not wait for an answer.
    """
    is_member = policy.is_member(request.user)
    sent = list(requests(request.user).filter(assessment=found)) if is_member else []
    waiting = {each.agency_id for each in sent if each.state == AccessRequest.State.OPEN}
    context = {
        "assessment": found,
        "assessed": found.assessed.select_related("solution"),
        "form": form or (AskForm(None, actor=request.user) if is_member else None),
        "sent": sent,
        "waits": waiting >= policy.agencies_with(request.user, Permission.VIEW),
        "trail": trail_to(found),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "assessments/entry.html", context, status=status)


@login_required
@require_POST
def ask(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Ask the owner to show it to an agency of one's own."""
    found, form = find_known(request.user, assessment), AskForm(request.POST, actor=request.user)
    if not found.is_entry:
        return redirect("assessments:assessment", found.pk)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.ask_access(assessment=found, by=request.user, **given)):
            messages.success(request, _("The request is sent. The answer comes to your inbox."))
            return redirect("assessments:assessment", found.pk)
    return entry_page(request, found, form)
