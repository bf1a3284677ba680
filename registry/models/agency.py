"""Agency: a public body that owns assessments and decides who may enter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.access import policy
from registry.access.permissions import LABELS
from registry.access.roles import Role
from registry.models.membership import Membership
from registry.models.user import Language, User


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Questions about agencies."""

    def visible_to(self, actor: object) -> AgencyQuerySet:
        """All agencies that stand, for whoever is a member of one; none for others."""
        return self.standing() if policy.is_member(actor) else self.none()

    def standing(self) -> AgencyQuerySet:
        """Those that have not become part of another."""
        return self.filter(merged_into=None)

    def numbered(self, numbers: Iterable[str]) -> AgencyQuerySet:
        """The standing agencies that have these organisation numbers, had them, or took over who had them."""
        given = list(numbers)
        had = models.Q(orgnr__in=given) | models.Q(former_numbers__orgnr__in=given)
        took_over = models.Q(absorbed__orgnr__in=given)
        return self.standing().filter(had | took_over).distinct().order_by("orgnr")

    def administered_alone_by(self, user: User) -> AgencyQuerySet:
        """The agencies that would have no administrator without this person."""
        administering = Membership.objects.filter(role=Role.ADMINISTRATOR.value)
        hers = administering.filter(user=user).values("agency")
        others = administering.filter(user__is_active=True, user__serves=None).exclude(user=user)
        return self.standing().filter(pk__in=hers).exclude(pk__in=others.values("agency"))


class Agency(models.Model):
    """A public body. `orgnr` is its nine-digit number in the Brønnøysund Register, checked by mod 11."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    orgnr = models.CharField(_("organisation number"), max_length=9, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.NB)
    address = models.TextField(_("address on documents"), blank=True, default="")
    # Whether others find its name among those who build on a common origin (ADR 11).
    is_named_in_lineage = models.BooleanField(_("named in lineages"), default=True)
    shares_scores = models.BooleanField(_("counts among how others scored"), default=True)
    # Whether whoever a provider says belongs here becomes a reader without being asked about.
    lets_in_by_claim = models.BooleanField(_("lets in whoever belongs here as a reader"), default=False)
    # A merged agency owns nothing and nobody belongs to it; its row stays for what was written of it.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        default_permissions = ()
        permissions = [(permission.value, str(permission.value)) for permission in LABELS]
        indexes = [models.Index(fields=["name", "id"], name="agency_by_name")]
        constraints = [
            models.CheckConstraint(condition=Exact(Length("orgnr"), 9), name="agency_orgnr_nine_digits"),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="agency_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="agency_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
