"""Who hears of a deed, for a batch of assessments it concerns: a few questions, however many hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from assessments import access
from assessments.engine.redact import Reading
from assessments.models import Assessment, NoticeKind, Version, Watch
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Notify, User

Hearer = tuple[User, Assessment, str]  # who, about which assessment, and how she wants to be told
Shown = dict[bool, set[UUID]]  # what others show, to whom belongs to no agency and to whom does


@dataclass
class Hearing:
    """One deed: what happened to `version`, how widely it was shown until then, and who did it."""

    kind: NoticeKind
    version: Version
    shown: str
    by: User | None
    _hears: dict[Reading, bool] = field(default_factory=dict)

    def of(self, batch: Sequence[Assessment]) -> list[Hearer]:
        """Those who hear that it concerns one of these: to whom it is news, and who may see both."""
        wanting = self._wanting(batch)
        people = {user.pk: user for user, _assessment, _how in wanting}.values()
        policy.remember(people)
        shown = _shown_by_others(batch, people)
        return [each for each in wanting if self._is_for(each[0], each[1], shown)]

    def _wanting(self, batch: Sequence[Assessment]) -> Collection[Hearer]:
        """Writers of the forks and watchers, save for those who chose never."""
        forks = [each for each in batch if each.pk != self.version.assessment_id]
        writers = policy.people_with(Permission.EDIT, {each.owner_id for each in forks})
        known = {user.pk: user for users in writers.values() for user in users}
        hearers: dict[tuple[UUID, UUID], Hearer] = {
            (user.pk, each.pk): (user, each, user.notify) for each in forks for user in writers[each.owner_id]
        }
        by_id = {each.pk: each for each in batch}
        for watch in Watch.objects.filter(assessment__in=by_id).select_related("user"):
            key = (watch.user_id, watch.assessment_id)
            if watch.how == Notify.NEVER:
                hearers.pop(key, None)
            else:
                user = known.setdefault(watch.user_id, watch.user)
                hearers[key] = (user, by_id[watch.assessment_id], watch.how or user.notify)
        return hearers.values()

    def _is_for(self, user: User, assessment: Assessment, shown: Shown) -> bool:
        if not user.is_active or user == self.by or not self._hears_of_source(user):
            return False
        if assessment.pk == self.version.assessment_id or policy.may(user, Permission.VIEW, assessment):
            return True
        return assessment.pk in shown[policy.is_member(user)]

    def _hears_of_source(self, user: User) -> bool:
        """Whoever reads the source alike sees it alike, so it is asked once for each reading."""
        reading = access.reading_of(user, self.version.assessment)
        if reading not in self._hears:
            self._hears[reading] = self._may_hear_of_source(user, reading)
        return self._hears[reading]

    def _may_hear_of_source(self, user: User, reading: Reading) -> bool:
        """What is in force is told to those who see it; that it is gone, to those who saw it until then."""
        if self.kind == NoticeKind.IN_FORCE:
            return self._is_visible_to(user)
        saw = reading is Reading.FULL or self.shown in access.shown_to(user)
        return saw and not (self.kind == NoticeKind.NARROWED and self._is_visible_to(user))

    def _is_visible_to(self, user: User) -> bool:
        return access.visible_versions(user).filter(pk=self.version.pk).exists()


def _shown_by_others(batch: Iterable[Assessment], people: Iterable[User]) -> Shown:
    """Which of the batch others than their own agencies show these people."""
    ids = [each.pk for each in batch]
    alike = {policy.is_member(user): user for user in people}
    return {
        is_member: set(access.shown_by_others(user).filter(pk__in=ids).values_list("pk", flat=True))
        for is_member, user in alike.items()
    }
