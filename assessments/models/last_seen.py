"""The newest version each person has opened of an assessment: what "since you last read it" goes by."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LastSeen(models.Model):
    """A bookmark: one per person and assessment, moved forward as newer versions are opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "assessment"], name="last_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.version_id}"
