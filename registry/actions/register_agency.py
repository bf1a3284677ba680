"""Register an agency."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.actions import given, rights
from registry.actions.merge_agency import check_free
from registry.audit import record
from registry.errors import Conflict
from registry.models import Agency, Language, User


@transaction.atomic
def register_agency(
    *, name: str, orgnr: str, language: str = Language.NB, by: User | None, address: str = ""
) -> Agency:
    """A new agency with its role groups. Only the operator may; raises Invalid, Conflict or NotPermitted."""
    rights.check_operator(by)
    agency = Agency(
        name=given.line(name, "name", limit=200),
        orgnr=given.orgnr(orgnr),
        language=given.one_of(language, "language", Language.values),
        address=given.text(address, "address", limit=1000),
    )
    check_free(agency.orgnr)
    try:
        with transaction.atomic():
            agency.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "agency.exists",
            _("An agency with organisation number %(orgnr)s is already registered.")
            % {"orgnr": agency.orgnr},
            where="orgnr",
            how=_("Look it up in the list of agencies."),
        ) from None
    policy.settle_roles(agency)
    record("agency_registered", agency, by, agency, name=agency.name, orgnr=agency.orgnr)
    return agency
