"""What waits for the person who is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.pages.waiting import waiting_for


@login_required
def tasks(request: HttpRequest) -> HttpResponse:
    """Drafts to write, items to confirm, versions to advise on or decide, reviews that are overdue."""
    return render(request, "assessments/tasks.html", {"groups": waiting_for(request.user)})
