"""Building on another body's assessment: what will come along, and for which agency."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.access import find_version, reading_of
from assessments.engine.content import Content
from assessments.engine.reuse import confirmable_paths
from assessments.models import Version
from assessments.pages.forms.deeds import ForkForm
from assessments.pages.frame import trail_to
from registry.pages.refusals import attempt


@login_required
def fork(request: HttpRequest, version: UUID) -> HttpResponse:
    """Show what travels, ask for agency and language, make the fork and go to what must be confirmed."""
    found = find_version(request.user, version)
    form = ForkForm(request.POST or None, actor=request.user, initial={"language": found.language})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.fork(version=found, by=request.user, **form.cleaned_data))
        if made:
            return redirect("assessments:confirm", made.pk)
    context = {
        "version": found,
        "assessment": found.assessment,
        "form": form,
        "may_create": form.fields["owner"].queryset.exists(),
        "travels": _travels(found, request),
        "trail": trail_to(found.assessment, (_("Build on this"), request.path)),
    }
    return render(request, "assessments/fork.html", context, status=422 if form.errors else 200)


def _travels(version: Version, request: HttpRequest) -> Mapping[str, int]:
    """How many items come as they are, how many must be confirmed, how many questions are left to answer."""
    schema = version.parsed_schema
    travelling: Content = version.travelling(reading_of(request.user, version.assessment))
    units = travelling.units()
    confirm = set(confirmable_paths(travelling, schema))
    local = [f for f in schema.fields.values() if f.is_stored and not f.travels]
    return {"shared": len(units) - len(confirm), "confirm": len(confirm), "local": len(local)}
