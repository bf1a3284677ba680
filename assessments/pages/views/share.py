"""Who may see an assessment, and which other assessment it belongs with."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import check_can_share, find
from assessments.models import Kind
from assessments.pages.forms.deeds import ShareForm
from assessments.pages.frame import trail_to
from registry.pages.queries import as_uuid
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def share(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose who may see what is approved; says what sharing means first."""
    found = find(request.user, assessment)
    check_can_share(request.user, found)
    form = ShareForm(request.POST or None, initial={"visibility": found.visibility})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["visibility"]
        if attempt(form, lambda: actions.share(assessment=found, visibility=wanted, by=request.user)):
            messages.success(request, _("Saved."))
            return redirect("assessments:assessment", found.pk)
    context = {
        "assessment": found,
        "form": form,
        "trail": trail_to(found, (_("Who may see it"), request.path)),
    }
    return render(request, "assessments/share.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def link(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Link a ROS and a DPIA of the same solution."""
    found = find(request.user, assessment)
    other = find(request.user, as_uuid(request.POST.get("other", "")))
    ros, dpia = (found, other) if found.kind == Kind.ROS else (other, found)
    attempt_plainly(
        request, lambda: actions.link(ros=ros, dpia=dpia, by=request.user), done=_("The two are linked.")
    )
    return redirect("assessments:lineage", found.pk)
