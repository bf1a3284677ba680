"""One finished file; equal orders share it."""

from __future__ import annotations

from django.db import models


class Rendition(models.Model):
    """A file under the key of everything it is a function of; made once, never changed."""

    key = models.CharField(primary_key=True, max_length=64)
    format = models.CharField(max_length=10)
    file = models.CharField(max_length=200)  # the name in the file storage, made by us, never by a user
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key[:12]
