"""Asking to be sent each day's seal of the trail."""

from __future__ import annotations

from django.db import transaction

from registry.access.permissions import Permission
from registry.actions import rights
from registry.audit import record_person
from registry.models import SealReader, User


@transaction.atomic
def ask_for_seals(*, wants: bool, by: User) -> None:
    """Begin or stop sending `by` each day's newest seal by e-mail. Needs VIEW_TRAIL somewhere."""
    rights.check_somewhere(by, Permission.VIEW_TRAIL)
    if wants:
        _row, is_new = SealReader.objects.get_or_create(user=by)
    else:
        is_new, _by_model = SealReader.objects.filter(user=by).delete()
    if is_new:
        record_person("seals_asked_for" if wants else "seals_no_longer_asked_for", by, by)
