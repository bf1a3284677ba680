"""Remove an agency that was registered by mistake."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from registry.access import policy
from registry.actions import rights
from registry.audit import record
from registry.errors import Conflict
from registry.models import Agency, User


@transaction.atomic
def remove_agency(*, agency: Agency, by: User | None) -> None:
    """Remove the agency, its members and all grants on it. Only the operator, not while it owns things."""
    rights.check_operator(by)
    record("agency_removed", agency, by, agency, name=agency.name, orgnr=agency.orgnr)
    policy.remove_role_groups(agency)
    agency.services.update(is_active=False)
    try:
        with transaction.atomic():
            agency.delete()
    except ProtectedError:
        raise Conflict(
            "agency.owns_something", _("The agency owns assessments and cannot be removed.")
        ) from None
