"""`vurdert agency merge` and `vurdert agency renumber`: agencies named by organisation number."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registry.actions import merge_agency, renumber_agency
from registry.errors import NotFound
from registry.models import Agency


def merge(gone: str, into: str) -> str:
    """Merge the agency numbered `gone` into the one numbered `into`; answers what moved, in a line."""
    first, second = _numbered(gone, "gone"), _numbered(into, "into")
    moved = merge_agency(gone=first, into=second, by=None)
    counts = ", ".join(f"{label} {count}" for label, count in sorted(moved.items()))
    return f"{first.name} ({first.orgnr}) → {second.name} ({second.orgnr}): {counts}"


def renumber(old: str, new: str) -> str:
    """Give the agency numbered `old` the number `new`; answers the result in a line."""
    agency = renumber_agency(agency=_numbered(old, "old"), orgnr=new, by=None)
    return f"{agency.name}: {old} → {agency.orgnr}"


def _numbered(number: str, where: str) -> Agency:
    found = Agency.objects.numbered([number]).first()
    if found is None:
        raise NotFound("agency.absent", _("No agency has, or had, the number %s.") % number, where=where)
    return found
