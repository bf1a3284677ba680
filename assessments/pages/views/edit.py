"""Writing in a draft, one section of the form at a time."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import actions
from assessments.engine.coverage import ENTITY
from assessments.engine.form import Section
from assessments.pages.covering import panel
from assessments.pages.drafting import Desk, desk_of, reconcile
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.forms.withholding import ground_choices
from assessments.pages.frame import trail_to
from registry.errors import NotFound
from registry.pages.refusals import attempt


@login_required
def first(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """The first section that still lacks something."""
    desk = desk_of(request, assessment)
    counts = desk.view.counts
    sections = [section.key for section in desk.view.schema.sections]
    open_ones = [key for key in sections if counts[key].required_answered < counts[key].required]
    return redirect("assessments:edit", desk.assessment.pk, (open_ones or sections)[0])


@login_required
def section(request: HttpRequest, assessment: UUID, section: str) -> HttpResponse:
    """One section: its questions as a form, its tables as lists of rows."""
    desk = desk_of(request, assessment)
    chosen = _section(desk, section)
    form = AnswerForm(_asked(chosen), desk.known, desk.view.full.fields, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: _save(request, desk, section, form))
        if saved:
            messages.success(
                request, _("Saved: %(section)s.") % {"section": desk.sheet.lens.label(chosen.label)}
            )
            return redirect("assessments:edit", desk.assessment.pk, _next(desk, section, request))
    return _page(request, desk, chosen, form)


def _save(request: HttpRequest, desk: Desk, section: str, form: AnswerForm) -> object:
    expected = request.POST.get("expected") or None
    return actions.save_section(
        assessment=desk.assessment, section=section, fields=form.answers, expected=expected, by=request.user
    )


def _asked(section: Section) -> list:
    return [field for field in section.fields if field.is_stored]


def _section(desk: Desk, key: str) -> Section:
    try:
        return desk.view.schema.section(key)
    except KeyError:
        raise NotFound("section.absent", _("There is no such section in this form.")) from None


def _next(desk: Desk, here: str, request: HttpRequest) -> str:
    keys = [each.key for each in desk.view.schema.sections]
    at = keys.index(here)
    return keys[min(at + 1, len(keys) - 1)] if "onward" in request.POST else here


def _page(request: HttpRequest, desk: Desk, chosen: Section, form: AnswerForm) -> HttpResponse:
    sheet = desk.sheet
    stale = reconcile(form, chosen.fields, sheet.lens)
    laid_out = sheet.section(chosen)
    whole = reverse("assessments:draft", args=[desk.assessment.pk])
    context = {
        "assessment": desk.assessment,
        "sheet": sheet,
        "section": laid_out,
        "form": form,
        "questions": [(answer, form[answer.field.key] if answer.field.key in form.fields else None,
                       _second(form, answer.field.key)) for answer in laid_out.answers],
        "expected": form.state_to_name or desk.etag(chosen.key),
        "stale": stale,
        "here": chosen.key,
        "grounds": ground_choices(),
        "coverage": panel(desk) if any(each.entity == ENTITY for each in chosen.fields) else None,
        "trail": trail_to(desk.assessment, (_("Draft"), whole), (laid_out.label, request.path)),
    }  # fmt: skip
    return render(request, "assessments/edit.html", context, status=422 if form.errors else 200)


def _second(form: AnswerForm, key: str) -> list:
    """The two fields of a file question: its name, and what it shows in words."""
    names = [f"{key}__name", f"{key}__text"]
    return [form[name] for name in names if name in form.fields]
