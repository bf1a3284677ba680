"""Measures go on after approval: status, responsible, deadline and evidence, without a new approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from assessments.engine.content import Content, Row

COLLECTION = "measures"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """The newest follow-up of each measure."""

    def over(self, content: Content) -> Content:
        """The content with each measure as it is followed up by now; rows that are gone stay gone."""
        for each in self:
            row = content.row(COLLECTION, str(each.row))
            if row is not None:
                content = content.with_row(COLLECTION, Row(row.id, {**row.fields, **each.fields}, row.origin))
        return content


class FollowUp(models.Model):
    """The newest follow-up of one measure (a row id) in one assessment; overlays what was approved."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="follow_ups"
    )
    row = models.UUIDField()
    fields = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "row"], name="followed_up_once")]

    def __str__(self) -> str:
        return str(self.row)
