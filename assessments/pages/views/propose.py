"""Proposing a fork's changes to its original: chosen, looked at as they will see it, sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import access, actions
from assessments.engine.content import Value
from assessments.models import Assessment, Proposal
from assessments.offered import Offered
from assessments.pages.forms.deeds import ProposeForm
from assessments.pages.frame import trail_to
from assessments.pages.piece_sheet import PieceSheet, words_of
from assessments.pages.proposal_case import TONES, sheet_of
from assessments.proposing import NEWEST_FIRST, Direction, Proposable, ProposalFilters, proposing
from assessments.proposing import proposals as every_proposal
from assessments.reading import read_version
from registry.api.pagination import page_from
from registry.errors import Conflict
from registry.models import User
from registry.pages.refusals import attempt

PAGE_SIZE = 20
DIRECTIONS = (
    (Direction.RECEIVED.value, gettext_lazy("Received")),
    (Direction.SENT.value, gettext_lazy("Sent")),
)


@login_required
def propose(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose what to propose, see it as the original's people will, and send it."""
    found = access.find(request.user, assessment)
    access.check_can_propose(request.user, found)
    try:
        offered = proposing(found, request.user)
    except Conflict as hidden:
        return render(request, "assessments/propose_nothing.html", _around(request, found, refusal=hidden))
    step = request.POST.get("step", "")
    form = _form(request, offered)
    if step == "send" and form.is_valid():
        sent = attempt(form, lambda: _send(request.user, found, form))
        if sent:
            return redirect("assessments:proposal", sent.pk)
    if step == "preview" and form.is_valid():
        return _preview(request, offered, form)
    return _page(request, offered, form, 422 if form.errors else 200)


@login_required
def proposals(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """What was proposed from here, and to here, the newest first."""
    found = access.find(request.user, assessment)
    access.check_is_own(request.user, found)
    filters = _filters(request.GET)
    rows, following = page_from(
        every_proposal(request.user, filters, about=found),
        NEWEST_FIRST, request.GET.get("cursor", ""), PAGE_SIZE,
    )  # fmt: skip
    context = _around(
        request,
        found,
        rows=[(each, TONES[Proposal.State(each.state)], each.source_id == found.pk) for each in rows],
        next=following,
        filters=filters,
        directions=DIRECTIONS if found.upstream_id else (),
        states=Proposal.State.choices,
        may_propose=bool(found.upstream_id)
        and access.is_allowed(access.check_can_propose, request.user, found),
    )
    context["trail"] = trail_to(found, (_("Proposals"), request.path))
    return render(request, "assessments/proposals.html", context)


def _filters(given: QueryDict) -> ProposalFilters:
    """What an address narrows the list by; a word that is none narrows nothing."""
    direction, state = given.get("direction", ""), given.get("state", "")
    return ProposalFilters(
        direction if direction in [*Direction] else "",
        state if state in Proposal.State.values else "",
    )


def _form(request: HttpRequest, offered: Proposable) -> ProposeForm:
    """Checked when it is looked at or sent; when one goes back to change it, filled in and unchecked."""
    paths = [each.path for each in offered.pieces]
    if request.POST.get("step") in ("preview", "send"):
        return ProposeForm(request.POST, paths=paths)
    return ProposeForm(None, paths=paths, initial=request.POST.dict())


def _send(actor: User, found: Assessment, form: ProposeForm) -> Proposal:
    given = form.cleaned_data
    return actions.propose(
        assessment=found, paths=given["paths"], title=given["title"], reason=given["reason"], by=actor
    )


def _page(request: HttpRequest, offered: Proposable, form: ProposeForm, status: int = 200) -> HttpResponse:
    scale = _scale(request.user, offered)
    words = words_of(offered.schema, offered.seen, offered.theirs, offered.ours, scale, offered.written_in)
    more = {
        "offered": offered,
        "sheet": PieceSheet(words, [Offered(piece, None) for piece in offered.pieces]),
        "form": form,
        "chosen": request.POST.getlist("paths"),
    }
    context = _around(request, offered.assessment, **more)
    return render(request, "assessments/propose.html", context, status=status)


def _preview(request: HttpRequest, offered: Proposable, form: ProposeForm) -> HttpResponse:
    """What the original's people will see, from the very cutting that would be sent."""
    given = form.cleaned_data
    sheet = sheet_of(offered.sent(given["paths"]), request.user)
    context = _around(request, offered.assessment, offered=offered, sheet=sheet, given=given)
    return render(request, "assessments/propose_preview.html", context)


def _around(request: HttpRequest, found: Assessment, **more: object) -> dict[str, object]:
    trail = trail_to(found, (_("Propose changes to the original"), request.path))
    return {"assessment": found, "trail": trail, **more}


def _scale(actor: User, offered: Proposable) -> Value:
    """The original's scale, as the proposer may see it."""
    return read_version(offered.newest, actor).content.fields.get(offered.schema.scale_key)
