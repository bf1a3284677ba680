"""Starting an assessment from an empty form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments import actions
from assessments.pages.forms.deeds import StartForm
from registry.pages.refusals import attempt


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Which kind, for which agency, about which solution in which version."""
    initial = {key: request.GET[key] for key in ("solution", "kind", "owner") if key in request.GET}
    form = StartForm(request.POST or None, actor=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.start(by=request.user, **form.wanted))
        if made:
            return redirect("assessments:edit-first", made.pk)
    return render(request, "assessments/start.html", {"form": form}, status=422 if form.errors else 200)
