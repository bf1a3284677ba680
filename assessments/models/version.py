"""One frozen state of an assessment: a manifest of items with a digest over parents, head and manifest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact, withheld_paths
from assessments.engine.reuse import derive
from assessments.engine.schema import Schema
from assessments.lifecycle import State
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, load
from registry.models import Language

STATE_LABELS: Mapping[str, object] = {
    State.SUBMITTED: _("Under review"),
    State.CHANGES_REQUESTED: _("Sent back"),
    State.APPROVED: _("In force"),
    State.SUPERSEDED: _("Replaced"),
    State.WITHDRAWN: _("Withdrawn"),
}


class Version(models.Model):
    """An immutable version; what moves about it (state, comments, advice, decision) lies beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    schema = models.ForeignKey("assessments.SchemaVersion", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="adopted_by")
    merged = models.JSONField(default=list)  # ids of the versions taken in since the parent: further parents
    manifest = models.BinaryField()
    head = models.JSONField()
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["assessment", "digest"], name="version_digest_once"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def parsed_schema(self) -> Schema:
        """The questions this version answers."""
        return parsed_schema(self.schema_id)

    @cached_property
    def stored(self) -> Stored:
        """The frozen content as it lies in the store."""
        return load(self.assessment.family, bytes(self.manifest), self.parsed_schema)

    @property
    def content(self) -> Content:
        """The whole content, unredacted: for actions and for what passes it on to `engine.redact`."""
        return self.stored.content

    def travelling(self, reading: str, content: Content | None = None) -> Content:
        """What a fork by someone with `reading` takes along, and so what the fork later compares with.

        `content` is the version's own, when the caller has loaded it with many others.
        """
        return travelling_of(content or self.content, self.parsed_schema, Reading(reading))

    def withheld(self, reading: str) -> frozenset[str]:
        """The paths that `reading` is not shown: of them nothing is known, least that they are gone."""
        return withheld_paths(self.content, self.parsed_schema, Reading(reading))

    @property
    def language(self) -> str:
        """What its text is written in; frozen with it."""
        return str(self.head["language"])

    @property
    def language_label(self) -> object:
        """That language by name, in the reader's."""
        return Language(self.language).label

    @property
    def state_label(self) -> object:
        """The state in the reader's language."""
        return STATE_LABELS[self.review.state]


def travelling_of(content: Content, schema: Schema, reading: Reading) -> Content:
    """What of a whole content `reading` may take along."""
    travels = derive(redact(content, schema, reading), schema)
    return travels if reading is Reading.FULL else _without_withheld(travels)


def _without_withheld(content: Content) -> Content:
    """Someone else's marks, and the rows they withhold as a whole, do not travel."""
    rows = {
        key: tuple(row for row in each if f"{key}/{row.id}" not in content.marks)
        for key, each in content.rows.items()
    }
    return Content(fields=content.fields, rows=rows)
