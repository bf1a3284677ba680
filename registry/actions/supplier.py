"""Register a supplier."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry.access.permissions import Permission
from registry.actions import given, rights
from registry.audit import record
from registry.errors import Conflict
from registry.models import Supplier, User


@transaction.atomic
def register_supplier(*, name: str, by: User | None, orgnr: str = "") -> Supplier:
    """A new supplier; foreign ones have no organisation number. Needs REGISTER_SOLUTION somewhere."""
    rights.check_somewhere(by, Permission.REGISTER_SOLUTION)
    supplier = Supplier(name=given.line(name, "name", limit=200), orgnr=given.orgnr(orgnr, required=False))
    try:
        with transaction.atomic():
            supplier.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "supplier.exists",
            _("This supplier is already registered."),
            where="name",
            how=_("Choose it from the list."),
        ) from None
    record("supplier_registered", supplier, by, name=supplier.name, orgnr=supplier.orgnr)
    return supplier
