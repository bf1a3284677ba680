"""Comparing any two texts one may read, and the chooser of what to compare."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import find_version, visible_versions
from assessments.comparing import Side, comparison, find_side
from assessments.pages.choices import describe, groups, shortcuts
from assessments.pages.compared import Layout
from assessments.pages.frame import trail_to
from assessments.pages.since import where_to_pull


def compare(request: HttpRequest) -> HttpResponse:
    """What leads from one text to another; with one of them missing, what there is to choose from."""
    old, new = _side(request, "from"), _side(request, "to")
    stands = new or old
    context: dict[str, Any] = {
        "old": describe(old) if old else None,
        "new": describe(new) if new else None,
        "stands": describe(stands) if stands else None,
        "shortcuts": shortcuts(stands, request.user) if stands else [],
        "groups": groups([each for each in (new, old) if each], request.user),
        "trail": trail_to(stands.assessment, (_("Compare"), request.path)) if stands else [],
        "is_whole": request.GET.get("show") == "all",
    }
    if old and new:
        compared = comparison(old, new, request.user)
        context["pull"] = where_to_pull(old, new, request.user)
        context["layout"] = Layout.of(compared, is_whole=context["is_whole"])
    return render(request, "assessments/compare.html", context)


def changes(request: HttpRequest, version: UUID) -> HttpResponse:
    """The door from a version to what changed since the version before, or since what it was built on."""
    found = find_version(request.user, version)
    is_upstream = request.GET.get("against") == "upstream" or not found.parent_id
    other = found.base_id if is_upstream else found.parent_id
    seen = other and visible_versions(request.user).filter(pk=other).exists()
    query = {"from": str(other), "to": str(found.pk)} if seen else {"to": str(found.pk)}
    return redirect(f"{reverse('assessments:compare')}?{urlencode(query)}")


def _side(request: HttpRequest, name: str) -> Side | None:
    given = request.GET.get(name, "")
    return find_side(request.user, given) if given else None
