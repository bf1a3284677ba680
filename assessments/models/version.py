"""One frozen state of an assessment: a manifest of items with a digest over parents, head and manifest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from assessments.engine.canonical import version_digest
from assessments.engine.content import Content
from assessments.engine.redact import Reading, redact, withheld_paths
from assessments.engine.reuse import derive, without_withheld
from assessments.engine.schema import Schema
from assessments.engine.withholding import Marks
from assessments.lifecycle import State
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import Stored, load
from assessments.models.withholding import in_effect, marks_of
from registry.models import Language

if TYPE_CHECKING:
    from assessments.models.draft import Draft

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
    salt = models.BinaryField(max_length=16, null=True)  # never shown; none in versions older than salting
    marks_end = models.JSONField(null=True)  # the days on which marks in it end
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

    @cached_property
    def marks_now(self) -> Marks:
        """What is withheld of it today: its own marks that have not ended, and what is withheld at once."""
        return marks_of(self.assessment, self.content, self.parsed_schema)

    @property
    def withholding(self) -> list[object]:
        """What `marks_now` depends on besides the version itself: another one when it is another. No content.

        For the keys of what is kept (files, answers, figures); it tells nothing of what is withheld.
        """
        today = timezone.localdate().isoformat()
        return [in_effect([self.assessment]), [day for day in self.marks_end or () if day < today]]

    def shown_to(self, reading: str) -> Content:
        """The content as `reading` is shown it today."""
        return redact(self.content, self.parsed_schema, Reading(reading), self.marks_now)

    def travelling(
        self, reading: str, content: Content | None = None, taken: datetime | None = None
    ) -> Content:
        """What a fork by someone with `reading` takes along, and so what the fork later compares with.

        `content` is the version's own, when the caller has loaded it with many others. With `taken` what was
        to be had then: what is withheld or shown since is no change of the one who took it.
        """
        whole = content or self.content
        marks = marks_of(self.assessment, whole, self.parsed_schema, taken)
        return travelling_of(whole, self.parsed_schema, Reading(reading), marks)

    def withheld(self, reading: str) -> frozenset[str]:
        """The paths that `reading` is not shown: of them nothing is known, least that they are gone."""
        return withheld_paths(self.content, self.parsed_schema, Reading(reading), self.marks_now)

    @property
    def is_what_was_frozen(self) -> bool:
        """Whether what is kept still is what the digest was made of."""
        salt = None if self.salt is None else bytes(self.salt)
        parents = [bytes.fromhex(each.digest) for each in came_from(self)]
        return self.digest == version_digest(parents, self.head, bytes(self.manifest), salt).hex()

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


def came_from(text: Version | Draft) -> list[Version]:
    """What a text comes from: the version before it, else what it was forked from, and what was taken in."""
    taken = Version.objects.in_bulk(text.merged)
    line = [text.parent or text.base, *(taken[uuid.UUID(each)] for each in text.merged)]
    return list(dict.fromkeys(each for each in line if each is not None))


def travelling_of(content: Content, schema: Schema, reading: Reading, marks: Marks) -> Content:
    """What of a whole content `reading` may take along, when `marks` withhold."""
    travels = derive(redact(content, schema, reading, marks), schema)
    return travels if reading is Reading.FULL else without_withheld(travels, schema)
