"""Event: who did what to what, when; written once, never changed, chained per object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.access import policy
from registry.access.permissions import Permission


def _absorbed_by(agencies: Iterable[UUID]) -> models.QuerySet[models.Model]:
    """The ids of the agencies that have become part of these."""
    known = apps.get_model("registry", "Agency")._default_manager
    return known.filter(merged_into__in=list(agencies)).values("pk")


class EventQuerySet(models.QuerySet["Event"]):
    """Events are only ever added."""

    def visible_to(self, actor: object) -> EventQuerySet:
        """Events of the agencies whose trail the actor may read."""
        held = policy.agencies_with(actor, Permission.VIEW_TRAIL)
        taken_over = models.Q(agency__in=_absorbed_by(held))
        return self.filter(models.Q(agency_id__in=held) | taken_over)

    def of_agency(self, agency: models.Model) -> EventQuerySet:
        """The trail of an agency, with those of the agencies that have become part of it."""
        return self.filter(models.Q(agency=agency.pk) | models.Q(agency__in=_absorbed_by([agency.pk])))

    def about(self, obj: models.Model) -> EventQuerySet:
        """The chain of one object, oldest first."""
        kind = obj._meta.label_lower
        return self.filter(object_type=kind, object_id=str(obj.pk)).order_by("seq")

    def update(self, **changes: object) -> NoReturn:
        """Refused: what happened is never rewritten."""
        raise TypeError("events are never changed")

    def delete(self) -> NoReturn:
        """Refused: what happened is never removed."""
        raise TypeError("events are never removed")

    bulk_update = update


class Event(models.Model):
    """One thing that happened. `hash` covers this event and `prev`, the hash of the one before it.

    `who` and `agency` carry no database constraint: the trail outlives the people and agencies it tells of.
    """

    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    agency = models.ForeignKey(
        "registry.Agency", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    verb = models.CharField(_("what"), max_length=64)
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField(_("when"), default=timezone.now)
    request_id = models.CharField(max_length=64, blank=True, default="")
    detail = models.JSONField(default=dict)
    seq = models.PositiveIntegerField()
    prev = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        default_permissions = ()
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["agency", "-at", "-id"], name="event_by_newest"),
            models.Index(fields=["who", "-at", "-id"], name="event_by_person"),
        ]
        constraints = [
            # Two writers cannot both be number n: the chain of an object never forks.
            models.UniqueConstraint(fields=["object_type", "object_id", "seq"], name="event_one_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} #{self.seq}: {self.verb}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Only the first save; a second one is refused."""
        if not self._state.adding:
            raise TypeError("events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refused: what happened is never removed."""
        raise TypeError("events are never removed")
