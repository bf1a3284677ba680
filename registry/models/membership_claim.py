"""MembershipClaim: a sign-in provider says that a person belongs to an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from registry.models.agency import Agency


class ClaimQuerySet(models.QuerySet["MembershipClaim"]):
    """Finds those who wait."""

    def waiting_in(self, agency: Agency) -> ClaimQuerySet:
        """Those a provider says belong to the agency, and nobody has answered yet; each with her person."""
        waiting = self.filter(agency=agency, state=MembershipClaim.State.WAITING)
        return waiting.filter(user__is_active=True).select_related("user")


class MembershipClaim(models.Model):
    """Said once, answered once: whoever was declined, or let in and later removed, is not let in again.

    It gives no right. An administrator answers it, or the agency has chosen to let such people in as readers.
    """

    class State(models.TextChoices):
        """How the claim was answered."""

        WAITING = "waiting", _("waiting")
        GIVEN = "given", _("given a role")
        DECLINED = "declined", _("declined")

    agency = models.ForeignKey("registry.Agency", on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    provider = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    is_said_once = True  # two agencies that merge need only one of two such rows

    class Meta:
        verbose_name = _("claim of membership")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "agency"], name="membership_claim_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "given", "declined"]),
                name="membership_claim_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.agency_id} · {self.state}"
