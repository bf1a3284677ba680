"""One row of a table in a draft: added, edited, moved, removed, each on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.engine.content import Row
from assessments.engine.coverage import ENTITY, SCENARIO
from assessments.engine.form import Field
from assessments.engine.risk import scale_of
from assessments.pages.covering import beginning, row_of_topic, with_scenario
from assessments.pages.drafting import Desk, desk_of, reconcile
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.frame import trail_to
from assessments.pages.picks import provenance
from registry.errors import NotFound
from registry.pages.refusals import attempt, attempt_plainly

SHORT = ("score", "choice", "bool", "date", "number")  # questions that stand two in a line


@login_required
def add(request: HttpRequest, assessment: UUID, collection: str) -> HttpResponse:
    """A new row at the end of the table."""
    desk = desk_of(request, assessment)
    table = _table(desk, collection)
    form = AnswerForm(table.columns, desk.known, beginning(request, desk, table), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {key: value for key, value in form.answers.items() if value is not None}
        made = attempt(
            form,
            lambda: actions.add_row(
                assessment=desk.assessment, collection=collection, fields=given, by=request.user
            ),
        )
        if made:
            return _back(request, desk, table, made, _("Added."))
    return _page(request, desk, table, form, None)


@login_required
def edit(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """The cells of one row."""
    desk = desk_of(request, assessment)
    table = _table(desk, collection)
    kept = _row(desk, table, row)
    cells = with_scenario(request, desk, table, kept)
    form = AnswerForm(table.columns, desk.known, cells, request.POST or None)
    if request.method == "POST" and form.is_valid():
        expected = request.POST.get("expected") or None
        saved = attempt(
            form,
            lambda: actions.save_row(
                assessment=desk.assessment, collection=collection, row=row, fields=form.answers,
                expected=expected, by=request.user,
            ),
        )  # fmt: skip
        if saved:
            return _back(request, desk, table, row, _("Saved."))
    return _page(request, desk, table, form, kept)


@login_required
@require_POST
def move(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """One step up or down."""
    desk = desk_of(request, assessment)
    table = _table(desk, collection)
    ids = [each.id for each in desk.view.full.rows.get(collection, ())]
    at = ids.index(_row(desk, table, row).id)
    others = [each for each in ids if each != row]
    place = max(at - 1, 0) if request.POST.get("direction") == "up" else min(at + 1, len(others))
    after = others[place - 1] if place else None
    attempt_plainly(
        request,
        lambda: actions.move_row(
            assessment=desk.assessment, collection=collection, row=row, after=after, by=request.user
        ),
    )
    return redirect(_address(desk, table, row))


@login_required
@require_POST
def remove(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """Take the row out of the draft."""
    desk = desk_of(request, assessment)
    table = _table(desk, collection)
    attempt_plainly(
        request,
        lambda: actions.remove_row(
            assessment=desk.assessment, collection=collection, row=row,
            expected=request.POST.get("expected") or None, by=request.user,
        ),
        done=_("Removed from the draft. Frozen versions keep it."),
    )  # fmt: skip
    return redirect(_address(desk, table))


def _table(desk: Desk, collection: str) -> Field:
    if collection not in desk.view.schema.collections:
        raise NotFound("collection.absent", _("There is no such table in this form."))
    return desk.view.schema.field(collection)


def _row(desk: Desk, table: Field, row: str) -> Row:
    found = desk.view.full.row(table.key, row)
    if found is None:
        raise NotFound("row.absent", _("There is no such row in this draft. It may have been removed."))
    return found


def _address(desk: Desk, table: Field, row: str = "") -> str:
    section = desk.view.schema.section_of(table.key).key
    page = reverse("assessments:edit", args=[desk.assessment.pk, section])
    return f"{page}#{row or table.key}"


def _where_the_scale_is(desk: Desk, table: Field) -> str:
    """Where to choose the scale, when the table has scores and none is chosen; else nothing."""
    schema = desk.view.schema
    if scale_of(desk.view.full, schema) or not any(column.axis for column in table.columns):
        return ""
    section = schema.section_of(schema.scale_key).key
    return reverse("assessments:edit", args=[desk.assessment.pk, section]) + f"#{schema.scale_key}"


def _back(request: HttpRequest, desk: Desk, table: Field, row: str, said: str) -> HttpResponse:
    messages.success(request, said)
    if "another" in request.POST:
        return redirect("assessments:row-add", desk.assessment.pk, table.key)
    if table.entity == SCENARIO and (answering := row_of_topic(request, desk)):
        coverage = desk.view.schema.collection_of(ENTITY)
        page = reverse("assessments:row", args=[desk.assessment.pk, coverage, answering])
        return redirect(f"{page}?scenario={row}")
    return redirect(_address(desk, table, row))


def _page(request: HttpRequest, desk: Desk, table: Field, form: AnswerForm, row: Row | None) -> HttpResponse:
    sheet = desk.sheet
    stale = reconcile(form, table.columns, sheet.lens)
    path = f"{table.key}/{row.id}" if row else ""
    shown = sheet.row(path) if row else None
    label = sheet.lens.label(table.label)
    section = desk.view.schema.section_of(table.key)
    heading = shown.title if shown else _("New row: %(table)s") % {"table": label}
    context = {
        "assessment": desk.assessment,
        "heading": heading,
        "table_label": label,
        "row": shown,
        "form": form,
        "questions": [(column, form[column.key]) for column in table.columns if column.key in form.fields],
        "expected": form.state_to_name or desk.etag(path),
        "stale": stale,
        "short_types": SHORT,
        "needs_scale": _where_the_scale_is(desk, table),
        "back": _address(desk, table, row.id if row else ""),
        "provenance": provenance(desk.draft, desk.view.full, path, request.user) if row else None,
        "signs": {c.key: sheet.sign(f"{path}/{c.key}") for c in table.columns} if row else {},
        "trail": trail_to(
            desk.assessment,
            (sheet.lens.label(section.label), _address(desk, table)),
            (heading, request.path),
        ),
    }
    return render(request, "assessments/row.html", context, status=422 if form.errors else 200)
