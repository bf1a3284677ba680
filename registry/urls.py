"""Where every address leads: each floor adds its own, and the highest floor that shows a page owns it."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """Says that the web process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _floors(room: str) -> list[str]:
    """The floors that have this room, highest first."""
    names = [f"{floor}.{room}.urls" for floor in ("exports", "assessments", "registry")]
    return [name for name in names if find_spec(name.rpartition(".")[0]) and find_spec(name)]


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("operator/", admin.site.urls),
    *(path("api/v1/", include(name)) for name in _floors("api")),
    *(path("", include(name)) for name in _floors("pages")),
]

handler400 = "registry.handlers.malformed"
handler403 = "registry.handlers.forbidden"
handler404 = "registry.handlers.not_found"
handler500 = "registry.handlers.broken"
