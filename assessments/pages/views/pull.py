"""Taking over what an upstream changed: chosen piece by piece, taken in one step, taken back in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.engine.settle import Verdict
from assessments.models import Assessment, Draft, PieceChoice, Pull
from assessments.offered import Offered
from assessments.pages.drafting import references_for
from assessments.pages.forms.answers import AnswerForm
from assessments.pages.frame import trail_to
from assessments.pages.leaf import PER_PAGE, Leaf
from assessments.pages.piece import ShownPiece, Tried, anchor_of
from assessments.pages.piece_sheet import PieceSheet, words_of
from assessments.pages.since import address_of
from assessments.pulling import Pulling, pulling
from registry.access.permissions import Permission
from registry.errors import Conflict, NotFound, NotPermitted, Refusal
from registry.models import User
from registry.pages.refusals import attempt_plainly, say_refusal


@login_required
def pull(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """What may be taken over, piece by piece; a friendly word when there is nothing."""
    found = access.find(request.user, assessment)
    try:
        offered = pulling(found, request.user, request.GET.get("from"))
    except Conflict as nothing:
        return _nothing(request, found, nothing)
    return _page(request, offered)


@login_required
@require_POST
def choose(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose for one piece; a refusal shows it anew, with what was typed kept."""
    found, given, path = _asked(request, assessment), request.POST, request.POST.get("path", "")
    form = _edited(_sheet(request, found), path, given)
    if form is not None and not form.is_valid():
        return _page(request, found, 422, tried={path: Tried(given)})
    try:
        actions.choose(
            assessment=found.assessment, version=found.version, path=path, verdict=given.get("verdict", ""),
            seen=given.get("stamp"), reason=given.get("reason", ""), answers=form.answers if form else None,
            by=request.user,
        )  # fmt: skip
    except (NotPermitted, NotFound) as refusal:
        return _gone(request, found, refusal)
    except Refusal as refusal:
        return _page(request, found, _status(request, refusal), tried={path: Tried(given, refusal)})
    return redirect(_address(found, path))


@login_required
@require_POST
def take_all(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose to take everything that fits and nobody has chosen for."""
    found = _asked(request, assessment)
    attempt_plainly(
        request,
        lambda: actions.choose_all(assessment=found.assessment, version=found.version, by=request.user),
    )
    return redirect(_address(found))


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
        return _page(request, found, refusal.status, refusal=refusal)
    messages.success(request, _("Done. What is approved has not changed; only the draft has."))
    return redirect("assessments:pull", found.assessment.pk)


@login_required
@require_POST
def undo(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Take the last taking back, whole."""
    found = access.find(request.user, assessment)
    attempt_plainly(
        request,
        lambda: actions.undo_pull(assessment=found, by=request.user),
        done=_("Taken back. The draft is as it was before, and your choices are kept."),
    )
    return redirect("assessments:pull", found.pk)


def _asked(request: HttpRequest, assessment: UUID) -> Pulling:
    return pulling(access.find(request.user, assessment), request.user, request.POST.get("from", "x"))


def _sheet(
    request: HttpRequest, found: Pulling, tried: Mapping[str, Tried] | None = None, leaf: Leaf | None = None
) -> PieceSheet:
    words = words_of(found.schema, found.before, found.ours, found.theirs, found.scale, found.written_in)
    references = references_for(request, found.assessment)
    shown = leaf.pieces if leaf else None
    return PieceSheet(words, found.offered, references=references, tried=tried or {}, shown=shown)


def _leaf(request: HttpRequest, found: Pulling, tried: Mapping[str, Tried] | None, refused: bool) -> Leaf:
    """The page with what was just chosen or tried, or with the first conflict that stops the taking."""
    chosen = next(iter(tried or ()), request.GET.get("chosen", ""))
    stops = found.undecided[0].piece.path if refused and found.undecided else ""
    page = request.GET.get("page", "")
    return Leaf(found.offered, int(page) if page.isdecimal() and len(page) < 6 else 1, chosen or stops)


def _undecided(found: Pulling, sheet: PieceSheet, leaf: Leaf) -> list[tuple[ShownPiece, str]]:
    """The first conflicts nobody has chosen in, each with the way to it."""
    return [
        (
            ShownPiece(each, sheet.words),
            _place(each) if leaf.holds(each) else _address(found, each.piece.path),
        )
        for each in found.undecided[:PER_PAGE]
    ]


def _place(offered: Offered) -> str:
    return f"#{anchor_of(offered.piece.path)}"


def _edited(sheet: PieceSheet, path: str, given: QueryDict) -> AnswerForm | None:
    """The answers written anew, when that is what was chosen for a piece that is still there."""
    if given.get("verdict") != Verdict.EDIT:
        return None
    pieces = (each.piece for each in sheet.offered if each.piece.path == path)
    piece = next(pieces, None)
    return sheet.form_for(piece, given) if piece else None


def _gone(request: HttpRequest, found: Pulling, refusal: Refusal) -> HttpResponse:
    """A piece that is no longer there leads back to the list; what one may not do is refused as ever."""
    if refusal.code != "pull.piece_absent":
        raise refusal
    say_refusal(request, refusal)
    return redirect(_address(found))


def _status(request: HttpRequest, refusal: Refusal) -> int:
    """The status of a refusal; a part that is swapped in answers 422, which the swap shows."""
    return 422 if request.headers.get("HX-Request") else refusal.status


def _address(found: Pulling, chosen: str = "") -> str:
    """The page of this pull, at the piece just chosen for."""
    query = {"from": str(found.version.pk), **({"chosen": chosen} if chosen else {})}
    place = f"#{anchor_of(chosen)}" if chosen else ""
    return f"{reverse('assessments:pull', args=[found.assessment.pk])}?{urlencode(query)}{place}"


def _page(
    request: HttpRequest,
    found: Pulling,
    status: int = 200,
    *,
    tried: Mapping[str, Tried] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    leaf = _leaf(request, found, tried, refusal is not None)
    sheet = _sheet(request, found, tried, leaf)
    context = {
        **_around(request, found.assessment),
        "sheet": sheet,
        "leaf": leaf,
        "undecided": _undecided(found, sheet, leaf),
        "found": found,
        "source": found.version.assessment,
        "compare": address_of(found.base, found.version) if _can_compare(request.user, found) else "",
        "chosen": request.GET.get("chosen", ""),
        "refusal": refusal,
    }
    return render(request, "assessments/pull.html", context, status=status)


def _nothing(request: HttpRequest, assessment: Assessment, nothing: Conflict) -> HttpResponse:
    """Nothing newer, or nothing in common: said in plain words, with what was left for later."""
    left = PieceChoice.objects.left_out(assessment)
    base = access.visible_versions(request.user).filter(pk=_built_on(assessment)).first()
    context = {
        **_around(request, assessment),
        "nothing": nothing,
        "base": base,
        "left": left.filter(source=base.assessment_id).count() if base else 0,
    }
    status = 200 if nothing.code == "pull.nothing_newer" else nothing.status
    return render(request, "assessments/pull_nothing.html", context, status=status)


def _around(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """What every page of a pull says: where one is, what one may do, and the last taking in this draft."""
    draft = _draft(assessment)
    may = access.is_allowed(access.check_may, request.user, Permission.EDIT, assessment)
    return {
        "assessment": assessment,
        "draft": draft,
        "may_choose": may,
        "may_take": may
        and bool(draft or access.is_allowed(access.check_can_revise, request.user, assessment)),
        "taking": Pull.objects.last_in(draft) if draft else None,
        "trail": trail_to(assessment, (_("Take over changes from the original"), request.path)),
    }


def _draft(assessment: Assessment) -> Draft | None:
    return Draft.objects.select_related("parent", "assessment").filter(assessment=assessment).first()


def _built_on(assessment: Assessment) -> UUID | None:
    """The version the newest text builds on."""
    head = _draft(assessment) or assessment.versions.order_by("-number").first()
    return head.base_id if head else None


def _can_compare(actor: User, found: Pulling) -> bool:
    is_seen = access.is_allowed(access.find_version, actor, found.base.pk)
    return is_seen and found.base != found.version
