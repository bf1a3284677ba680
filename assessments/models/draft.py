"""The open draft of an assessment: a working manifest that saves move forward item by item."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from assessments.engine.schema import Schema
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, load


class Draft(models.Model):
    """At most one per assessment; `parent` is the version it goes on from, `base` what it builds on.

    `language` is what its text is written in; what is in force keeps its own until the draft is approved.
    """

    assessment = models.OneToOneField("assessments.Assessment", on_delete=models.CASCADE, primary_key=True)
    schema = models.ForeignKey("assessments.SchemaVersion", on_delete=models.PROTECT, related_name="+")
    manifest = models.BinaryField()
    language = models.CharField(max_length=5)
    parent = models.ForeignKey("assessments.Version", null=True, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey("assessments.Version", null=True, on_delete=models.PROTECT, related_name="+")
    merged = models.JSONField(default=list)  # ids of the versions taken in since the parent
    updated = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def parsed_schema(self) -> Schema:
        """The questions this draft answers."""
        return parsed_schema(self.schema_id)

    def stored(self) -> Stored:
        """The draft's content as it lies in the store now, with each item's etag."""
        return load(self.assessment.family, bytes(self.manifest), self.parsed_schema)
