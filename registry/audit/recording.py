"""Writing an event: who did what to what, when; in the same transaction as the deed, or there is no deed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.functional import Promise

from registry.audit.facts import digest_of
from registry.errors import Fault
from registry.models import Agency, Event, User
from registry.text import clean_text

_request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def request(identity: str) -> Iterator[str]:
    """Within this, events and problems carry `identity` as their request id."""
    token = _request_id.set(identity)
    try:
        yield identity
    finally:
        _request_id.reset(token)


def request_id() -> str:
    """The id of the request or job being served, or an empty string."""
    return _request_id.get()


def record(
    verb: str, obj: models.Model, by: User | None, agency: Agency | None = None, **detail: object
) -> Event:
    """Add an event to the object's chain. `by=None` is the operator at the machine.

    `detail` may hold text, whole numbers, yes/no, dates, ids and lists or mappings of these; never floats,
    never content. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise Fault("audit", "an event must be recorded in the transaction of the deed")
    event = Event(
        who=by,
        agency=agency,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        at=timezone.now(),
        request_id=request_id(),
        detail=_plain(detail),
    )
    _wait_for_turn(event)
    _link(event)
    event.save(force_insert=True)
    return event


def _wait_for_turn(event: Event) -> None:
    """Queue up behind other writers on the same object until this transaction ends.

    SQLite lets one writer in at a time anyway; the unique place in the chain is the fence behind both.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = f"{event.object_type} {event.object_id}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _link(event: Event) -> None:
    """Give the event its place after the last one on the same object."""
    last = (
        Event.objects.filter(object_type=event.object_type, object_id=event.object_id)
        .order_by("-seq")
        .values_list("seq", "hash")
        .first()
    )
    event.seq, event.prev = (last[0] + 1, last[1]) if last else (1, "")
    event.hash = digest(event)


def facts_of(event: Event) -> dict[str, object]:
    """What the hash of the event covers (registry.audit.facts.HASHED)."""
    return {
        "agency": str(event.agency_id or ""),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": event.detail,
        "object": [event.object_type, event.object_id],
        "prev": event.prev,
        "request": event.request_id,
        "seq": event.seq,
        "verb": event.verb,
        "who": str(event.who_id or ""),
    }


def digest(event: Event) -> str:
    """SHA-256 (hex) of the event's canonical form, which holds the hash of the one before."""
    return digest_of(facts_of(event))


def _plain(value: object) -> object:
    """The value as JSON without floats; raises TypeError for what has no such form."""
    if value is None or (isinstance(value, bool | int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return clean_text(_words(value))


def _words(value: object) -> str:
    """A single value as text."""
    match value:
        case Enum():
            return str(value.value)
        case str() | Promise() | UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case models.Model():
            return str(value.pk)
    raise TypeError(f"an event cannot hold {type(value).__name__}")
