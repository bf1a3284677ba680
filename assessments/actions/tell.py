"""Telling those whom a deed concerns: one row in the deed's transaction, the notices by a worker.

However many have built on an assessment, approving it costs one job row. The worker tells a batch at a time,
each in a transaction of its own; interrupted and begun again it tells nobody twice (`told_once`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import access
from assessments.actions.mail import order_letters
from assessments.models import Assessment, Draft, Notice, NoticeKind, Version, Watch
from registry.access import policy
from registry.access.permissions import Permission
from registry.jobs import enqueue
from registry.models import Agency, Job, Notify, User

BATCH = 200  # assessments told about in one transaction

Hearer = tuple[User, Assessment, str]  # who, about which assessment, and how she wants to be told


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
    by: User,
    agency: Agency | None = None,
) -> None:
    """Tell those who write for its owner, or for `agency`, in the transaction of the deed: they are few."""
    people = policy.people_with(Permission.EDIT, agency or assessment.owner)
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
    hearing = _Hearing(kind, version, shown)
    for batch in _batches(version.assessment):
        step()
        heard = [each for each in _audience(batch, hearing) if hearing.is_for(*each[:2], by)]
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


def _audience(batch: list[Assessment], hearing: _Hearing) -> Iterable[Hearer]:
    """Who is told about which: writers of the forks and watchers, save for those who chose never."""
    hearers: dict[tuple[UUID, UUID], Hearer] = {}
    for each in batch:
        if each.pk != hearing.source.pk:
            writers = hearing.writers_of(each.owner)
            hearers |= {(user.pk, each.pk): (user, each, user.notify) for user in writers}
    by_id = {each.pk: each for each in batch}
    for watch in Watch.objects.filter(assessment__in=by_id).select_related("user"):
        key = (watch.user_id, watch.assessment_id)
        if watch.how == Notify.NEVER:
            hearers.pop(key, None)
        else:
            user = hearing.known(watch.user)
            hearers[key] = (user, by_id[watch.assessment_id], watch.how or user.notify)
    return hearers.values()


class _Hearing:
    """Who may hear of one deed; asks about each person and each agency once."""

    def __init__(self, kind: NoticeKind, version: Version, shown: access.Circle) -> None:
        self.kind, self.version, self.shown = kind, version, shown
        self.source = version.assessment
        self._people: dict[UUID, User] = {}
        self._writers: dict[UUID, list[User]] = {}
        self._sees: dict[UUID, bool] = {}

    def known(self, user: User) -> User:
        """The one instance that stands for this person, so that what she holds is asked for once."""
        return self._people.setdefault(user.pk, user)

    def writers_of(self, agency: Agency) -> list[User]:
        """Those who write drafts in the agency."""
        if agency.pk not in self._writers:
            found = policy.people_with(Permission.EDIT, agency)
            self._writers[agency.pk] = [self.known(user) for user in found]
        return self._writers[agency.pk]

    def is_for(self, user: User, assessment: Assessment, by: User | None) -> bool:
        """Whether it is news to her, and hers to hear, that this concerns `assessment`."""
        if not user.is_active or user == by:
            return False
        if user.pk not in self._sees:
            self._sees[user.pk] = self._may_hear_of_source(user)
        if not self._sees[user.pk] or assessment.pk == self.source.pk:
            return self._sees[user.pk]
        is_own = policy.may(user, Permission.VIEW, assessment)
        return is_own or access.visible(user).filter(pk=assessment.pk).exists()

    def _may_hear_of_source(self, user: User) -> bool:
        """What is in force is told to those who see it; that it is gone, to those who saw it until then."""
        if self.kind == NoticeKind.IN_FORCE:
            return self._is_visible_to(user)
        saw = self._was_shown_to(user)
        return saw and not (self.kind == NoticeKind.NARROWED and self._is_visible_to(user))

    def _is_visible_to(self, user: User) -> bool:
        return access.visible_versions(user).filter(pk=self.version.pk).exists()

    def _was_shown_to(self, user: User) -> bool:
        return self.shown.holds(user) or policy.may(user, Permission.VIEW, self._owner)

    @cached_property
    def _owner(self) -> Agency:
        return self.source.owner
