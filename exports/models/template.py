"""Designs of documents: bundled with Vurdert, or an agency's own (adopted and adapted in Word)."""

from __future__ import annotations

from django.db import models


class Template(models.Model):
    """One design; without an agency it is bundled and open to all."""

    agency = models.ForeignKey(
        "registry.Agency", null=True, on_delete=models.CASCADE, related_name="document_templates"
    )
    key = models.SlugField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="template_key_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(agency__isnull=True), name="bundled_template_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class TemplateEdition(models.Model):
    """One unchanging edition of a design; documents name the edition they were made with."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="editions")
    fingerprint = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "fingerprint"], name="template_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.fingerprint[:12]}"
