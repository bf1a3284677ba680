"""The content-addressed store: each section and row once per fork family, under its SHA-256.

Items are never reachable on their own; only through a draft or version that one may see.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from uuid import UUID

from django.db import models

AT_ONCE = 10_000  # digests in one query: SQLite takes 32,766


class ItemQuerySet(models.QuerySet["Item"]):
    """Reading and keeping objects of one family by digest."""

    def read(self, family: UUID, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        """The bodies kept in `family` under `digests` (a query per 10,000); absent ones are left out."""
        wanted = iter(digests)
        found = chain.from_iterable(
            self.filter(family=family, digest__in=some).values_list("digest", "body")
            for some in iter(lambda: list(islice(wanted, AT_ONCE)), [])
        )
        return {bytes(digest): zlib.decompress(body) for digest, body in found}

    def read_all(self, families: Iterable[UUID], digests: Iterable[bytes]) -> dict[tuple[UUID, bytes], bytes]:
        """The bodies kept under `digests` by family and digest, for several families at once (one query)."""
        found = self.filter(family__in=list(families), digest__in=list(digests))
        rows = found.values_list("family", "digest", "body")
        return {(family, bytes(digest)): zlib.decompress(body) for family, digest, body in rows}

    def keep(self, family: UUID, objects: Mapping[bytes, bytes]) -> None:
        """Keep `objects` in `family`; what is there already is left as it is (one query per 200)."""
        rows = [
            Item(family=family, digest=name, body=zlib.compress(data, 9)) for name, data in objects.items()
        ]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=200)


class Item(models.Model):
    """One stored object (section, row or tree): salted canonical bytes, compressed."""

    family = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    body = models.BinaryField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "digest"], name="item_once_per_family")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]
