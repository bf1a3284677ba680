"""The order of a file: who ordered which version (or what differs), in which format, and how it goes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models import Job

if TYPE_CHECKING:
    from assessments.models import Assessment


class ExportQuerySet(models.QuerySet["Export"]):
    """An order is seen by the one who placed it."""

    def of(self, actor: object) -> ExportQuerySet:
        """The orders `actor` placed, newest first; none for the anonymous."""
        if not getattr(actor, "is_authenticated", False):
            return self.none()
        orders = self.filter(ordered_by=actor).select_related(
            "job", "rendition", "version__assessment__owner", "compared_with__assessment__owner"
        )
        return orders.order_by("-created", "-id")


class Export(models.Model):
    """An order; it is done when it has a rendition, else its job says how far it is.

    With `compared_with` the file is what leads from that version to `version`, read as `compared_reading`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("assessments.Version", on_delete=models.PROTECT, related_name="exports")
    compared_with = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="+"
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

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"

    @property
    def concerned(self) -> list[Assessment]:
        """The assessments whose text the file holds: each has a trail that tells of it."""
        versions = [self.version, *([self.compared_with] if self.compared_with else [])]
        return list({each.assessment_id: each.assessment for each in versions}.values())

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
