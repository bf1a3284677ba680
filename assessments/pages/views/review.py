"""The case around a frozen version: comments, the DPO's advice and its answer, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import find_version
from assessments.models import Version
from assessments.pages.case import Forms, case_of
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.forms.deeds import ReasonForm
from assessments.pages.places import place_name
from assessments.pages.shown import Lens, reader_language
from assessments.reading import read_version
from registry.pages.refusals import attempt


@login_required
def review(request: HttpRequest, version: UUID) -> HttpResponse:
    """Everything about the case, and the forms of what the visitor may do now."""
    return _page(request, find_version(request.user, version), {})


@login_required
@require_POST
def comment(request: HttpRequest, version: UUID) -> HttpResponse:
    """Comment on a place or on the whole."""
    found = find_version(request.user, version)
    form = Forms(request, found).comment(request.POST)
    return _deed(
        request,
        found,
        "comment",
        form,
        _("Your comment is kept."),
        lambda: actions.comment(version=found, by=request.user, **form.cleaned_data),
    )


@login_required
@require_POST
def advise(request: HttpRequest, version: UUID) -> HttpResponse:
    """The data protection officer's advice."""
    found = find_version(request.user, version)
    form = Forms(request, found).advice(request.POST)
    return _deed(
        request,
        found,
        "advice",
        form,
        _("Your advice is recorded on exactly this version."),
        lambda: actions.advise(version=found, answers=_given(form), by=request.user),
    )


@login_required
@require_POST
def respond(request: HttpRequest, version: UUID) -> HttpResponse:
    """How the advice was followed, or why not."""
    found = find_version(request.user, version)
    form = Forms(request, found).response(request.POST)
    return _deed(
        request,
        found,
        "response",
        form,
        _("The answer to the advice is recorded."),
        lambda: actions.respond(version=found, answers=_given(form), by=request.user),
    )


@login_required
@require_POST
def approve(request: HttpRequest, version: UUID) -> HttpResponse:
    """The risk owner's approval, bound to the digest she read."""
    found = find_version(request.user, version)
    form = Forms(request, found).decision(request.POST)
    digest = request.POST.get("digest", "")
    return _deed(
        request,
        found,
        "decision",
        form,
        _("Approved. This version is now in force."),
        lambda: actions.approve(version=found, answers=_given(form), by=request.user, digest=digest),
    )


@login_required
@require_POST
def request_changes(request: HttpRequest, version: UUID) -> HttpResponse:
    """Send the version back with a reason."""
    found = find_version(request.user, version)
    form = ReasonForm(request.POST, prefix="changes")
    return _deed(
        request,
        found,
        "changes",
        form,
        _("Sent back to the authors."),
        lambda: actions.request_changes(version=found, by=request.user, **form.cleaned_data),
    )


@login_required
def withdraw(request: HttpRequest, version: UUID) -> HttpResponse:
    """Take back a version that is submitted or in force."""
    found = find_version(request.user, version)
    if request.method != "POST":
        return redirect("assessments:review", found.pk)
    form = ReasonForm(request.POST, prefix="withdraw")
    return _deed(
        request,
        found,
        "withdraw",
        form,
        _("Withdrawn."),
        lambda: actions.withdraw(version=found, by=request.user, **form.cleaned_data),
    )


def _given(form: AnswerForm) -> dict[str, Any]:
    return {key: value for key, value in form.answers.items() if value is not None}


def _deed(
    request: HttpRequest, version: Version, name: str, form: Any, done: str, deed: Callable[[], object]
) -> HttpResponse:
    """Do it; when it is refused, the page comes back with what was written and why not."""
    lens = Lens(version.parsed_schema, read_version(version, request.user).content, reader_language())
    form.name_of = lambda where: place_name(where, lens)
    if form.is_valid() and attempt(form, deed):
        messages.success(request, done)
        return redirect("assessments:review", version.pk)
    return _page(request, find_version(request.user, version.pk), {name: form}, status=422)


def _page(request: HttpRequest, version: Version, bound: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "assessments/review.html", case_of(request, version, bound), status=status)
