"""What a person has been told: that something happened to an assessment, never in which words."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class NoticeKind(StrEnum):
    """What a notice tells of; a new kind needs a sentence in `assessments.watching` and no migration."""

    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    NARROWED = "narrowed"
    NAMED = "named"
    ENDING = "ending"
    UNCOVERING = "uncovering"
    ASKED = "asked"
    REMINDED = "reminded"
    GRANTED = "granted"
    REFUSED = "refused"
    PROPOSED = "proposed"
    ANSWERED = "answered"


class Notice(models.Model):
    """That something happened at `at` to `version`, and that it concerns `assessment`, told to one person.

    `assessment` is the one she looks after or watches; `version` is of that, or of what that is built on, and
    None when it happened to the assessment itself. A notice holds no words: they are made anew, from what she
    may see, every time it is shown or mailed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="notices")
    version = models.ForeignKey("assessments.Version", null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Telling that is interrupted and begun again tells nobody twice.
            models.UniqueConstraint(fields=["user", "assessment", "version", "kind", "at"], name="told_once")
        ]
        indexes = [
            models.Index("user", F("at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(
                "user", F("at").desc(), F("id").desc(), name="notice_unread", condition=Q(read_at=None)
            ),
            models.Index(fields=["at"], name="notice_unmailed", condition=Q(read_at=None, mailed_at=None)),
        ]

    def __str__(self) -> str:
        return self.kind
