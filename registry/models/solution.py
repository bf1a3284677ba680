"""Solution: what assessments are about."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.access import policy


class SolutionKind(models.TextChoices):
    """What sort of thing it is; a ROS of a manual procedure is as real as one of a purchased service."""

    PURCHASED_SERVICE = "purchased_service", _("Purchased service")
    OPEN_SOURCE = "open_source", _("Open source")
    OWN_DEVELOPMENT = "own_development", _("Own development")
    INTEGRATION = "integration", _("Integration")
    RPA = "rpa", _("Software robot (RPA)")
    SCRIPT = "script", _("Script")
    PROCEDURE = "procedure", _("Procedure")
    OTHER = "other", _("Other")


class Hosting(models.TextChoices):
    """Where it runs."""

    UNKNOWN = "unknown", _("Not stated")
    OWN = "own", _("Own premises")
    SHARED = "shared", _("Shared public operation")
    CLOUD_NORWAY = "cloud_norway", _("Cloud in Norway")
    CLOUD_EEA = "cloud_eea", _("Cloud in the EEA")
    CLOUD_OUTSIDE_EEA = "cloud_outside_eea", _("Cloud outside the EEA")
    NONE = "none", _("Nothing to run")


class Accessibility(models.TextChoices):
    """How far the requirements for universal design are met, as the accessibility statement says."""

    UNKNOWN = "unknown", _("Not stated")
    FULL = "full", _("Meets all requirements")
    PARTIAL = "partial", _("Meets some requirements")
    NONE = "none", _("Does not meet the requirements")
    EXEMPT = "exempt", _("The requirements do not apply")


class SolutionQuerySet(models.QuerySet["Solution"]):
    """Questions about solutions."""

    def visible_to(self, actor: object) -> SolutionQuerySet:
        """Every solution for whoever belongs to an agency, none for others (upper floors add public ones)."""
        return self if policy.is_member(actor) else self.none()


class Solution(models.Model):
    """A service, program, integration, robot, script or procedure; `categories` is a list of short codes.

    `edition` grows by one with every change and is the state a change must name. `steward` is the agency that
    looks after the entry; without one, anyone who may register solutions may correct it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    supplier = models.ForeignKey(
        "registry.Supplier", null=True, blank=True, on_delete=models.PROTECT, related_name="solutions"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=SolutionKind)
    repository = models.URLField(_("source code"), max_length=500, blank=True, default="")
    home_page = models.URLField(_("home page"), max_length=500, blank=True, default="")
    licence = models.CharField(_("licence"), max_length=100, blank=True, default="")
    hosting = models.CharField(_("hosting"), max_length=24, choices=Hosting, default=Hosting.UNKNOWN)
    categories = models.JSONField(_("categories"), default=list, blank=True)
    steward = models.ForeignKey(
        "registry.Agency",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stewarded_solutions",
    )
    accessibility = models.CharField(
        _("accessibility"), max_length=16, choices=Accessibility, default=Accessibility.UNKNOWN
    )
    accessibility_declaration = models.URLField(
        _("accessibility statement"), max_length=500, blank=True, default=""
    )
    edition = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(default=timezone.now, editable=False)
    updated = models.DateTimeField(default=timezone.now)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("solution")
        default_permissions = ()
        indexes = [
            models.Index(fields=["name", "id"], name="solution_by_name"),
            models.Index(fields=["-updated", "-id"], name="solution_by_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SolutionKind.values), name="solution_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(hosting__in=Hosting.values), name="solution_hosting_known"
            ),
            models.CheckConstraint(
                condition=models.Q(accessibility__in=Accessibility.values),
                name="solution_accessibility_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def etag(self) -> str:
        """The state a change must name in If-Match."""
        return str(self.edition)
