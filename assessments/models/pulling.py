"""Taking over what an upstream changed: what is chosen item by item, and each taking as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from assessments.models.assessment import Assessment
    from assessments.models.draft import Draft


class ChoiceQuerySet(models.QuerySet["PieceChoice"]):
    """Choices, by what one asks of them."""

    def of(self, assessment: Assessment, source: Assessment, row: str = "") -> ChoiceQuerySet:
        """Those for what `source` changed: in one row only, when it is named."""
        found = self.filter(assessment=assessment, source=source).select_related("since", "by")
        return found.filter(Q(path=row) | Q(path__startswith=f"{row}/")) if row else found

    def left_out(self) -> ChoiceQuerySet:
        """What earlier takings left for later, or for good."""
        return self.filter(since__isnull=False)


class PullQuerySet(models.QuerySet["Pull"]):
    """Takings, by what one asks of them."""

    def last_in(self, draft: Draft) -> Pull | None:
        """The last taking in this draft that stands; what was taken earlier is part of a version."""
        opened = draft.parent.created if draft.parent else draft.assessment.created
        standing = self.filter(assessment=draft.assessment_id, undone_at=None, at__gte=opened)
        return standing.select_related("version", "by").first()


class PieceChoice(models.Model):
    """What was chosen for one piece of what `source` changed; one that left it out stays, with its reason.

    `seen` is the fingerprint of what was chosen on. `since`, of a piece left out by an earlier taking, is the
    version whose text the draft still builds on there, so that the piece is offered again.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="choices")
    source = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    answers = models.JSONField(null=True)
    seen = models.CharField(max_length=16)
    since = models.ForeignKey("assessments.Version", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "source", "path"], name="chosen_once_per_piece")
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.verdict}"


class Pull(models.Model):
    """One taking from `version` into the draft: its manifest before and after, so that it is undone as one.

    `was` holds what else it moved: the base, what was merged before, and the choices as they stood; of the
    update of one picked row which row, and the pick that remembers it.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="pulls")
    version = models.ForeignKey("assessments.Version", on_delete=models.PROTECT, related_name="+")
    before = models.BinaryField()
    after = models.BinaryField()
    was = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = PullQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def row(self) -> str:
        """The one picked row it updated; "" when it was from what the whole is built on."""
        return str(self.was.get("row", ""))
