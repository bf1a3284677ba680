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
    is_named_in_lineage: bool | None = None,
    shares_scores: bool | None = None,
    lets_in_by_claim: bool | None = None,
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
    choices = {
        "is_named_in_lineage": is_named_in_lineage,
        "shares_scores": shares_scores,
        "lets_in_by_claim": lets_in_by_claim,
    }
    for choice, chosen in choices.items():
        if chosen is not None:
            setattr(agency, choice, chosen)
    agency.save()
    said = {name: getattr(agency, name) for name in ("name", "language", *choices)}
    record("agency_changed", agency, by, agency, **said)
    return agency
