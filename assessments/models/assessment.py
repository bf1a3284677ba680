"""What an agency assesses: a ROS or a DPIA, its solutions and whom it is shown to."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The two kinds of assessment; they are linked, never mixed (harm to the body / harm to people)."""

    ROS = "ros", _("Risk analysis (ROS)")
    DPIA = "dpia", _("DPIA")


class Visibility(models.TextChoices):
    """Who, outside the owner, may see what is approved; each circle holds the ones before it."""

    PRIVATE = "private", _("Own agency only")
    NAMED = "named", _("Agencies named one by one")
    MEMBERS = "members", _("All members")
    PUBLIC = "public", _("Everyone")


LISTED = (
    (Visibility.PRIVATE.value, _("Nobody outside the agency")),
    (Visibility.MEMBERS.value, _("All members")),
    (Visibility.PUBLIC.value, _("Everyone")),
)


# What is usual for each kind, proposed to whoever decides: a ROS tells of vulnerabilities, a DPIA less so.
PROPOSED_VISIBILITY = {Kind.ROS.value: Visibility.NAMED, Kind.DPIA.value: Visibility.MEMBERS}


class Assessment(models.Model):
    """One assessment owned by one agency; its content lives in its draft and its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner = models.ForeignKey("registry.Agency", on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=5)
    search_text = models.TextField(default="", editable=False)  # casefolded words a search may hit
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    family = models.UUIDField(editable=False)  # the first ancestor's id: forks keep their items together
    upstream = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="forks", editable=False
    )
    upstream_reading = models.CharField(max_length=10, blank=True, editable=False)
    current = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Others are shown version number `shown_from`, and later ones too if it `shows_later`. `shown` is the
    # newest of those that are or were in force, while anything is; the actions keep it in step (ADR 21).
    shown_from = models.PositiveIntegerField(default=1)
    shows_later = models.BooleanField(default=True)
    shown = models.ForeignKey(
        "assessments.Version", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # Whom its owner lets know that it exists, by title, kind and solutions: nobody, members or everyone.
    listed_to = models.CharField(max_length=10, choices=LISTED, default=Visibility.PRIVATE)
    licence = models.CharField(max_length=20, default="CC-BY-4.0")
    review_due = models.DateField(null=True)
    withheld_end_told = models.DateField(null=True)  # its people know what ends by itself until then
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField()

    solutions = models.ManyToManyField(
        "registry.Solution", through="AssessedSolution", related_name="assessments"
    )

    class Meta:
        # One index per branch of the list a person may see: all, one's own, shown to agencies that are named,
        # to members, to all, and known to members or to all.
        indexes = [
            models.Index(F("updated").desc(), F("id").desc(), name="assessment_newest"),
            models.Index("owner", F("updated").desc(), F("id").desc(), name="assessment_owner_newest"),
            models.Index(
                F("updated").desc(),
                F("id").desc(),
                name="assessment_named_newest",
                condition=Q(visibility="named", shown__isnull=False),
            ),
            models.Index(
                F("updated").desc(),
                F("id").desc(),
                name="assessment_members_newest",
                condition=Q(visibility__in=["members", "public"], shown__isnull=False),
            ),
            models.Index(
                F("updated").desc(),
                F("id").desc(),
                name="assessment_public_newest",
                condition=Q(visibility="public", shown__isnull=False),
            ),
            models.Index(
                F("updated").desc(),
                F("id").desc(),
                name="assessment_known_to_members",
                condition=Q(listed_to__in=["members", "public"]),
            ),
            models.Index(
                F("updated").desc(),
                F("id").desc(),
                name="assessment_known_to_all",
                condition=Q(listed_to="public"),
            ),
            models.Index(fields=["family"], name="assessment_family"),
            models.Index(fields=["review_due"], name="assessment_review_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing_since(self) -> datetime:
        """When it came to stand as it does: what is in force was made, or else the assessment was begun."""
        return self.current.created if self.current is not None else self.created

    def shows_number(self, number: int) -> bool:
        """Whether the version with this number is among those its owner shows others."""
        return number == self.shown_from or (self.shows_later and number > self.shown_from)


class AssessedSolution(models.Model):
    """That an assessment covers a solution, in the version it names (kept in step with the content)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assessed")
    solution = models.ForeignKey("registry.Solution", on_delete=models.PROTECT, related_name="assessed")
    version = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "solution"], name="solution_assessed_once")
        ]

    def __str__(self) -> str:
        return self.version


class Link(models.Model):
    """A ROS and a DPIA of the same solution: they may share measures, never scores."""

    ros = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="linked_dpias")
    dpia = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="linked_roses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ros", "dpia"], name="linked_once")]

    def __str__(self) -> str:
        return f"{self.ros_id} – {self.dpia_id}"
