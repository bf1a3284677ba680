"""Keeping measures up to date after approval, without a new approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.access import check_can_follow_up, find
from assessments.actions.follow_up import COLLECTION
from assessments.engine.content import Row, Value, freeze
from assessments.models import Assessment, FollowUp, Version
from assessments.pages.forms.answers import AnswerForm, Known
from assessments.pages.frame import trail_to
from assessments.pages.shown import Lens, Shown, present, reader_language
from registry.errors import NotFound
from registry.pages.refusals import attempt


@dataclass(frozen=True)
class Measure:
    """One measure of the version in force with its newest follow-up."""

    row: Row
    title: str
    cells: tuple[tuple[str, Shown], ...]
    kept: FollowUp | None


@login_required
def overview(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Every measure in force with status, responsible, deadline and evidence as they are now."""
    found, version = _in_force(request, assessment)
    kept = {str(each.row): each for each in found.follow_ups.select_related("by")}
    lens = Lens(version.parsed_schema, version.content, reader_language())
    rows = version.content.rows.get(COLLECTION, ())
    context = {
        "assessment": found,
        "version": version,
        "measures": [_measure(row, kept.get(row.id), lens) for row in rows],
        "trail": trail_to(found, (_("Follow-up of measures"), request.path)),
    }
    return render(request, "assessments/follow_up.html", context)


@login_required
def measure(request: HttpRequest, assessment: UUID, measure: str) -> HttpResponse:
    """The follow-up of one measure."""
    found, version = _in_force(request, assessment)
    row = version.content.row(COLLECTION, measure)
    if row is None:
        raise NotFound("row.absent", _("There is no such measure in the version in force."))
    table = version.parsed_schema.field(COLLECTION)
    known = Known(version.parsed_schema, version.content, reader_language(), {})
    kept = FollowUp.objects.filter(assessment=found, row=row.id).first()
    given = _now(row, kept)
    form = AnswerForm([c for c in table.columns if c.follow_up], known, given, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {key: value for key, value in form.answers.items() if value is not None}
        if attempt(
            form, lambda: actions.follow_up(assessment=found, measure=measure, fields=fields, by=request.user)
        ):
            messages.success(request, _("Saved."))
            return redirect("assessments:follow-up", found.pk)
    title = str(row.fields.get(table.title_column) or "")
    context = {
        "assessment": found,
        "heading": title,
        "form": form,
        "trail": trail_to(found, (title, request.path)),
    }
    return render(request, "assessments/follow_up_measure.html", context, status=422 if form.errors else 200)


def _in_force(request: HttpRequest, assessment: UUID) -> tuple[Assessment, Version]:
    found = find(request.user, assessment)
    check_can_follow_up(request.user, found)
    return found, found.current


def _now(row: Row, kept: FollowUp | None) -> Mapping[str, Value]:
    newest: Any = freeze(kept.fields) if kept else {}
    return {**row.fields, **newest}


def _measure(row: Row, kept: FollowUp | None, lens: Lens) -> Measure:
    table = lens.schema.field(COLLECTION)
    now = _now(row, kept)
    cells = tuple(
        (lens.label(c.label), present(now.get(c.key), c, lens)) for c in table.columns if c.follow_up
    )
    return Measure(row, str(row.fields.get(table.title_column) or ""), cells, kept)
