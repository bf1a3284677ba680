"""A file of an agency's trail: who ordered it, of which part, and where it is."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from registry.models import Job


class TrailFile(models.Model):
    """An order; it is done when `file` names what was made. `filters` are those of registry.audit.filters."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="+")
    filters = models.JSONField(default=dict)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.CharField(max_length=200, blank=True)  # the name in the file storage, made by us
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    events = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["ordered_by", "agency", "-created", "-id"], name="trail_file_by_orderer")
        ]

    def __str__(self) -> str:
        return f"trail {self.format} {self.pk}"

    @property
    def state(self) -> str:
        """queued, running, done, failed or dead."""
        if self.file:
            return "done"
        return self.job.state if self.job else "dead"

    @property
    def is_live(self) -> bool:
        """Whether it is still being made."""
        return self.state in ("queued", "running")
