"""Seal: a signed Merkle root over events that no later change can be hidden from."""

from __future__ import annotations

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.models.event import Event


class WrittenOnceQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that are only ever added."""

    def update(self, **changes: object) -> NoReturn:
        """Refused: a seal is never rewritten."""
        raise TypeError("seals are never changed")

    def delete(self) -> NoReturn:
        """Refused: a seal is never removed."""
        raise TypeError("seals are never removed")

    bulk_update = update


class Seal(models.Model):
    """What registry.audit.statement.Statement says, with its signature; hex throughout."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField(_("when"))
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    former = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealEntry(models.Model):
    """An event's place (from 0) under a seal, with its hash as it was sealed.

    Without a database constraint on the event: the entry must outlast whoever takes the event away.
    """

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="sealed"
    )
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, db_constraint=False, related_name="entries")
    place = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="seal_entry_one_per_place")]

    def __str__(self) -> str:
        return f"seal {self.seal_id}, place {self.place}"


class SealReader(models.Model):
    """A person who has asked to be sent each day's seal, so that it is also kept outside."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"seals to {self.user_id}"
