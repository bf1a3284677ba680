"""Change an agency's own details."""

from __future__ import annotations

from django.db import transaction

from registry.access import policy
from registry.access.permissions import Permission
from registry.actions import given
from registry.audit import record
from registry.models import Agency, Language, User


@transaction.atomic
def update_agency(
    *,
    agency: Agency,
    by: User,
    name: str | None = None,
    language: str | None = None,
    address: str | None = None,
    shares_scores: bool | None = None,
) -> Agency:
    """Change what is given and leave the rest; the organisation number never changes. Needs MANAGE_AGENCY."""
    policy.check(by, Permission.MANAGE_AGENCY, agency)
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if name is not None:
        agency.name = given.line(name, "name", limit=200)
    if language is not None:
        agency.language = given.one_of(language, "language", Language.values)
    if address is not None:
        agency.address = given.text(address, "address", limit=1000)
    if shares_scores is not None:
        agency.shares_scores = shares_scores
    agency.save()
    record(
        "agency_changed", agency, by, agency, name=agency.name, language=agency.language,
        shares_scores=agency.shares_scores,
    )  # fmt: skip
    return agency
