"""What a new version weighs to those who built on an older one, kept where lists find it.

Lists compare nothing. A worker weighs once for each version that is built on, after the newest one was put in
force; until then, and from the moment a newer one is, the weight is not known and is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.access import SHOWN_STATES
from assessments.comparing import weight_to
from assessments.engine.redact import Reading
from assessments.models import Assessment, Draft, Version, Weighing
from registry.actions.rights import check_operator
from registry.jobs import enqueue
from registry.models import User


def weigh(*, assessment: UUID, step: Callable[[], None] = lambda: None) -> int:
    """Weigh the newest version against each one that is built on and not weighed yet; returns how many.

    `step` is called before each of them. Begun again it goes on with what is left.
    """
    newest = _newest(assessment)
    if newest is None:
        return 0
    found = []
    for old in _unweighed(newest).select_related("assessment", "review"):
        step()
        found.append(_weighed(old, newest))
    return _keep(found, newest)


def weigh_later(*, version: Version, by: User) -> None:
    """Have it weighed, in the transaction of the deed that built on a version older than the newest."""
    newest = _newest(version.assessment_id)
    if newest is not None and _unweighed(newest).filter(pk=version.pk).exists():
        enqueue("weigh", {"assessment": version.assessment_id}, dedup=str(version.pk), by=by)


def forget_weights(assessment: UUID) -> None:
    """Another version is the newest now; in the transaction of the deed that made it so."""
    Weighing.objects.filter(old__assessment=assessment).delete()


def reweigh(*, assessment: UUID, by: User) -> None:
    """What is shown of its versions has changed: what they weighed is forgotten, and weighed anew."""
    forget_weights(assessment)
    newest = _newest(assessment)
    if newest is not None and _unweighed(newest).exists():
        enqueue("weigh", {"assessment": assessment}, dedup=str(assessment), by=by)


def fill_weights(*, by: User | None) -> int:
    """Have weighed what is built on and not weighed, as after an update; returns of how many assessments."""
    check_operator(by)
    return _fill(by)


@transaction.atomic
def rebuild_weights(*, by: User | None) -> int:
    """Weigh everything anew, as when another edition weighs otherwise; returns of how many assessments."""
    check_operator(by)
    Weighing.objects.all().delete()
    return _fill(by)


def _fill(by: User | None) -> int:
    newer = Version.objects.filter(
        assessment=OuterRef("assessment"), number__gt=OuterRef("number"), review__state__in=SHOWN_STATES
    )
    waiting = _built_on().filter(Exists(newer), weighing=None)
    assessments = set(waiting.order_by().values_list("assessment", flat=True))
    with transaction.atomic():
        for assessment in sorted(assessments):
            enqueue("weigh", {"assessment": assessment}, dedup=str(assessment), by=by)
    return len(assessments)


def _newest(assessment: UUID) -> Version | None:
    """The newest one that is or was in force: the one that whoever builds on an older one is behind."""
    shown = Version.objects.filter(assessment=assessment, review__state__in=SHOWN_STATES)
    return shown.select_related("assessment").order_by("-number").first()


def _built_on() -> QuerySet[Version]:
    """Every version that an assessment was forked from, or that a version or a draft has taken over."""
    users: tuple[tuple[type[Assessment | Draft | Version], str], ...] = (
        (Assessment, "upstream"), (Version, "base"), (Draft, "base"),
    )  # fmt: skip
    taken = Q()
    for model, column in users:
        taken |= Exists(model._base_manager.filter(**{column: OuterRef("pk")}))
    return Version.objects.filter(taken)


def _unweighed(newest: Version) -> QuerySet[Version]:
    return _built_on().filter(assessment=newest.assessment_id, number__lt=newest.number, weighing=None)


def _weighed(old: Version, new: Version) -> Weighing:
    """To those outside the owner's house only what they are shown of both: a version taken back is gone."""
    readings = Reading if old.review.state in SHOWN_STATES else (Reading.FULL,)
    weights = {reading.value: weight_to(reading, old, new) or "" for reading in readings}
    return Weighing(old=old, new=new, **weights)


@transaction.atomic
def _keep(found: Iterable[Weighing], newest: Version) -> int:
    """Keep them, unless another version has become the newest meanwhile, which is weighed then."""
    Assessment.objects.select_for_update().get(pk=newest.assessment_id)
    if _newest(newest.assessment_id) != newest:
        return 0
    return len(Weighing.objects.bulk_create(found, ignore_conflicts=True))
