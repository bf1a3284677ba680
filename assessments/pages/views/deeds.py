"""Deeds that need no form."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import find
from registry.pages.refusals import attempt_plainly


@login_required
@require_POST
def revise(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Open a draft that goes on from the newest version."""
    found = find(request.user, assessment)
    if attempt_plainly(request, lambda: actions.revise(assessment=found, by=request.user)):
        return redirect("assessments:edit-first", found.pk)
    return redirect("assessments:assessment", found.pk)


@login_required
@require_POST
def renew_form(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Move the draft to the newest version of its form."""
    found = find(request.user, assessment)
    attempt_plainly(request, lambda: actions.renew_form(assessment=found, by=request.user))
    return redirect("assessments:draft", found.pk)


@login_required
@require_POST
def let_go(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Let go of an answer to a question that is no longer asked."""
    found, given = find(request.user, assessment), request.POST
    attempt_plainly(
        request,
        lambda: actions.let_go(
            assessment=found,
            path=given.get("path", ""),
            expected=given.get("expected") or None,
            by=request.user,
        ),
    )
    return redirect("assessments:draft", found.pk)
