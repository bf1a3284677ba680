"""The scenario bank: an index of the scenarios and measures in force, made from versions and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F

from assessments.engine.bank import Entry
from assessments.models.item import Item


class BankRowQuerySet(models.QuerySet["BankRow"]):
    """Questions about what is in the bank."""

    def with_items(self, rows: Iterable[BankRow]) -> list[tuple[BankRow, list[bytes]]]:
        """Each row (with its assessment loaded) and the stored items that show it (one query for all)."""
        asked = list(rows)
        families = {row.assessment.family for row in asked}
        kept = Item.objects.read_all(families, {bytes.fromhex(name) for row in asked for name in row.items})
        return [(r, [kept[r.assessment.family, bytes.fromhex(name)] for name in r.items]) for r in asked]


class BankRow(models.Model):
    """One scenario or measure of the version an assessment has in force, as everyone may read it.

    Only for finding and counting: what is shown is read again from the version (`items` are the stored items
    it stands in), so that nothing is ever shown that the version no longer shows.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()  # when the version was made; the newest of equals is shown
    collection = models.CharField(max_length=40)
    row = models.CharField(max_length=100)
    is_origin = models.BooleanField()  # whether this is the assessment where the row was first written
    kind = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    title = models.TextField()
    search_text = models.TextField()
    codes = models.TextField(blank=True)  # "|codelist:code|codelist:code|", to be looked for between bars
    scale = models.CharField(max_length=60, blank=True)
    likelihood_before = models.PositiveSmallIntegerField(null=True)
    impact_before = models.PositiveSmallIntegerField(null=True)
    level_before = models.CharField(max_length=20, blank=True)
    likelihood_after = models.PositiveSmallIntegerField(null=True)
    impact_after = models.PositiveSmallIntegerField(null=True)
    level_after = models.CharField(max_length=20, blank=True)
    measures = models.JSONField(default=list)
    items = models.JSONField(default=list)
    mark = models.CharField(max_length=64)

    objects = BankRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "collection", "row"], name="bank_row_once")
        ]
        indexes = [
            models.Index(fields=["collection", "row"], name="bank_row_by_id"),
            models.Index(F("since").desc(), name="bank_row_newest"),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    @property
    def path(self) -> str:
        """Where the row stands in its version."""
        return f"{self.collection}/{self.row}"

    @property
    def scores(self) -> dict[str, tuple[int, int]]:
        """Likelihood and impact by moment, where both are there."""
        found = {
            "before": (self.likelihood_before, self.impact_before),
            "after": (self.likelihood_after, self.impact_after),
        }
        return {moment: (s, k) for moment, (s, k) in found.items() if s is not None and k is not None}


def scores_of(entry: Entry) -> dict[str, object]:
    """The columns that hold how an entry was scored."""
    columns: dict[str, object] = {"scale": entry.scale}
    for moment in ("before", "after"):
        likelihood, impact = entry.scores.get(moment, (None, None))
        columns[f"likelihood_{moment}"], columns[f"impact_{moment}"] = likelihood, impact
        columns[f"level_{moment}"] = entry.levels.get(moment, "")
    return columns


def codes_of(codes: Iterable[str]) -> str:
    """Codes as the column holds them."""
    found = "|".join(codes)
    return f"|{found}|" if found else ""
