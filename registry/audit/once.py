"""Telling a thing once: of many alike within a time, one is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.models import Noted


def is_noted(*what: object) -> bool:
    """Whether this has been told already; one look at a primary key."""
    return Noted.objects.filter(pk=_key(what)).exists()


def once(*what: object, until: datetime, whom: str = "") -> bool:
    """True for the first who says `what` (of many at once, for one); must run in the event's transaction.

    What is told again each day has the day among `what`; `until` only says when the row may go.
    """
    if is_noted(*what):
        return False
    try:
        with transaction.atomic():
            Noted(key=_key(what), whom=whom, until=until).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def counted(whom: str, within: timedelta) -> int:
    """How many different things were told of `whom` within this time."""
    return Noted.objects.filter(whom=whom, at__gt=timezone.now() - within).count()


def forget_old() -> int:
    """Remove the rows that have had their time; returns how many."""
    return Noted.objects.filter(until__lt=timezone.now()).delete()[0]


def end_of_day() -> datetime:
    """When what is told once a day may be told again."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def _key(what: tuple[object, ...]) -> str:
    return sha256("\x1f".join(map(str, what)).encode("utf-8")).hexdigest()
