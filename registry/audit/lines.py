"""The trail as plain lines, read from the database a thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from registry.audit import merkle
from registry.audit.anchors import plain
from registry.audit.recording import facts_of
from registry.models import Event, Seal, SealEntry

AT_ONCE = 2_000  # rows
CHAINS = ("object_type", "object_id", "seq")


class DatabaseTrail:
    """The whole trail as the database has it now (registry.audit.checking.Trail)."""

    is_whole = True

    def seals(self) -> Iterator[dict[str, Any]]:
        """Every seal, by number."""
        return (plain(seal) for seal in Seal.objects.order_by("number").iterator())

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event, chain by chain."""
        for event in Event.objects.order_by(*CHAINS).iterator(AT_ONCE):
            yield line_of(event)

    def entries(self, number: int) -> Iterator[tuple[int, str]]:
        """What lies under a seal, by place."""
        rows = SealEntry.objects.filter(seal=number).order_by("place")
        return rows.values_list("event_id", "hash").iterator(AT_ONCE)


def line_of(event: Event) -> dict[str, Any]:
    """The event's hashed facts with its id and hash."""
    return {"id": event.pk, **facts_of(event), "hash": event.hash}


def lines_with_proofs(events: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    """Each event with the proof that a seal covers it, or None while none does; chain by chain."""
    proofs = _proofs(events)
    for event in events.order_by(*CHAINS).iterator(AT_ONCE):
        yield {**line_of(event), "sealed": proofs.get(event.pk)}


def proof_of(event: Event) -> dict[str, Any] | None:
    """The proof that a seal covers this event: seal, place and the hashes on the way to the root."""
    entry = SealEntry.objects.filter(event=event.pk).first()
    if entry is None:
        return None
    path = merkle.proof(_leaves(entry.seal_id), entry.place)
    return _proof(entry.seal_id, entry.place, path)


def _proofs(events: QuerySet[Event]) -> dict[int, dict[str, Any]]:
    """By event id; each seal's tree is made once."""
    rows = SealEntry.objects.filter(event__in=events.order_by().values("pk")).order_by("seal_id", "place")
    found = {}
    for number, entries in groupby(rows.iterator(AT_ONCE), key=lambda entry: entry.seal_id):
        paths = merkle.proofs(_leaves(number))
        found |= {each.event_id: _proof(number, each.place, paths[each.place]) for each in entries}
    return found


def _proof(number: int, place: int, path: tuple[bytes, ...]) -> dict[str, Any]:
    return {"seal": number, "place": place, "path": [each.hex() for each in path]}


def _leaves(number: int) -> list[bytes]:
    rows = SealEntry.objects.filter(seal=number).order_by("place").values_list("hash", flat=True)
    return [bytes.fromhex(each) for each in rows.iterator(AT_ONCE)]
