"""FormerNumber: an organisation number an agency has had."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FormerNumber(models.Model):
    """Kept so that the agency is found by it, in claims and in what was written before."""

    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="former_numbers")
    orgnr = models.CharField(_("organisation number"), max_length=9, unique=True)
    until = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("former organisation number")
        default_permissions = ()

    def __str__(self) -> str:
        return self.orgnr
