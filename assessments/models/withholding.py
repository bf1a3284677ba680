"""What is withheld at once: of every version there is, also of those that were frozen without it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.engine.content import Content, Mark, Path
from assessments.engine.schema import Schema
from assessments.engine.withholding import moved_marks, on_day, withholds
from assessments.models.schema_version import parsed_schema

if TYPE_CHECKING:
    from assessments.models.assessment import Assessment


class Withholding(models.Model):
    """One place that the owner withholds from others since `at`, until it is lifted or ends.

    It only ever adds to what versions withhold themselves. `schema` is the form in which `path` is a place;
    in versions of older and newer forms the same place is found by what the forms say it was called.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="withholdings"
    )
    schema = models.ForeignKey("assessments.SchemaVersion", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    ground = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    until = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "path"],
                condition=Q(lifted_at__isnull=True),
                name="withheld_at_once_in_one_way",
            )
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def mark(self) -> Mark:
        """The same as a mark."""
        return Mark(self.ground, self.reason, self.until.isoformat() if self.until else None)

    def stands(self, moment: datetime | None = None) -> bool:
        """Whether it was in effect at `moment`, or is now; that it has ended by then is its mark's affair."""
        if moment is None:
            return self.lifted_at is None
        return self.at <= moment and (self.lifted_at is None or moment < self.lifted_at)


def marks_of(
    assessment: Assessment, content: Content, schema: Schema, moment: datetime | None = None
) -> dict[Path, Mark]:
    """What is withheld now (or was at `moment`) of a content of the assessment; at most one query.

    The one place where a version's own marks and what is withheld at once come together.
    """
    day = timezone.localdate(moment).isoformat()
    return on_day(day, content.marks, at_once(assessment, schema, moment))


def at_once(assessment: Assessment, schema: Schema, moment: datetime | None = None) -> dict[Path, Mark]:
    """What is withheld at once of the assessment now (or was at `moment`), where `schema` asks it."""
    found: dict[Path, Mark] = {}
    for each in assessment.withholdings.all():
        if each.stands(moment):
            found |= moved_marks({each.path: each.mark}, parsed_schema(each.schema_id), schema)
    return on_day(timezone.localdate(moment).isoformat(), found)


def in_effect(assessments: Iterable[Assessment]) -> list[int]:
    """The numbers of everything that is withheld at once of these assessments today, in order."""
    today = timezone.localdate().isoformat()
    found = (each for assessment in assessments for each in assessment.withholdings.all())
    return sorted(each.pk for each in found if each.stands() and withholds(each.mark, today))
