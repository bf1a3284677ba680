"""A picked row and its source: what that says by now, taken over in one press, or wanted no more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.pages.forms.deeds import NeverForm
from assessments.pages.taking import row_page, show
from assessments.pulling import updating
from registry.access.permissions import Permission
from registry.errors import NotFound, NotPermitted, Refusal
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def picked(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """What the source of a picked row says now that it did not say then."""
    own = access.find(request.user, assessment)
    return show(request, updating(own, request.user, f"{collection}/{row}"))


@login_required
@require_POST
def take_over(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """Take over what fits and what is chosen; conflicts nobody chose in are listed with the way to each."""
    own, path, given = access.find(request.user, assessment), f"{collection}/{row}", request.POST
    found = updating(own, request.user, path)
    try:
        version = access.find_version(request.user, given.get("from", ""))
        actions.update_picked(
            assessment=own, row=path, version=version, expected=given.get("expected"), by=request.user
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return show(request, found, refusal.status, refusal=refusal)
    messages.success(request, _("Done. What is approved has not changed; only the draft has."))
    return redirect(row_page(own, path))


@login_required
@require_POST
def decline(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """Never for this row, because …"""
    own, path = access.find(request.user, assessment), f"{collection}/{row}"
    access.check_may(request.user, Permission.EDIT, own)
    found, form = updating(own, request.user, path), NeverForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if attempt(
            form, lambda: actions.decline_updates(assessment=own, row=path, reason=why, by=request.user)
        ):
            messages.success(request, _("Kept. The row no longer follows its source, and says so."))
            return redirect(row_page(own, path))
    return show(request, found, 422, never=form)


@login_required
@require_POST
def follow(request: HttpRequest, assessment: UUID, collection: str, row: str) -> HttpResponse:
    """Be told of changes at the source again."""
    own, path = access.find(request.user, assessment), f"{collection}/{row}"
    attempt_plainly(
        request,
        lambda: actions.want_updates(assessment=own, row=path, by=request.user),
        done=_("You are told again of what its source changes."),
    )
    return redirect(row_page(own, path))
