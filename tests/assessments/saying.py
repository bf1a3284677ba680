"""Versions that say what the checklist finds, and what is then done about it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, ShareLink, Version
from tests import world
from tests.assessments import building

PERSON = "15108695088"
SCOPE = "in_scope"


def in_force_saying(town: world.Staffed, kind: str = "ros", **answers: str) -> Version:
    """A version in force with these answers, shown to nobody else."""
    return building.approve(town, waiting_saying(town, kind, **answers))


def waiting_saying(town: world.Staffed, kind: str = "ros", **answers: str) -> Version:
    """A version that waits, with these answers."""
    assessment = building.fill(building.started(town, kind))
    building.write(assessment, building.stored(assessment).content.with_fields(answers))
    return building.again(building.freeze(town, assessment))


def renewed_saying(town: world.Staffed, assessment: Assessment, **answers: str) -> Version:
    """The next version with these answers, waiting."""
    assessment = building.fresh(assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    building.write(assessment, building.stored(assessment).content.with_fields(answers))
    return building.again(building.freeze(town, assessment))


def answer(town: world.Staffed, version: Version, /, rule: str, circle: str = "members", **more: Any) -> None:
    """The risk owner lets a finding stand."""
    usual = {"rule": rule, "where": SCOPE, "version": version.number, "reason": "Det er et saksnummer."}
    actions.answer_findings(
        assessment=version.assessment,
        circle=circle,
        answers=[{**usual, **more}],
        by=world.fresh(town.approver),
    )


def share(town: world.Staffed, version: Version, visibility: str, **more: Any) -> Assessment:
    """The risk owner decides whom it is shown to."""
    return actions.share(
        assessment=building.fresh(version.assessment), visibility=visibility, by=world.fresh(town.approver),
        **more,
    )  # fmt: skip


def stopped(refusal: Any) -> list[tuple[str, str]]:
    """Rule and place of each reason."""
    return [(each.code, each.where) for each in refusal.value.reasons]


def link(town: world.Staffed, version: Version, **more: Any) -> ShareLink:
    """A link to a version, without its secret."""
    usual = {"version": version.number, "for_whom": "Acme AS", "until": timezone.localdate()}
    made, _secret = actions.make_share_link(
        assessment=building.fresh(version.assessment), by=world.fresh(town.approver), **{**usual, **more}
    )
    return made
