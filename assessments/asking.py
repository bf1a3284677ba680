"""Requests to be shown an assessment: who reads which, and what may be done with one now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_share, check_is_of, is_allowed, known_of
from assessments.models import AccessRequest
from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotFound
from registry.models import User


def requests(actor: User | None) -> QuerySet[AccessRequest]:
    """Those that `actor`'s agencies have sent, and those she may answer.

    Each has `is_known`: whether she may (still) know of the assessment it is about.
    """
    asking = Q(agency__in=policy.agencies_with(actor, Permission.VIEW))
    deciding = Q(assessment__owner__in=policy.agencies_with(actor, Permission.SHARE))
    related = ("agency", "assessment__owner", "by", "answered_by")
    is_known = Exists(known_of(actor).filter(pk=OuterRef("assessment")))
    found = AccessRequest.objects.filter(asking | deciding).annotate(is_known=is_known)
    return found.select_related(*related)


def waiting_requests(actor: User) -> QuerySet[AccessRequest]:
    """Those that `actor` may answer and nobody has, the oldest first."""
    deciding = policy.agencies_with(actor, Permission.SHARE)
    waiting = requests(actor).filter(assessment__owner__in=deciding, state=AccessRequest.State.OPEN)
    return waiting.order_by("at", "id")


def find_request(actor: User | None, request: UUID | str) -> AccessRequest:
    """The request, for the people of the agency that asks and those who may answer; NotFound for others."""
    found = requests(actor).filter(pk=request).first()
    if found is None:
        raise NotFound("request.absent", _("There is no such request, or you may not see it."))
    return found


def deeds_on_request(found: AccessRequest, actor: User | None) -> dict[str, bool]:
    """Each deed on a request, and whether `actor` can do it now: from the checks that would refuse it."""
    is_open = found.state == AccessRequest.State.OPEN
    is_own = policy.may(actor, Permission.VIEW, found.assessment)
    return {
        "answer": is_open and is_own and is_allowed(check_can_share, actor, found.assessment),
        "withdraw": is_open and is_allowed(check_is_of, actor, found.agency),
    }


def in_a_year() -> date:
    """A year from today: proposed as the last day of a grant, and the latest last day of a link."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # from the 29th of February
        return today.replace(year=today.year + 1, day=28)
