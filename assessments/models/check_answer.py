"""What the owner's people have answered to findings of the sharing checklist."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from assessments.models.assessment import Visibility


class CheckAnswer(models.Model):
    """That somebody looked at a finding and let it stand, for a circle and those it holds; a row is kept.

    It counts as long as what stands at `path` is what `digest` was made of (`engine.checks.fingerprint`);
    that digest is the house's own and shown to nobody. The newest of several counts.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="check_answers"
    )
    rule = models.CharField(max_length=40)
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    circle = models.CharField(max_length=10, choices=Visibility.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(circle=Visibility.PRIVATE), name="check_answered_for_others"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.path}"
