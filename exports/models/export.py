"""The order of a file: who ordered which text (or what differs), in which format, and how it goes."""

from __future__ import annotations

import uuid
from typing import TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Version
from exports.models.draft_state import DraftState
from registry.models import Job

Frozen: TypeAlias = Version | DraftState
"""What a file can be of: a text that does not change any more."""

SIDES = ("version", "draft", "compared_with", "compared_draft")
WITH_SIDES = tuple(f"{side}__assessment__owner" for side in SIDES)


class ExportQuerySet(models.QuerySet["Export"]):
    """An order is seen by the one who placed it."""

    def of(self, actor: object) -> ExportQuerySet:
        """The orders `actor` placed, newest first; none for the anonymous."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        orders = self.filter(ordered_by=actor).select_related("job", "rendition", *WITH_SIDES)
        return orders.order_by("-created", "-id")


class Export(models.Model):
    """An order; it is done when it has a rendition, else its job says how far it is.

    It is of a `version`; or of what leads to `side` from `other_side`, read as `compared_reading`, and then
    either may be a draft as it stood when the file was ordered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="exports"
    )
    draft = models.ForeignKey("exports.DraftState", null=True, on_delete=models.PROTECT, related_name="+")
    compared_with = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="+"
    )
    compared_draft = models.ForeignKey(
        "exports.DraftState", null=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    reading = models.CharField(max_length=10)
    compared_reading = models.CharField(max_length=10, blank=True)
    withheld = models.JSONField(default=list)  # numbers of what was withheld at once from the reader by then
    edition = models.ForeignKey("exports.TemplateEdition", on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    created = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="exports")
    rendition = models.ForeignKey(
        "exports.Rendition", null=True, on_delete=models.SET_NULL, related_name="exports"
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ordered_by", "-created", "-id"], name="export_by_orderer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None, draft__isnull=False) | Q(version__isnull=False, draft=None),
                name="export_of_a_version_or_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(compared_with=None) | Q(compared_draft=None), name="export_compared_with_one"
            ),
            models.CheckConstraint(
                condition=Q(draft=None) | ~Q(compared_with=None, compared_draft=None),
                name="export_draft_is_compared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"

    @property
    def side(self) -> Frozen:
        """What the file is of, or what it leads to."""
        found = self.version or self.draft
        assert found is not None  # a constraint
        return found

    @property
    def other_side(self) -> Frozen | None:
        """What it is compared with, when it is a comparison."""
        return self.compared_with or self.compared_draft

    @property
    def title(self) -> str:
        """What the text was called."""
        side = self.side
        return side.title if isinstance(side, DraftState) else str(side.head["title"])

    @property
    def sides(self) -> list[Frozen]:
        """The one or two texts the file is made from."""
        return [self.side, *([self.other_side] if self.other_side else [])]

    @property
    def concerned(self) -> list[Assessment]:
        """The assessments whose text the file holds: each has a trail that tells of it."""
        return list({each.assessment_id: each.assessment for each in self.sides}.values())

    @property
    def named(self) -> dict[str, object]:
        """How a trail names what the file is of: a version by its number, a draft by what it said."""
        return {"version": self.version.number} if self.version else {"draft": self.side.digest}

    @property
    def state(self) -> str:
        """queued, running, done, failed or dead."""
        if self.rendition_id:
            return "done"
        return self.job.state if self.job else "dead"

    @property
    def progress(self) -> int:
        """Per cent done."""
        return 100 if self.rendition_id else (self.job.progress if self.job else 0)

    @property
    def state_label(self) -> object:
        """The state in the reader's language."""
        labels = {
            "queued": _("Waiting"),
            "running": _("Being made"),
            "done": _("Ready"),
            "failed": _("Could not be made"),
            "dead": _("Gave up"),
        }
        return labels[self.state]
