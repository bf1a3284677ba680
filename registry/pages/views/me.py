"""The signed-in person's own pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.pages import queries
from registry.pages.views.tokens import profile_page


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What waits for the person, and where she belongs."""
    return render(request, "registry/me.html", {"memberships": queries.memberships_of(request.user)})


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, address and API tokens."""
    return profile_page(request)
