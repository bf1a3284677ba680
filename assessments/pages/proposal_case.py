"""One proposal as its page shows it: to those it was sent to with choices, to those who sent it as sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access
from assessments.engine.content import Value
from assessments.models import Proposal
from assessments.offered import Offered
from assessments.pages.forms.deeds import ReasonForm, RemarkForm
from assessments.pages.frame import trail_to
from assessments.pages.piece import Tried
from assessments.pages.piece_sheet import PieceSheet, words_of
from assessments.pages.piece_words import ANSWERING
from assessments.proposing import Answering, answering, as_sent, deeds_on
from assessments.reading import read_version
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import User

TONES = {
    Proposal.State.OPEN: ("info", "…"),
    Proposal.State.ACCEPTED: ("success", "✓"),
    Proposal.State.PARTLY: ("success", "◐"),
    Proposal.State.DECLINED: ("warning", "✕"),
    Proposal.State.WITHDRAWN: ("neutral", "↩"),
}


def case_of(
    request: HttpRequest, proposal: Proposal, *, tried: Mapping[str, Tried] | None = None, **bound: Any
) -> dict[str, Any]:
    """Context of the page of a proposal; the original's own text is shown to its own people alone."""
    actor = request.user
    is_open = proposal.state == Proposal.State.OPEN
    is_receiver = policy.may(actor, Permission.VIEW, proposal.target.owner)
    found = answering(proposal) if is_receiver and is_open else as_sent(proposal)
    can = deeds_on(proposal, actor)
    own = proposal.target if is_receiver else proposal.source
    return {
        "proposal": proposal,
        "assessment": own,
        "is_receiver": is_receiver,
        "is_open": is_open,
        "tone": TONES[Proposal.State(proposal.state)],
        "other": _other(request, proposal, is_receiver=is_receiver),
        "sheet": sheet_of(found, actor, tried),
        "can": can,
        "comments": proposal.comments.select_related("author", "agency"),
        "remark": bound.get("remark") or (RemarkForm() if can["comment"] else None),
        "declining": bound.get("declining") or (ReasonForm() if can["answer"] else None),
        "refusal": bound.get("refusal"),
        "trail": trail_to(
            own,
            (_("Proposals"), reverse("assessments:proposals", args=[own.pk])),
            (proposal.title, request.path),
        ),
    }


def sheet_of(found: Answering, actor: User, tried: Mapping[str, Tried] | None = None) -> PieceSheet:
    """The pieces of a proposal, against the text it meets."""
    words = words_of(
        found.schema, found.before, found.ours, found.after, _scale(found, actor), found.written_in
    )
    offered = [Offered(piece, None) for piece in found.pieces]
    return PieceSheet(words, offered, ANSWERING, tried=tried or {})


def _scale(found: Answering, actor: User) -> Value:
    """The scale of the text it meets, else the one the original says where it may be read."""
    key = found.schema.scale_key
    base = access.visible_versions(actor).filter(pk=found.proposal.base_id).first()
    return found.ours.fields.get(key) or (read_version(base, actor).content.fields.get(key) if base else None)


def _other(request: HttpRequest, proposal: Proposal, *, is_receiver: bool) -> object:
    """The assessment on the other side, when the reader may see it: a fork may be nobody else's business."""
    pk = proposal.source_id if is_receiver else proposal.target_id
    return access.visible(request.user).filter(pk=pk).first()
