"""Where rows that were picked from the scenario bank came from."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from assessments.engine.content import Row
from assessments.engine.tree import digests_of, item_fields
from assessments.models.item import Item


class Picked(models.Model):
    """That a row of an assessment was picked from a version, or taken over from a newer one of its source.

    `item` is the etag of the row as it came into the draft, so that what was proposed can be read again for
    as long as the assessment stands, whatever becomes of its source. `mark` is what the source said then,
    "" when it said nothing to everyone. What came is written once; `declined` is why newer versions are not
    wanted, and is taken back by whoever wants them again.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="picked")
    collection = models.CharField(max_length=40)
    row = models.CharField(max_length=100)
    version = models.ForeignKey("assessments.Version", on_delete=models.PROTECT, related_name="+")
    item = models.TextField()
    mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declined = models.TextField(blank=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["version"], name="picked_from")]

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """The row's place in the assessment: `collection/row`."""
        return f"{self.collection}/{self.row}"


def rows_as_taken(picked: Iterable[Picked]) -> list[tuple[str, Row]]:
    """Each picked row with its table as it came into the draft (one query, none without any)."""
    taken = list(picked)
    if not taken:
        return []
    family = taken[0].assessment.family
    kept = Item.objects.read(family, {name for each in taken for name in digests_of(each.item)})
    return [(each.collection, _row(each, kept)) for each in taken]


def _row(picked: Picked, kept: dict[bytes, bytes]) -> Row:
    cells = (item_fields(kept[name]) for name in digests_of(picked.item))
    return Row(picked.row, {key: cell for fields in cells for key, cell in fields.items()})
