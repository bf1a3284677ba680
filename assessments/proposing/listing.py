"""Finding proposals: all that one may read, page by page, and what one may do with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessments.access import check_can_answer, check_can_propose, is_allowed, may_answer
from assessments.models import Assessment, Proposal
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import User

NEWEST_FIRST = ("-at", "-id")


class Direction(StrEnum):
    """Which way a proposal went, seen from one's own agencies, or from one assessment."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True)
class ProposalFilters:
    """What to narrow a list by: a `Direction` and a `Proposal.State`; "" narrows nothing."""

    direction: str = ""
    state: str = ""


EVERY = ProposalFilters()


def proposals(
    actor: User | None, filters: ProposalFilters = EVERY, *, about: Assessment | None = None
) -> QuerySet[Proposal]:
    """Every proposal that `actor`'s agencies sent or received; only those from and to `about` when given."""
    own = policy.agencies_with(actor, Permission.VIEW)
    sent, received = Q(source__owner__in=own), Q(target__owner__in=own)
    if about is not None:
        sent, received = (sent | received) & Q(source=about), (sent | received) & Q(target=about)
    ways = {Direction.SENT.value: sent, Direction.RECEIVED.value: received}
    found = Proposal.objects.filter(ways.get(filters.direction, sent | received))
    found = found.filter(state=filters.state) if filters.state else found
    found = found.select_related("source__owner", "target__owner", "by", "answered_by")
    return found.defer("before", "after")  # the texts themselves are read one proposal at a time


def waiting_for(actor: User) -> QuerySet[Proposal]:
    """The proposals that `actor` may answer and nobody has."""
    own = policy.agencies_with(actor, Permission.EDIT)
    waiting = Proposal.objects.filter(target__owner__in=own, state=Proposal.State.OPEN)
    return waiting.select_related("source__owner", "target__owner")


def deeds_on(proposal: Proposal, actor: User | None) -> dict[str, bool]:
    """Each deed on a proposal, and whether `actor` can do it now: from the checks that would refuse it."""
    is_open = proposal.state == Proposal.State.OPEN
    may_propose = is_allowed(check_can_propose, actor, proposal.source)
    return {
        "answer": is_open and is_allowed(check_can_answer, actor, proposal),
        "withdraw": is_open and may_propose,
        "comment": may_propose or may_answer(actor, proposal),
    }


def find_proposal(actor: User | None, proposal: UUID | str) -> Proposal:
    """The proposal, for the people of the two agencies; NotFound for all others."""
    try:
        found = proposals(actor).defer(None).select_related("base").filter(pk=UUID(str(proposal))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound("proposal.absent", _("There is no such proposal, or you may not see it."))
    return found
