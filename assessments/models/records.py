"""What is said about a frozen version: its case, comments, the DPO's advice, the decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from assessments.lifecycle import State


class Review(models.Model):
    """The case around one version: its state, the only thing about a version that moves."""

    version = models.OneToOneField("assessments.Version", on_delete=models.CASCADE, primary_key=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.state


class Record(models.Model):
    """What every record of a version has: who, when, and the digest of exactly what was read."""

    digest = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Comment(Record):
    """A reviewer's comment on one place in a version; `path` is empty for the whole of it."""

    version = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="comments")
    path = models.CharField(max_length=200, blank=True)
    text = models.TextField()


class Advice(Record):
    """The data protection officer's advice (GDPR art. 35(2)) and the author's answer to it."""

    version = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="advice")
    answers = models.JSONField()
    response = models.JSONField(null=True)
    response_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    response_at = models.DateTimeField(null=True)


class Decision(Record):
    """What was decided about a version: approved, sent back or withdrawn, with reasons."""

    class Kind(models.TextChoices):
        """The three decisions."""

        APPROVED = "approved"
        CHANGES_REQUESTED = "changes_requested"
        WITHDRAWN = "withdrawn"

    version = models.ForeignKey("assessments.Version", on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    answers = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
