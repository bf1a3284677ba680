"""One proposal between two bodies: read by both, answered by the one, talked about by both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.engine.settle import Verdict
from assessments.models import Proposal
from assessments.pages.forms.deeds import ReasonForm, RemarkForm
from assessments.pages.piece import ShownPiece, Tried
from assessments.pages.piece_sheet import PieceSheet
from assessments.pages.proposal_case import case_of, sheet_of
from assessments.proposing import answering, find_proposal
from registry.errors import NotFound, NotPermitted, Refusal
from registry.pages.refusals import attempt, attempt_plainly

Said = TypeVar("Said", ReasonForm, RemarkForm)


@login_required
def proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """What is proposed, why, by whom, and what became of it."""
    return _page(request, find_proposal(request.user, proposal))


@login_required
@require_POST
def accept(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Take up what is chosen, in the draft; the rest is left out."""
    found = find_proposal(request.user, proposal)
    choices, faulty = _chosen(sheet_of(answering(found), request.user), request.POST)
    if faulty:
        return _page(request, found, 422, tried=_tried(request, found))
    try:
        actions.accept_proposal(
            proposal=found, choices=choices, answer=request.POST.get("answer", ""), by=request.user
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        tried = _tried(request, found, refusal)
        return _page(request, found, refusal.status, tried=tried, refusal=refusal)
    messages.success(request, _("Taken up in the draft. The body that proposed it is named when you submit."))
    return redirect("assessments:proposal", found.pk)


@login_required
@require_POST
def decline(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Say no, and why."""

    def deed(found: Proposal, form: ReasonForm) -> object:
        return actions.decline_proposal(proposal=found, reason=form.cleaned_data["reason"], by=request.user)

    return _said(request, proposal, "declining", ReasonForm(request.POST), deed)


@login_required
@require_POST
def withdraw(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Take it back while nobody has answered."""
    found = find_proposal(request.user, proposal)
    attempt_plainly(
        request, lambda: actions.withdraw_proposal(proposal=found, by=request.user), done=_("Withdrawn.")
    )
    return redirect("assessments:proposal", found.pk)


@login_required
@require_POST
def comment(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Say something about it, for both bodies to read."""

    def deed(found: Proposal, form: RemarkForm) -> object:
        return actions.comment_on_proposal(proposal=found, text=form.cleaned_data["text"], by=request.user)

    return _said(request, proposal, "remark", RemarkForm(request.POST), deed)


def _said(
    request: HttpRequest, proposal: UUID, name: str, form: Said, deed: Callable[[Proposal, Said], object]
) -> HttpResponse:
    """Do what needs words; without them, or refused, the page again with the form as it was filled in."""
    found = find_proposal(request.user, proposal)
    if form.is_valid() and attempt(form, lambda: deed(found, form)):
        return redirect("assessments:proposal", found.pk)
    return _page(request, find_proposal(request.user, proposal), 422, **{name: form})


def _page(request: HttpRequest, found: Proposal, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "assessments/proposal.html", case_of(request, found, **more), status=status)


def _chosen(sheet: PieceSheet, given: QueryDict) -> tuple[dict[str, Mapping[str, Any]], bool]:
    """What was chosen by the path of each piece, and whether any text written anew cannot stand."""
    choices: dict[str, Mapping[str, Any]] = {}
    is_faulty = False
    for shown in sheet.pieces:
        verdict = given.get(f"verdict-{shown.anchor}", "")
        if not verdict:
            continue
        choice = {"verdict": verdict, "seen": given.get(f"seen-{shown.anchor}", "")}
        if verdict == Verdict.EDIT:
            form = sheet.form_for(shown.piece, given)
            is_faulty |= not form.is_valid()
            choice["answers"] = form.answers if form.is_valid() else {}
        choices[shown.piece.path] = choice
    return choices, is_faulty


def _tried(request: HttpRequest, found: Proposal, refusal: Refusal | None = None) -> dict[str, Tried]:
    """What was chosen, to be shown again; the refusal at the piece it is about."""
    return {
        shown.piece.path: Tried(request.POST, _about(shown, refusal), f"-{shown.anchor}")
        for shown in sheet_of(answering(found), request.user).pieces
    }


def _about(shown: ShownPiece, refusal: Refusal | None) -> Refusal | None:
    return refusal if refusal and refusal.where == shown.piece.path else None
