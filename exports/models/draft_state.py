"""What an open draft said at one moment: kept when a file of it is ordered, so that it is a file of that."""

from __future__ import annotations

from django.db import models

from assessments.models import Draft


class DraftState(models.Model):
    """A draft's manifest as it stood `at`, under its SHA-256 in hex; never changed.

    The items it names lie in the store of the family, as those of any version do. It is no version: it has
    no number, nobody has reviewed it, and nobody but the owner's people may ever read it.
    """

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    schema = models.ForeignKey("assessments.SchemaVersion", on_delete=models.PROTECT, related_name="+")
    manifest = models.BinaryField()
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    at = models.DateTimeField()  # when the draft came to say this

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "digest"], name="draft_state_once")]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def draft(self) -> Draft:
        """The draft as it stood, to be read and never saved."""
        return Draft(
            assessment=self.assessment, schema=self.schema, manifest=bytes(self.manifest), updated=self.at
        )
