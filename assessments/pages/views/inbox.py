"""What one has been told, unread first; and choosing what to be told of one assessment."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import find
from assessments.models import Watch
from assessments.pages.forms.deeds import WatchForm
from assessments.pages.frame import is_told_by_role, trail_to
from assessments.watching import inbox_page, told
from registry.pages.refusals import attempt


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of notices, made of what the person may see now."""
    notices, following = inbox_page(request.user, request.GET.get("cursor", ""))
    context = {
        "news": told(notices, request.user),
        "next": following,
        "kept_read": settings.NOTICES_KEPT_READ.days,
        "kept_unread": settings.NOTICES_KEPT_UNREAD.days,
    }
    return render(request, "assessments/inbox.html", context)


@login_required
@require_POST
def read_one(request: HttpRequest, notice: int) -> HttpResponse:
    """Mark one notice of one's own as read; another's is none of one's own."""
    actions.mark_read(by=request.user, only=[notice])
    return redirect("assessments:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_read(by=request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("assessments:inbox")


@login_required
def watch(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose whether and how to be told of this assessment; `stop` lets one's roles decide again."""
    found = find(request.user, assessment)
    if request.method == "POST" and "stop" in request.POST:
        actions.unwatch(assessment=found.pk, by=request.user)
        messages.success(request, _("You no longer watch this assessment."))
        return redirect("assessments:assessment", found.pk)
    kept = Watch.objects.filter(user=request.user, assessment=found).first()
    form = WatchForm(request.POST or None, initial={"how": kept.how if kept else ""})
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["how"]
        if attempt(form, lambda: actions.watch(assessment=found, how=how, by=request.user)):
            messages.success(request, _("Saved. You find what you are told in your inbox."))
            return redirect("assessments:assessment", found.pk)
    context = {
        "assessment": found,
        "form": form,
        "kept": kept,
        "by_role": is_told_by_role(request.user, found),
        "trail": trail_to(found, (_("How you are told"), request.path)),
    }
    return render(request, "assessments/watch.html", context, status=422 if form.errors else 200)
