"""Supplier: whoever delivers a solution."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from registry.access import policy


class SupplierQuerySet(models.QuerySet["Supplier"]):
    """Questions about suppliers."""

    def visible_to(self, actor: object) -> SupplierQuerySet:
        """Every supplier for whoever is a member of an agency, none for others."""
        return self if policy.is_member(actor) else self.none()


class Supplier(models.Model):
    """A company, a body or a community; foreign ones and communities have no organisation number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    orgnr = models.CharField(_("organisation number"), max_length=9, blank=True, default="")

    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplier")
        default_permissions = ()
        indexes = [models.Index(fields=["name", "id"], name="supplier_by_name")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="supplier_name_once"),
            models.UniqueConstraint(
                fields=["orgnr"], condition=~models.Q(orgnr=""), name="supplier_orgnr_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
