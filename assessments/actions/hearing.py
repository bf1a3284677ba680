"""Who hears of a deed, for a batch of assessments it concerns: a few questions, however many hear."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from assessments import access
from assessments.engine.redact import Reading
from assessments.models import Assessment, NoticeKind, Version, Watch
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Notify, User

Hearer = tuple[User, Assessment, str]  # who, about which assessment, and how she wants to be told
Circles = Mapping[UUID, access.Circle]  # whom each of the batch is shown to


@dataclass
class Hearing:
    """One deed: what happened to `version`, how widely it was shown until then, and who did it."""

    kind: NoticeKind
    version: Version
    shown: access.Circle
    by: User | None
    _sees: dict[tuple[Reading, bool], bool] = field(default_factory=dict)

    def of(self, batch: Sequence[Assessment]) -> list[Hearer]:
        """Those who hear that it concerns one of these: to whom it is news, and who may see both."""
        wanting = self._wanting(batch)
        people = {user.pk: user for user, _assessment, _how in wanting}.values()
        policy.remember(people)
        circles = access.circles_of(batch)
        return [each for each in wanting if self._is_for(each[0], each[1], circles)]

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

    def _is_for(self, user: User, assessment: Assessment, circles: Circles) -> bool:
        if not user.is_active or user == self.by or not self._hears_of_source(user):
            return False
        if assessment.pk == self.version.assessment_id or policy.may(user, Permission.VIEW, assessment):
            return True
        return assessment.shown_id is not None and circles[assessment.pk].holds(user)

    def _hears_of_source(self, user: User) -> bool:
        """What is in force is told to those who see it; that it is gone, to those who saw it until then."""
        reading = access.reading_of(user, self.version.assessment)
        if self.kind == NoticeKind.IN_FORCE:
            return self._is_visible_to(user, reading)
        saw = reading is Reading.FULL or self.shown.holds(user)
        return saw and not (self.kind == NoticeKind.NARROWED and self._is_visible_to(user, reading))

    def _is_visible_to(self, user: User, reading: Reading) -> bool:
        """Who reads the source alike, and is alike within its circle, sees it alike: asked once for each."""
        alike = (reading, self._circle.holds(user))
        if alike not in self._sees:
            seen = access.visible_versions(user).filter(pk=self.version.pk)
            self._sees[alike] = seen.exists()
        return self._sees[alike]

    @cached_property
    def _circle(self) -> access.Circle:
        """Whom the source is shown to by now."""
        return access.circle_of(self.version.assessment)
