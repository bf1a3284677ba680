"""One edition of a form: the questions as data, pinned by everything that answered them."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from assessments.engine.schema import Schema, parse_schema


class SchemaVersionQuerySet(models.QuerySet["SchemaVersion"]):
    """Editions of forms."""

    def newest(self, kind: str) -> SchemaVersion | None:
        """The edition for `kind` that was taken into use last."""
        return self.filter(kind=kind).order_by("-loaded").first()


class SchemaVersion(models.Model):
    """A schema body under its urn and version; its digest is its key, so a changed body is another row."""

    digest = models.CharField(primary_key=True, max_length=64)
    urn = models.CharField(max_length=120)
    version = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    body = models.JSONField()
    loaded = models.DateTimeField(auto_now_add=True)

    objects = SchemaVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urn", "version"], name="schema_version_once")]
        ordering = ["-loaded"]

    def __str__(self) -> str:
        return f"{self.urn}@{self.version}"


@lru_cache(maxsize=64)
def parsed_schema(digest: str) -> Schema:
    """The schema kept under `digest`; parsed once per process, for it never changes."""
    return parse_schema(SchemaVersion.objects.values_list("body", flat=True).get(pk=digest))
