"""Bringing measures of a linked assessment into one's own draft; scores never come along."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import actions
from assessments.access import find_version
from assessments.engine.reuse import derive
from assessments.models import Version
from assessments.models.follow_up import COLLECTION
from assessments.pages.drafting import Desk, desk_of
from assessments.pages.frame import trail_to
from assessments.pages.places import row_name
from assessments.pages.shown import Lens
from assessments.reading import read_version
from registry.pages.forms.design import DesignForm
from registry.pages.refusals import attempt


class MeasuresForm(DesignForm):
    """Which measures to take over."""

    rows = forms.MultipleChoiceField(
        label=gettext_lazy("Which measures?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one measure.")},
    )


@login_required
def take(request: HttpRequest, assessment: UUID, version: UUID) -> HttpResponse:
    """Choose among the measures that are not in the draft yet."""
    desk = desk_of(request, assessment)
    source = find_version(request.user, version)
    form = MeasuresForm(request.POST or None)
    form.fields["rows"].choices = _offered(request, desk, source)
    if request.method == "POST" and form.is_valid():
        rows = form.cleaned_data["rows"]
        taken = attempt(form, lambda: _take(request, desk, source, rows))
        if taken:
            messages.success(request, _("The measures are in your draft."))
            return redirect(
                "assessments:edit", desk.assessment.pk, desk.view.schema.section_of(COLLECTION).key
            )
    context = {
        "assessment": desk.assessment,
        "source": source,
        "form": form,
        "trail": trail_to(
            desk.assessment,
            (_("Lineage"), reverse("assessments:lineage", args=[desk.assessment.pk])),
            (_("Take over measures"), request.path),
        ),
    }
    return render(request, "assessments/measures.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, desk: Desk, source: Version, rows: list[str]) -> object:
    return actions.take_measures(assessment=desk.assessment, version=source, rows=rows, by=request.user)


def _offered(request: HttpRequest, desk: Desk, source: Version) -> list[tuple[str, str]]:
    """The measures of the source that the reader may see, and that the draft does not have."""
    schema = source.parsed_schema
    content = derive(read_version(source, request.user).content, schema)
    lens = Lens(schema, content, desk.known.language)
    there = {row.id for row in desk.view.full.rows.get(COLLECTION, ())}
    rows = enumerate(content.rows.get(COLLECTION, ()), 1)
    return [(r.id, row_name(schema.field(COLLECTION), r, n, lens)) for n, r in rows if r.id not in there]
