"""Noted: what the trail has told once and does not tell again for a while."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Noted(models.Model):
    """A thing told once until `until`; `key` is a digest of it, `whom` says whose doing it is counted as."""

    key = models.CharField(primary_key=True, max_length=64)
    whom = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["whom", "at"], name="noted_by_whom"),
            models.Index(fields=["until"], name="noted_until"),
        ]

    def __str__(self) -> str:
        return f"noted until {self.until:%Y-%m-%d}"
