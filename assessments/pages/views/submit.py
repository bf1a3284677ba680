"""Freezing a draft into a version for review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.access import check_can_submit, find
from assessments.checking import points_in_draft
from assessments.pages.checklist import groups
from assessments.pages.forms.deeds import SubmitForm
from assessments.pages.frame import trail_to
from assessments.pages.sheet import Sheet
from assessments.pages.views.read import draft_of
from assessments.reading import read_draft
from registry.pages.refusals import attempt


@login_required
def submit(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Show what is still missing, and submit: the reviewers see the same list."""
    found = find(request.user, assessment)
    check_can_submit(request.user, found)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        message = form.cleaned_data["message"]
        made = attempt(form, lambda: actions.submit(assessment=found, message=message, by=request.user))
        if made:
            messages.success(
                request, _("Version %(number)s is submitted for review.") % {"number": made.number}
            )
            return redirect("assessments:review", made.pk)
    draft = draft_of(request, found)
    sheet = Sheet.of(read_draft(draft, request.user))
    context = {
        "assessment": found,
        "form": form,
        "sheet": sheet,
        "found": groups(points_in_draft(draft), found),
        "trail": trail_to(found, (_("Submit for review"), request.path)),
    }
    return render(request, "assessments/submit.html", context, status=422 if form.errors else 200)
