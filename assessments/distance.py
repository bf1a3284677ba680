"""How far a fork and what it builds on have gone apart, and what that weighs: one rule, for all who show it.

The base can move (a pull takes a newer one), so it is that of the newest text one may see. What one may not
see counts for nothing.
"""

from __future__ import annotations

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, NullIf

from assessments.access import SHOWN_STATES, visible_versions
from assessments.engine.redact import Reading
from assessments.models import Assessment, Draft, Version, Weighing
from registry.access import policy
from registry.access.permissions import Permission


def with_distance(assessments: QuerySet[Assessment], actor: object) -> QuerySet[Assessment]:
    """Each with `built_on` (a version's id, None when it began empty), `behind` and `ahead`, in one query.

    `behind` counts the approved versions upstream has after that one, `ahead` its own; 0 for what is no fork.
    `weight` is what the newest of them weighs as the actor reads both; None for nothing, or not known yet.
    """
    seen = visible_versions(actor)
    approved = seen.filter(review__state__in=SHOWN_STATES)
    newer = approved.filter(
        assessment__versions=OuterRef("built_on"), number__gt=F("assessment__versions__number")
    )
    own = approved.filter(assessment=OuterRef("pk"), assessment__upstream__isnull=False)
    return assessments.annotate(built_on=_base_of_newest_text(actor)).annotate(
        behind=_count(newer), ahead=_count(own), weight=_weight(actor, seen)
    )


def _base_of_newest_text(actor: object) -> Case:
    """The draft's for those who see drafts, else the newest version's; for others that of what's in force."""
    draft = Draft.objects.filter(assessment=OuterRef("pk")).values("base")
    newest = Version.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("base")[:1]
    own = policy.agencies_with(actor, Permission.VIEW)
    text = Coalesce(Subquery(draft), Subquery(newest), output_field=UUIDField())
    return Case(When(owner__in=own, then=text), default=F("shown__base"), output_field=UUIDField())


def _weight(actor: object, seen: QuerySet[Version]) -> NullIf:
    """Looked up, never compared: what a worker found, and only where the actor may see both versions."""
    own = policy.agencies_with(actor, Permission.VIEW)
    others = Reading.MEMBERS if policy.is_member(actor) else Reading.PUBLIC
    known = Weighing.objects.filter(old=OuterRef("built_on"), old__in=seen, new__in=seen)
    read_as = Case(When(old__assessment__owner__in=own, then=F(Reading.FULL.value)), default=F(others.value))
    return NullIf(Subquery(known.annotate(read_as=read_as).values("read_as")), Value(""))


def _count(versions: QuerySet[Version]) -> Coalesce:
    counted = versions.order_by().values("assessment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
