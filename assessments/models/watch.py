"""Who wants to be told about which assessment."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from registry.models import Notify


class Watch(models.Model):
    """That a person wants to be told about one assessment, or not; without a row her roles decide.

    `how` is how she is told of this one: as she is told of everything (blank), at once, once a day, or never,
    which means not even in the inbox.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="watches")
    how = models.CharField(max_length=10, choices=[(n.value, n.value) for n in Notify], blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "assessment"], name="watched_once")]

    def __str__(self) -> str:
        return self.how or "as usual"
