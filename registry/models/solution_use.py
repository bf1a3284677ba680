"""SolutionUse: an agency uses a solution."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SolutionUse(models.Model):
    """That an agency uses a solution, and since which day."""

    solution = models.ForeignKey("registry.Solution", on_delete=models.CASCADE, related_name="uses")
    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="solution_uses")
    since = models.DateField(_("since"), default=timezone.localdate)

    is_said_once = True  # two agencies that merge need only one of two such rows

    class Meta:
        verbose_name = _("use of a solution")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["solution", "agency"], name="solution_use_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} uses {self.solution_id}"
