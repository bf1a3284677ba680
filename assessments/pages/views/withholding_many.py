"""Withholding many places of a draft at a time: shown first, then done in one step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.actions.withhold import places_of, stamp_of
from assessments.engine.content import Withheld
from assessments.engine.marking import Rule, Wanted
from assessments.pages.drafting import Desk, desk_of
from assessments.pages.forms.withholding import ManyForm, RuleForm
from assessments.pages.frame import trail_to
from assessments.pages.shown import ground
from assessments.pages.views.withholding import warnings_about
from registry.pages.refusals import attempt

GIVEN = ("rule", "level", "moment", "table")


@login_required
def many(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The places a rule means; POST withholds them all, or none."""
    desk = desk_of(request, assessment)
    given = request.POST or request.GET
    rules, form = RuleForm(given, desk.view.schema), ManyForm(request.POST or None)
    wanted = rules.wanted(tuple(given.getlist("rows"))) if rules.is_valid() else None
    if wanted and request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _withhold(request, desk, wanted, form))
        if done is not None:
            messages.success(request, _("Withheld in %(n)s places.") % {"n": len(done)})
            return redirect("assessments:withheld", desk.assessment.pk)
    context = {
        **_places(desk, rules, wanted),
        "assessment": desk.assessment,
        "rules": rules,
        "form": form,
        "given": [(name, given[name]) for name in GIVEN if given.get(name)],
        "expected": stamp_of(desk.draft),
        "warnings": warnings_about(desk.assessment),
        "trail": trail_to(desk.assessment, (_("Withhold many at a time"), request.path)),
    }
    refused = bool(form.errors or rules.errors)
    return render(request, "assessments/withhold_many.html", context, status=422 if refused else 200)


def _withhold(request: HttpRequest, desk: Desk, wanted: Wanted, form: ManyForm) -> dict[str, str]:
    return actions.withhold_many(
        assessment=desk.assessment, wanted=wanted, expected=request.POST.get("expected") or None,
        by=request.user, **form.mark,
    )  # fmt: skip


def _places(desk: Desk, rules: RuleForm, wanted: Wanted | None) -> dict[str, Any]:
    """The places meant, in words; where rows are to be chosen, those there are."""
    if wanted is None:
        return {"places": [], "table": [], "chosen": ()}
    view, sheet = desk.view, desk.sheet
    found = attempt(rules, lambda: places_of(wanted, view.full, view.schema)) or {}
    rows = view.full.rows.get(wanted.table, ()) if wanted.rule is Rule.ROWS else ()
    return {
        "places": [
            (path, sheet.label(path), ground(Withheld(each), sheet.lens)) for path, each in found.items()
        ],
        "table": [(row.id, sheet.label(f"{wanted.table}/{row.id}")) for row in rows],
        "chosen": wanted.rows,
    }
