"""SignInFailure: counts wrong passwords, so that guessing is slow."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SignInFailure(models.Model):
    """One failed sign-in; `key` is a keyed hash of the e-mail or the client's address, never that itself."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["key", "at"], name="sign_in_failure_by_key")]

    def __str__(self) -> str:
        return f"failure at {self.at:%Y-%m-%d %H:%M}"
