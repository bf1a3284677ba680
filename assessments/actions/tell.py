"""Telling those whom a deed concerns: one row in the deed's transaction, the notices by a worker.

However many have built on an assessment, approving it costs one job row. The worker tells a batch at a time,
each in a transaction of its own; interrupted and begun again it tells nobody twice (`told_once`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import access
from assessments.actions.hearing import Hearing
from assessments.actions.mail import order_letters
from assessments.models import Assessment, Draft, Notice, NoticeKind, Version, Watch
from registry.access import policy
from registry.access.permissions import Permission
from registry.jobs import enqueue
from registry.models import Agency, Job, Notify, User

BATCH = 200  # assessments told about in one transaction


def tell(
    *, kind: NoticeKind, version: Version, by: User, shown: access.Circle, apart: str = ""
) -> Job | None:
    """Have those told whom it concerns that this happened to `version`; in the transaction of the deed.

    `shown` is how widely its assessment was shown before the deed: who could not see it then learns nothing.
    Deeds of one kind on one version that still wait are told as one, save where they stand `apart`. Nothing
    is ordered (None) while nobody watches the assessment or has built on it.
    """
    source = version.assessment
    if not (built_on(source).exists() or source.watches.exists()):
        return None
    named = sorted(str(agency) for agency in shown.named)
    ids = {"kind": kind.value, "version": version.pk, "shown": shown.visibility, "named": named}
    return enqueue("tell", ids, dedup=":".join(filter(None, (kind, str(version.pk), apart))), by=by)


def tell_writers(
    *,
    kind: NoticeKind,
    assessment: Assessment,
    version: Version | None,
    by: User | None,
    agency: Agency | None = None,
) -> None:
    """Tell those who write for its owner, or for `agency`, in the transaction of the deed: they are few."""
    writing = agency or assessment.owner
    people = policy.people_with(Permission.EDIT, [writing.pk])[writing.pk]
    tell_people(kind=kind, assessment=assessment, version=version, by=by, people=people)


def tell_people(
    *,
    kind: NoticeKind,
    assessment: Assessment,
    version: Version | None,
    by: User | None,
    people: Iterable[User],
) -> None:
    """Tell some few people, save who did it and who has chosen never to be told of this assessment."""
    chosen = dict(Watch.objects.filter(assessment=assessment).values_list("user", "how"))
    now = timezone.now()
    told = [
        (user, chosen.get(user.pk) or user.notify)
        for user in people
        if user != by and chosen.get(user.pk) != Notify.NEVER
    ]
    Notice.objects.bulk_create(
        [Notice(user=user, assessment=assessment, version=version, kind=kind, at=now) for user, _how in told]
    )
    order_letters(people={user.pk for user, how in told if how == Notify.INSTANT}, how=Notify.INSTANT)


def built_on(source: Assessment) -> QuerySet[Assessment]:
    """What was forked from `source`, or has taken one of its versions since."""
    versions = source.versions.order_by().values("pk")
    forked = Assessment.objects.filter(upstream__in=versions).values("pk")
    taken = [
        each.objects.filter(base__in=versions).order_by().values("assessment") for each in (Version, Draft)
    ]
    return Assessment.objects.filter(pk__in=forked.union(*taken)).exclude(pk=source.pk)


def fan_out(
    *,
    kind: NoticeKind,
    version: Version,
    shown: access.Circle,
    at: datetime,
    by: User | None,
    step: Callable[[], None],
) -> None:
    """Write the notices and order the letters that are wanted at once; `step` is called between batches.

    Told are those who watch the assessment; of what is built on it also those who write in the agency that
    owns that. Never those who have chosen not to be, who may not see it, or who did the deed.
    """
    hearing = Hearing(kind, version, shown, by)
    for batch in _batches(version.assessment):
        step()
        heard = hearing.of(batch)
        with transaction.atomic():
            notices = [Notice(user=u, assessment=a, version=version, kind=kind, at=at) for u, a, _ in heard]
            Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
            at_once = {user.pk for user, _assessment, how in heard if how == Notify.INSTANT}
            order_letters(people=at_once, how=Notify.INSTANT)


def _batches(source: Assessment) -> Iterator[list[Assessment]]:
    """The assessment itself, then what is built on it."""
    yield [source]
    forks, last = built_on(source).select_related("owner").order_by("pk"), UUID(int=0)
    while batch := list(forks.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
