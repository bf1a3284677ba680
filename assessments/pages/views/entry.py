"""The page of an assessment one may know of and not read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.models import Assessment
from assessments.pages.frame import trail_to


def entry_page(request: HttpRequest, found: Assessment) -> HttpResponse:
    """That it exists, whose it is, and since when it stands as it does; not a word of its content."""
    context = {
        "assessment": found,
        "assessed": found.assessed.select_related("solution"),
        "trail": trail_to(found),
    }
    return render(request, "assessments/entry.html", context)
