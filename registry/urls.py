"""Where every address leads: each floor adds its own, and the highest floor that shows a page owns it."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """Says that the web process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


FLOORS = ("exports", "assessments", "registry")  # highest first: the highest floor that shows a page owns it

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("operator/", admin.site.urls),
    *(path("api/v1/", include(f"{floor}.api.urls")) for floor in FLOORS),
    *(path("", include(f"{floor}.pages.urls")) for floor in FLOORS),
]

handler400 = "registry.handlers.malformed"
handler403 = "registry.handlers.forbidden"
handler404 = "registry.handlers.not_found"
handler500 = "registry.handlers.broken"
