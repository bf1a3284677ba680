"""Help and about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """What Vurdert is for, its words, and what it must not hold."""
    return render(request, "registry/about.html")
