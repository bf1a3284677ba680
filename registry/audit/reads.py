"""Reading what is not for everyone: it leaves an event, or it is refused."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.audit.once import end_of_day, is_noted, once
from registry.audit.recording import record
from registry.errors import Unavailable
from registry.models import Agency, User

log = logging.getLogger(__name__)


def tell_of_reading_trail(agency: Agency, by: User) -> None:
    """Say that `by` has read the agency's trail; once a day, as for what the trail itself tells of."""
    note_read("trail_read", agency, by, agency, thing=agency.pk)


def note_read(
    verb: str, obj: models.Model, by: User | None, agency: Agency, *, thing: UUID, **detail: object
) -> None:
    """Say that `by` has read `thing` (a version of `obj`); once per person, thing and day.

    Fails closed: raises Unavailable (503) when it cannot be written, as on a full disk, and then nothing
    may be shown.
    """
    what = (verb, by.pk if by else "", thing, timezone.localdate(), *detail.values())
    try:
        if is_noted(*what):
            return
        with transaction.atomic():
            if once(*what, until=end_of_day()):
                record(verb, obj, by, agency, **detail)
    except DatabaseError as error:
        log.error("a read could not be recorded, and was refused: %s", type(error).__name__)
        raise Unavailable(
            "trail.unavailable",
            _("This cannot be shown now, because it cannot be recorded that you read it."),
            how=_("Try again in a little while. If it goes on, tell whoever runs this installation."),
        ) from error
