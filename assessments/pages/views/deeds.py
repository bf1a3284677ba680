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
