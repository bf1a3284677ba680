"""Bring every agency's grants into line with the table of roles, after the table has changed."""

from __future__ import annotations

from django.db import transaction

from registry.access import policy
from registry.actions import rights
from registry.audit import record
from registry.models import Agency, User


def settle_all_roles(*, by: User | None) -> int:
    """Give and take grants until they equal PERMISSIONS_OF; returns how many agencies there are."""
    rights.check_operator(by)
    count = 0
    for agency in Agency.objects.order_by("pk").iterator():
        with transaction.atomic():
            given, taken = policy.settle_roles(agency)
            if given or taken:
                record("roles_settled", agency, by, agency, given=given, taken=taken)
        count += 1
    return count
