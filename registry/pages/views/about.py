"""Help and about, for people and for search engines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    """What Vurdert is for, its words, and what it must not hold."""
    return render(request, "registry/about.html")


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines are asked to stay away from (RFC 9309); they are also told by a header there."""
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in settings.NEVER_INDEXED), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
