"""Which single agencies an assessment is shown to beside its owner."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class GrantQuerySet(models.QuerySet["Grant"]):
    """Questions about grants."""

    def live(self, on: date | None = None) -> GrantQuerySet:
        """Those that have not ended today, or `on` a day; `until` names the last one (local time)."""
        return self.filter(Q(until=None) | Q(until__gte=on or timezone.localdate()))


class Grant(models.Model):
    """That one agency is shown what is approved of one assessment; it ends by itself after `until`.

    It counts while the assessment is shown to named agencies; where it is shown more widely it adds nothing.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="grants")
    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="+")
    until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_end_told = models.BooleanField(default=False)  # the agency has been told that it ends soon

    is_said_once = True  # two agencies that merge need only one of two such rows
    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "agency"], name="agency_named_once")]
        indexes = [models.Index(fields=["agency", "until", "assessment"], name="grant_by_agency")]

    def __str__(self) -> str:
        return f"{self.assessment_id} → {self.agency_id}"

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.until is None or self.until >= timezone.localdate()
