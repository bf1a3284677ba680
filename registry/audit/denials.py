"""Denials: someone asked for what exists and is not hers. The one who asks notices nothing of this.

How often: once per person, thing and day, and at most 60 different things an hour for each person (all who
are not signed in count as one). Past that a single event says that there were many, and the next hour begins
anew; so a scan is told of, and cannot fill the trail.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from registry.access import policy
from registry.access.permissions import Permission
from registry.audit.once import counted, end_of_day, once
from registry.audit.persons import record_person
from registry.audit.recording import record
from registry.models import Agency, User

log = logging.getLogger(__name__)

ANONYMOUS = "anonymous"
MOST_PER_HOUR = 60
HOUR = timedelta(hours=1)


def note_denial(obj: models.Model | None, by: User | None, *, status: int, route: str, method: str) -> None:
    """Say that `by` (None: not signed in) was answered `status` on `obj`, if it was not hers to see or do.

    Fails open: nothing was shown, so that it could not be written goes to the log only.
    """
    try:
        with transaction.atomic():
            _note(obj, by, {"status": status, "route": route, "method": method})
    except DatabaseError as error:
        log.error("a denial could not be recorded: %s", type(error).__name__)


def _note(obj: models.Model | None, by: User | None, said: dict[str, object]) -> None:
    whom = str(by.pk) if by else ANONYMOUS
    thing = obj or by
    if thing is None or (said["status"] == 404 and _may_know_of(by, obj)):
        return
    if counted(whom, HOUR) >= MOST_PER_HOUR:
        _note_many(thing, by, whom)
        return
    about = (thing._meta.label_lower, thing.pk, said["status"], said["method"])
    if not once("denied", whom, *about, timezone.localdate(), whom=whom, until=end_of_day()):
        return
    if by is None:
        said["anonymous"] = True
    if isinstance(thing, User):
        record_person("denied", thing, by, **said)
    else:
        record("denied", thing, by, _agency_of(thing), **said)


def _may_know_of(by: User | None, obj: models.Model | None) -> bool:
    """Whether something of it was merely not there for one of the owner's own people."""
    return obj is None or policy.may(by, Permission.VIEW, obj)


def _note_many(thing: models.Model, by: User | None, whom: str) -> None:
    now = timezone.now()
    if once("denied_many", whom, now.date(), now.hour, until=now + HOUR):
        if by is None:
            record("denied_many", thing, None, _agency_of(thing), anonymous=True, more_than=MOST_PER_HOUR)
        else:
            record_person("denied_many", by, by, more_than=MOST_PER_HOUR)


def _agency_of(thing: models.Model) -> Agency | None:
    owner = policy.owner_id(thing)
    return Agency.objects.filter(pk=owner).first() if owner else None
