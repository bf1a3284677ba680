"""A link that shows one assessment to somebody who has no account here."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Questions about links."""

    def live(self) -> ShareLinkQuerySet:
        """Those that still open; the day named in `until` is the last one (local time)."""
        return self.filter(revoked_at=None, until__gte=timezone.localdate())

    def of(self, assessment: Assessment) -> ShareLinkQuerySet:
        """Those that show this assessment, the newest first."""
        return self.filter(version__assessment=assessment).select_related("version", "by", "revoked_by")


class ShareLink(models.Model):
    """Whoever has its secret is shown `version`, and later approved ones if it `shows_later`.

    Only the SHA-256 of the secret is kept; with its 256 random bits that needs no salt and no slow function.
    `opened` counts how often the right secret was given.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("assessments.Version", on_delete=models.PROTECT, related_name="share_links")
    shows_later = models.BooleanField(default=False)
    hash = models.CharField(max_length=64, unique=True)
    for_whom = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    until = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(for_whom=""), name="share_link_says_for_whom"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_link_revoked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(opened=0, last_opened=None) | Q(opened__gt=0, last_opened__isnull=False),
                name="share_link_counts_openings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} → {self.for_whom}"

    @property
    def is_live(self) -> bool:
        """Whether it still opens."""
        return self.revoked_at is None and self.until >= timezone.localdate()

    def shows_number(self, number: int) -> bool:
        """Whether a version with this number is within what it shows, once that is in force."""
        first = self.version.number
        return number == first or (self.shows_later and number > first)
