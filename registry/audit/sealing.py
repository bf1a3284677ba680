"""Sealing: everything that no seal covers yet, in the order (at, id), under one signed Merkle root.

The order in which transactions commit is not that of ids or clocks, so nothing is skipped because something
later was sealed: what is missing is found by its missing entry, however late it came.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from registry.audit import anchors, keys, merkle
from registry.audit.once import forget_old
from registry.audit.statement import Statement, moment_as_text, statement_of
from registry.models import Event, Seal, SealEntry

MOST = 100_000  # events under one seal
ROWS_AT_ONCE = 5_000
LOCK = "registry.seal"

log = logging.getLogger(__name__)


def seal_job(job: object, progress: object) -> None:
    """The hourly job: seal what is open, and forget what has been noted long enough."""
    seal_all()
    forget_old()


def seal_all() -> list[Seal]:
    """Seal until nothing is open; of two at once one seals and the other finds nothing left to do."""
    made = []
    while (sealed := _seal_some()) is not None:
        made.append(sealed)
    anchors.write_log()
    return made


def unsealed(before: datetime | None = None) -> int:
    """How many events (from before that moment) no seal covers yet."""
    found = _open()
    return (found.filter(at__lt=before) if before else found).count()


def _seal_some() -> Seal | None:
    try:
        with transaction.atomic():
            _wait_for_turn()
            return _seal(list(_open().order_by("at", "id").values_list("pk", "hash")[:MOST]))
    except IntegrityError:
        log.info("somebody else sealed at the same time")
        return None


def _seal(events: list[tuple[int, str]]) -> Seal | None:
    if not events:
        return None
    last = Seal.objects.order_by("-number").first()
    key = keys.signing_key()
    said = Statement(
        number=last.number + 1 if last else 1,
        at=moment_as_text(timezone.now()),
        size=len(events),
        root=merkle.root([bytes.fromhex(each) for _pk, each in events]).hex(),
        former=statement_of(last).digest if last else "",
        key=keys.public_key(key),
    )
    seal = Seal(
        number=said.number, at=datetime.fromisoformat(said.at), size=said.size, root=said.root,
        former=said.former, key=said.key, signature=said.signed_by(key),
    )  # fmt: skip
    seal.save(force_insert=True)
    entries = (
        SealEntry(event_id=pk, seal=seal, place=place, hash=each) for place, (pk, each) in enumerate(events)
    )
    SealEntry.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)
    return seal


def _open() -> QuerySet[Event]:
    return Event.objects.filter(~Exists(SealEntry.objects.filter(event=OuterRef("pk"))))


def _wait_for_turn() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
