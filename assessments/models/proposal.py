"""What a fork asks its original to take up: exactly what the original's people see, nothing of it more."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.engine.content import Content, from_plain


class Proposal(models.Model):
    """Changes proposed by `source` (a fork) to `target` (what it builds on), and what became of them.

    `before` and `after` hold the chosen places only, as the proposer saw the original and as she would have
    it; other rows are there by id alone. `taken_up` is the version of the target that first has them.
    """

    class State(models.TextChoices):
        """Where a proposal stands."""

        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="proposed")
    target = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="proposals")
    base = models.ForeignKey("assessments.Version", on_delete=models.PROTECT, related_name="+")
    schema = models.ForeignKey("assessments.SchemaVersion", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    reason = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    taken_up = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="contributions"
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["target", "state"]), models.Index(fields=["source", "state"])]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="proposal_says_why")]

    def __str__(self) -> str:
        return self.title

    @property
    def contents(self) -> tuple[Content, Content]:
        """The chosen places before and after, as they were sent."""
        return from_plain(self.before), from_plain(self.after)


class ProposalComment(models.Model):
    """One remark in the talk about a proposal, by someone of either agency."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    agency = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
