"""What it makes sense to compare with, from where one stands: only what the reader may see is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments import access
from assessments.access import SHOWN_STATES
from assessments.comparing import DRAFT, Side, name_of
from assessments.models import Assessment, Draft, LastSeen, Version
from registry.models import User

MOST = 30
"""How many versions of one assessment, and how many other forks, are offered at the most."""


@dataclass(frozen=True)
class Choice:
    """Something to compare with: how `find_side` finds it, and what it is called."""

    name: str
    label: str


def shortcuts(side: Side, actor: User | None) -> list[Choice]:
    """What one most likely wants to hold this text against, each thing once, under its first reason."""
    wanted = {
        pk: label for pk, label in reversed(list(_reasons(side, actor))) if pk and str(pk) != name_of(side)
    }
    seen = _seen(actor, wanted)
    ordered = dict.fromkeys(pk for pk, _label in _reasons(side, actor) if pk in seen and pk in wanted)
    return [Choice(str(pk), f"{wanted[pk]}: {_named(seen[pk], side.assessment)}") for pk in ordered]


def groups(sides: Iterable[Side], actor: User | None) -> list[tuple[str, list[Choice]]]:
    """Every version and draft of the assessments these are of, then the other forks of the same origin."""
    assessments = list({each.assessment_id: each.assessment for each in sides}.values())
    found = [(f"{each.title} – {each.owner.name}", list(_of(each, actor))) for each in assessments]
    others = [
        Choice(str(each.current_id), f"{each.title} – {each.owner.name}, " + _numbered(each.current))
        for each in _relatives(assessments, actor)
    ]
    return [*found, (_("Others with the same origin"), others)] if others else found


def describe(side: Side) -> dict[str, Any]:
    """What a template says about one side: its assessment, and version or draft."""
    is_draft = isinstance(side, Draft)
    return {
        "name": name_of(side),
        "assessment": side.assessment,
        "version": None if is_draft else side,
        "draft": side if is_draft else None,
    }


def _reasons(side: Side, actor: User | None) -> Iterator[tuple[UUID | None, str]]:
    assessment = side.assessment
    in_force = access.in_force(actor, assessment)
    yield in_force and in_force.pk, _("What is approved and in force")
    yield side.parent_id, _("The version before")
    yield _last_seen(assessment, actor), _("What you last read")
    yield side.base_id, _("What this is built on")
    if side.base_id:
        newest = access.visible_versions(actor).filter(
            assessment=side.base.assessment_id, review__state__in=SHOWN_STATES
        )
        yield (
            newest.order_by("-number").values_list("pk", flat=True).first(),
            _("The newest of what this is built on"),
        )


def _last_seen(assessment: Assessment, actor: User | None) -> UUID | None:
    if not getattr(actor, "is_authenticated", False):
        return None
    return (
        LastSeen.objects.filter(user=actor, assessment=assessment).values_list("version", flat=True).first()
    )


def _seen(actor: User | None, ids: Iterable[UUID]) -> dict[UUID, Version]:
    query = access.visible_versions(actor).select_related("assessment__owner", "review")
    return {each.pk: each for each in query.filter(pk__in=list(ids))}


def _named(version: Version, here: Assessment) -> str:
    """The version, with its assessment when that is another one."""
    if version.assessment_id == here.pk:
        return _numbered(version)
    return f"{version.assessment.title} – {version.assessment.owner.name}, {_numbered(version)}"


def _numbered(version: Version) -> str:
    return _("version %(number)s") % {"number": version.number}


def _of(assessment: Assessment, actor: User | None) -> Iterator[Choice]:
    if access.is_allowed(access.find_draft, actor, assessment.pk):
        yield Choice(f"{DRAFT}{assessment.pk}", _("the open draft"))
    versions = access.visible_versions(actor).filter(assessment=assessment).select_related("review")
    for each in versions.order_by("-number")[:MOST]:
        yield Choice(str(each.pk), f"{_numbered(each)} ({each.state_label})")


def _relatives(assessments: list[Assessment], actor: User | None) -> list[Assessment]:
    """What is in force of the same family elsewhere: upstream, siblings and forks, the newest first."""
    families = {each.family for each in assessments}
    related = access.visible(actor).filter(family__in=families, current__isnull=False)
    others = related.exclude(pk__in=[each.pk for each in assessments])
    seen = others.filter(current__in=access.visible_versions(actor).values("pk"))
    return list(seen.select_related("owner", "current").order_by("-updated", "-id")[:MOST])
