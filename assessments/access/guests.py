"""Whoever comes in through a share link: an actor of the one policy that holds nothing (ADR 22)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import State
from assessments.models import ShareLink
from registry.errors import NotFound

if TYPE_CHECKING:
    from registry.models import User

SHOWN_STATES = (State.APPROVED, State.SUPERSEDED)  # what anyone but the owner's people may ever see
LINKED_STATES = (*SHOWN_STATES, State.SUBMITTED)  # what a link may be made for


@dataclass(frozen=True)
class Guest:
    """Belongs to no agency and no circle: the link alone shows something, and only what it is a link to.

    `person` is who is signed in, if anybody: for the trail alone, and with nothing of what she may see else.
    """

    link: ShareLink
    person: User | None = None


def linked(guest: Guest) -> Q:
    """The versions that the guest's link shows, while it is live.

    The one it was made for while that is, was, or waits to be in force, and with `shows_later` those that
    came into force after it. What was in force is shown while anything is, as for everyone else (ADR 21).
    """
    link = guest.link
    if not link.is_live:
        return Q(pk__in=[])
    this, later = Q(pk=link.version_id), Q(number__gt=link.version.number)
    in_range = this | later if link.shows_later else this
    in_force = Q(review__state__in=SHOWN_STATES, assessment__current__isnull=False)
    waits = this & Q(review__state=State.SUBMITTED)
    return Q(assessment=link.version.assessment_id) & (in_range & in_force | waits)


def find_link(link: UUID) -> ShareLink:
    """The link, if it still opens; NotFound otherwise, whether it never was, has ended or was revoked."""
    found = ShareLink.objects.live().select_related("version__assessment__owner").filter(pk=link).first()
    if found is None:
        raise absent_link(link)
    return found


def absent_link(asked: UUID) -> NotFound:
    """The one answer to an unknown link, one that has ended, and a wrong code; `asked` is its id."""
    return NotFound(
        "share_link.absent",
        _("This link opens nothing: it may have ended, or is not complete."),
        how=_("Open the whole link once more, or ask whoever gave it to you for a new one."),
        about=("assessments.ShareLink", asked),
    )
