"""What a person chooses to be told of, and what she has read; her own affair, whoever owns the assessment."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import visible
from assessments.models import Assessment, Watch
from assessments.watching import notices_of
from registry.audit import record
from registry.errors import Invalid, NotFound
from registry.models import Notify, User


@transaction.atomic
def watch(*, assessment: Assessment, by: User, how: str = "") -> Watch:
    """Be told about an assessment one may see: as of everything (blank), at once, once a day, or never.

    The event stands in the person's own chain: an agency does not learn who watches what it has shared.
    """
    if not visible(by).filter(pk=assessment.pk).exists():
        raise NotFound("assessment.absent", _("There is no such assessment, or you may not see it."))
    if how and how not in Notify.values:
        raise Invalid("watch.how_unknown", _("Choose how you want to be told from the list."), where="how")
    watch, _new = Watch.objects.update_or_create(user=by, assessment=assessment, defaults={"how": how})
    record("assessment_watched", by, by, assessment=assessment.pk, how=how)
    return watch


@transaction.atomic
def unwatch(*, assessment: UUID, by: User) -> None:
    """Let one's roles decide again about the assessment with this id, whether or not one still sees it."""
    watch = Watch.objects.filter(user=by, assessment=assessment).first()
    if watch is not None:
        watch.delete()
        record("assessment_unwatched", by, by, assessment=assessment)


@transaction.atomic
def mark_read(*, by: User, only: Iterable[int] | None = None) -> int:
    """Mark one's notices as read, all or `only` these; returns how many were unread.

    It leaves no event: what one has read oneself is no deed towards anybody.
    """
    unread = notices_of(by).filter(read_at=None)
    chosen = unread if only is None else unread.filter(pk__in=list(only))
    return chosen.order_by().update(read_at=timezone.now())
