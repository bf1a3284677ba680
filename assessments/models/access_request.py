"""An agency's request to be shown an assessment it knows of."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AccessRequest(models.Model):
    """That an agency asks to be shown one assessment, why, and what the owner answered.

    `until` is the last day it was given; the grant itself is a `Grant`. `reminders` counts how often the
    owner was reminded, `reminded_at` says when it was last.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        OPEN = "open", _("Waiting for an answer")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="access_requests"
    )
    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    until = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "agency"], name="asked_once_at_a_time", condition=Q(state="open")
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="access_request_says_why"),
        ]
        indexes = [models.Index(fields=["at"], name="access_request_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.agency_id} → {self.assessment_id}"
