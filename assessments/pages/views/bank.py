"""The scenario bank: searched, one row read, picked into a draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import actions, search
from assessments.engine import bank as engine
from assessments.models import Assessment, Draft, Kind
from assessments.pages.bank import (
    category_choices,
    hit_cards,
    level_choices,
    newest_schemas,
    shown_scores,
)
from assessments.pages.forms.pick import PickForm
from assessments.pages.layout import ShownRow
from assessments.pages.places import row_name
from assessments.pages.sheet import Sheet
from assessments.reading import read_for_everyone
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import Solution
from registry.pages.queries import as_uuid
from registry.pages.refusals import attempt
from registry.text import clean_line

MOST = 500  # solutions in one list


def bank(request: HttpRequest) -> HttpResponse:
    """Single scenarios and measures of all that the visitor may read, narrowed by words and sort."""
    schemas = newest_schemas()
    filters, cursor = _filters(request), request.GET.get("cursor", "")
    page = search.bank_page(request.user, filters, cursor)
    is_whole = not cursor and not page.next
    count, is_more = (len(page.hits), False) if is_whole else search.count_hits(request.user, filters)
    context = {
        "cards": hit_cards(page.hits),
        "next": page.next,
        "count": count,
        "is_more": is_more,
        "filters": filters,
        "kinds": Kind.choices,
        "tables": [("scenarios", _("Scenarios")), ("measures", _("Measures"))],
        "levels": level_choices(schemas.values()),
        "categories": category_choices(schemas.values()),
        "solutions": Solution.objects.visible_to(request.user).order_by("name")[:MOST],
    }
    return render(request, "assessments/bank.html", context)


def row(request: HttpRequest, collection: str, row: str) -> HttpResponse:
    """One scenario or measure in full: where it is used, how others scored it, which measures go with it."""
    hit = _hit(request, collection, row)
    sheet = Sheet.of(read_for_everyone(hit.row.version))
    shown = _shown(sheet, hit)
    is_scored = any(column.axis for column in sheet.view.schema.field(collection).columns)
    spread = search.others(request.user, collection, row) if is_scored else None
    context = {
        "hit": hit,
        "assessment": hit.row.assessment,
        "row": shown,
        "table_label": sheet.lens.label(sheet.view.schema.field(collection).label),
        "sources": search.sources(request.user, collection, row),
        "measures": _measures(sheet, hit),
        "is_scored": is_scored,
        "spread": spread,
        "scores": shown_scores(spread, sheet.view.schema),
        "may_pick": bool(policy.agencies_with(request.user, Permission.EDIT)),
        "trail": [(_("Scenario bank"), reverse("assessments:bank")), (shown.title, request.path)],
    }
    return render(request, "assessments/bank_row.html", context)


@login_required
def pick(request: HttpRequest, collection: str, row: str) -> HttpResponse:
    """Choose a draft of one's own and the measures to take along, and bring the row there."""
    hit = _hit(request, collection, row)
    sheet = Sheet.of(read_for_everyone(hit.row.version))
    shown = _shown(sheet, hit)
    is_measure = sheet.view.schema.field(collection).entity == "measure"
    kind = "" if is_measure else hit.row.assessment.kind
    form = PickForm(request.POST or None, actor=request.user, kind=kind, measures=_measures(sheet, hit))
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        there = redirect("assessments:row", into.pk, collection, row)
        if _is_there(into, hit):
            messages.info(request, _("Your draft has this row already. Here it is."))
            return there
        if attempt(form, lambda: _pick(request, hit, form)):
            messages.success(request, _("It is in your draft. Read it through: it awaits your answer."))
            return there
    context = {
        "hit": hit,
        "assessment": hit.row.assessment,
        "row": shown,
        "form": form,
        "has_drafts": form.fields["into"].queryset.exists(),
        "trail": [
            (_("Scenario bank"), reverse("assessments:bank")),
            (shown.title, reverse("assessments:bank-row", args=[collection, row])),
            (_("Pick into a draft"), request.path),
        ],
    }
    return render(request, "assessments/pick.html", context, status=422 if form.errors else 200)


def _is_there(into: Assessment, hit: search.Hit) -> bool:
    """Whether the draft has the row: then one is led to it, for there is nothing to mend in the form."""
    draft = Draft.objects.select_related("assessment").filter(assessment=into).first()
    return draft is not None and draft.stored().content.row(hit.row.collection, hit.row.row) is not None


def _pick(request: HttpRequest, hit: search.Hit, form: PickForm) -> object:
    return actions.pick_row(
        version=hit.row.version, collection=hit.row.collection, row=hit.row.row,
        into=form.cleaned_data["into"], along=form.cleaned_data.get("along", []), by=request.user,
    )  # fmt: skip


def _hit(request: HttpRequest, collection: str, row: str) -> search.Hit:
    """The row as the assessment named in the address (`?from=`) says it, else as the bank chooses."""
    return search.find_hit(request.user, collection, row, _id(request.GET.get("from", "")))


def _shown(sheet: Sheet, hit: search.Hit) -> ShownRow:
    found = sheet.row(hit.row.path)
    if found is None:
        raise NotFound("bank.absent", _("There is no such scenario or measure, or you may not see it."))
    return found


def _measures(sheet: Sheet, hit: search.Hit) -> list[tuple[str, str]]:
    """The measures a scenario names that everyone may read, by id and name."""
    schema, content = sheet.view.schema, sheet.view.content
    key = schema.collection_of("measure")
    rows = enumerate(content.rows.get(key, ()), 1)
    named = set(hit.row.measures)
    table = schema.field(key)
    column = engine.naming_column(table)
    return [
        (each.id, row_name(table, each, number, sheet.lens))
        for number, each in rows
        if each.id in named and isinstance(each.fields.get(column), str)
    ]


def _filters(request: HttpRequest) -> search.BankFilters:
    given = request.GET
    kind = given.get("kind", "")
    return search.BankFilters(
        text=clean_line(given.get("q", "")),
        collection=clean_line(given.get("table", "")),
        kind=kind if kind in Kind.values else "",
        solution=_id(given.get("solution", "")),
        code=clean_line(given.get("category", "")),
        level=clean_line(given.get("level", "")),
    )


def _id(text: str) -> UUID | None:
    """None when nothing was given; what is given and no id names nothing that exists."""
    return as_uuid(text) if text else None
