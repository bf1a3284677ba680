"""How far a fork and what it builds on have gone apart, and what that weighs: one rule, for all who show it.

The base can move (a pull takes a newer one), so it is that of the newest text one may see. What one may not
see counts for nothing.
"""

from __future__ import annotations

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, NullIf

from assessments.access import SHOWN_STATES, Eyes, seen_of_seen, seen_version, versions_seen
from assessments.engine.redact import Reading
from assessments.models import Assessment, Draft, Version, Weighing


def with_distance(assessments: QuerySet[Assessment], eyes: Eyes) -> QuerySet[Assessment]:
    """Each with `built_on` (a version's id, None when it began empty), `behind` and `ahead`, in one query.

    They are assessments that these eyes see; of others only `built_on` is to be read.
    `behind` counts the approved versions upstream has after that one, `ahead` its own; 0 for what is no fork.
    `weight` is what the newest of them weighs as one reads both; None for nothing, or not known yet.
    """
    newer = versions_seen(eyes).filter(
        review__state__in=SHOWN_STATES,
        assessment__versions=OuterRef("built_on"),
        number__gt=F("assessment__versions__number"),
    )
    own = Version.objects.filter(
        seen_of_seen(eyes),
        review__state__in=SHOWN_STATES,
        assessment=OuterRef("pk"),
        assessment__upstream__isnull=False,
    )
    return assessments.annotate(built_on=_base_of_newest_text(eyes)).annotate(
        behind=_count(newer), ahead=_count(own), weight=_weight(eyes)
    )


def _base_of_newest_text(eyes: Eyes) -> Case:
    """The draft's for those who see drafts, else the newest version's; for others that of what's in force."""
    draft = Draft.objects.filter(assessment=OuterRef("pk")).values("base")
    newest = Version.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("base")[:1]
    text = Coalesce(Subquery(draft), Subquery(newest), output_field=UUIDField())
    return Case(When(owner__in=eyes.own, then=text), default=F("shown__base"), output_field=UUIDField())


def _weight(eyes: Eyes) -> NullIf:
    """Looked up, never compared: what a worker found, and only where one may see both versions.

    They are of the same assessment: who sees the newer one is in its circle.
    """
    others = Reading.MEMBERS if eyes.own else Reading.PUBLIC
    known = Weighing.objects.filter(
        seen_version(eyes, at="new__"), seen_of_seen(eyes, at="old__"), old=OuterRef("built_on")
    )
    is_own = When(old__assessment__owner__in=eyes.own, then=F(Reading.FULL.value))
    read_as = Case(is_own, default=F(others.value))
    return NullIf(Subquery(known.annotate(read_as=read_as).values("read_as")), Value(""))


def _count(versions: QuerySet[Version]) -> Coalesce:
    counted = versions.order_by().values("assessment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
