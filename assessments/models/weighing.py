"""What leads from a version others build on to the newest one weighs: kept, so that lists may say it."""

from __future__ import annotations

from django.db import models

from assessments.engine.redact import Reading
from assessments.engine.weights import Weight


class Weighing(models.Model):
    """How much it matters that `new` is in force, to those who built on `old`, by what each of them reads.

    There is a row only while `new` is the newest that was put in force; without one the weight is not known.
    "" is nothing that differs, or nothing for those who are not shown `old`. It is worked out from the two
    versions and says nothing of its own, so it leaves no event.
    """

    old = models.OneToOneField(
        "assessments.Version", on_delete=models.CASCADE, primary_key=True, related_name="weighing"
    )
    new = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="+")
    # One column for each of the three readings, by its name.
    full = models.CharField(max_length=10, blank=True)
    members = models.CharField(max_length=10, blank=True)
    public = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.public

    def to(self, reading: Reading) -> Weight | None:
        """What it weighs to one reader; None when nothing that she is shown differs."""
        weight = getattr(self, reading.value)
        return Weight(weight) if weight else None
