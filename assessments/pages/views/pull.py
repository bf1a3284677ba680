"""Taking over what an upstream changed: chosen piece by piece, taken in one step, taken back in one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.engine.settle import Verdict
from assessments.models import Assessment, PieceChoice, Pull
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.piece import Tried
from assessments.pages.piece_sheet import PieceSheet
from assessments.pages.taking import around, draft_of, place_of, row_page, sheet_of, show
from assessments.pulling import Taking, pulling, taking
from registry.errors import Conflict, NotFound, NotPermitted, Refusal
from registry.pages.refusals import attempt_plainly, say_refusal


@login_required
def pull(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """What may be taken over, piece by piece; a friendly word when there is nothing."""
    found = access.find(request.user, assessment)
    try:
        offered = pulling(found, request.user, request.GET.get("from"))
    except Conflict as nothing:
        return _nothing(request, found, nothing)
    return show(request, offered)


@login_required
@require_POST
def choose(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose for one piece; a refusal shows it anew, with what was typed kept."""
    found, given, path = _asked(request, assessment), request.POST, request.POST.get("path", "")
    form = _edited(sheet_of(request, found), path, given)
    if form is not None and not form.is_valid():
        return show(request, found, 422, tried={path: Tried(given)})
    try:
        actions.choose(
            assessment=found.assessment, version=found.version, path=path, verdict=given.get("verdict", ""),
            seen=given.get("stamp"), reason=given.get("reason", ""), answers=form.answers if form else None,
            row=found.row, by=request.user,
        )  # fmt: skip
    except (NotPermitted, NotFound) as refusal:
        return _gone(request, found, refusal)
    except Refusal as refusal:
        return show(request, found, _status(request, refusal), tried={path: Tried(given, refusal)})
    return redirect(place_of(found, path))


@login_required
@require_POST
def take_all(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose to take everything that fits and nobody has chosen for."""
    found = _asked(request, assessment)
    attempt_plainly(
        request,
        lambda: actions.choose_all(assessment=found.assessment, version=found.version, by=request.user),
    )
    return redirect(place_of(found))


@login_required
@require_POST
def take_over(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Carry out what is chosen; conflicts nobody chose in are listed with the way to each."""
    found = _asked(request, assessment)
    try:
        actions.pull(assessment=found.assessment, version=found.version, by=request.user)
    except (NotPermitted, NotFound):
        raise
    except Refusal as refusal:
        return show(request, found, refusal.status, refusal=refusal)
    messages.success(request, _("Done. What is approved has not changed; only the draft has."))
    return redirect("assessments:pull", found.assessment.pk)


@login_required
@require_POST
def undo(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Take the last taking back, whole; one goes back to where it was told of."""
    found = access.find(request.user, assessment)
    last = Pull.objects.last_in(draft) if (draft := draft_of(found)) else None
    attempt_plainly(
        request,
        lambda: actions.undo_pull(assessment=found, by=request.user),
        done=_("Taken back. The draft is as it was before, and your choices are kept."),
    )
    if last and last.row:
        return redirect(row_page(found, last.row))
    return redirect("assessments:pull", found.pk)


def _asked(request: HttpRequest, assessment: UUID) -> Taking:
    """What is taken from the version the form names; of one picked row, when it names that."""
    own, given = access.find(request.user, assessment), request.POST
    return taking(own, request.user, given.get("from", "x"), given.get("row", ""))


def _edited(sheet: PieceSheet, path: str, given: QueryDict) -> AnswerForm | None:
    """The answers written anew, when that is what was chosen for a piece that is still there."""
    if given.get("verdict") != Verdict.EDIT:
        return None
    pieces = (each.piece for each in sheet.offered if each.piece.path == path)
    piece = next(pieces, None)
    return sheet.form_for(piece, given) if piece else None


def _gone(request: HttpRequest, found: Taking, refusal: Refusal) -> HttpResponse:
    """A piece that is no longer there leads back to the list; what one may not do is refused as ever."""
    if refusal.code != "pull.piece_absent":
        raise refusal
    say_refusal(request, refusal)
    return redirect(place_of(found))


def _status(request: HttpRequest, refusal: Refusal) -> int:
    """The status of a refusal; a part that is swapped in answers 422, which the swap shows."""
    return 422 if request.headers.get("HX-Request") else refusal.status


def _nothing(request: HttpRequest, assessment: Assessment, nothing: Conflict) -> HttpResponse:
    """Nothing newer, or nothing in common: said in plain words, with what was left for later."""
    base = access.visible_versions(request.user).filter(pk=_built_on(assessment)).first()
    left = PieceChoice.objects.of(assessment, base.assessment).left_out().count() if base else 0
    context = {**around(request, assessment), "nothing": nothing, "base": base, "left": left}
    status = 200 if nothing.code == "pull.nothing_newer" else nothing.status
    return render(request, "assessments/pull_nothing.html", context, status=status)


def _built_on(assessment: Assessment) -> UUID | None:
    """The version the newest text builds on."""
    head = draft_of(assessment) or assessment.versions.order_by("-number").first()
    return head.base_id if head else None
