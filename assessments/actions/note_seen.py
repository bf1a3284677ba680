"""Remembering which version a person has read."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments.models import LastSeen, Version
from registry.models import User


@transaction.atomic
def note_seen(*, version: Version, by: User) -> Version | None:
    """Remember that `by` has opened this version, if it is the newest she has; gives what that was before.

    No Event is left: this is a bookmark of her own that nobody else sees and nothing is decided on. That she
    has read what is not for everyone is told where it is read (assessments.reading). Whether she may still
    see what that was is for the caller to ask.
    """
    kept = (
        LastSeen.objects.filter(user=by, assessment=version.assessment_id).select_related("version").first()
    )
    if kept is None or kept.version.number < version.number:
        row = LastSeen(user=by, assessment_id=version.assessment_id, version=version, at=timezone.now())
        LastSeen.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["user", "assessment"],
            update_fields=["version", "at"],
        )
    return kept.version if kept else None
