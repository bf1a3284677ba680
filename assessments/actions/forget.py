"""Old notices go: what was read some months ago, and what nobody has read for a year."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from assessments.models import Notice

BATCH = 1_000  # notices deleted in one transaction: few enough that nobody waits for it


def forget_notices(*, step: Callable[[], None]) -> int:
    """Delete the notices that are past their age, a batch at a time; returns how many.

    It leaves no event: what happened stands in the chain of the assessment it happened to. `step` is called
    before each batch.
    """
    now = timezone.now()
    old = Notice.objects.filter(
        Q(read_at__lt=now - settings.NOTICES_KEPT_READ)
        | Q(read_at=None, at__lt=now - settings.NOTICES_KEPT_UNREAD)
    )
    gone, last = 0, 0
    while batch := list(old.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        step()
        gone += old.filter(pk__in=batch).delete()[0]
        last = batch[-1]
    return gone
