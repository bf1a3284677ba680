"""Whoever wrote in a version does not approve it, whoever pressed the button that submitted it."""

from __future__ import annotations

from assessments import actions
from assessments.engine.schema import Stage
from assessments.models import Draft
from registry.access.roles import Role
from registry.errors import NotPermitted
from tests import world
from tests.assessments import building
from tests.filling import record_answers


def _save(assessment, by) -> None:
    expected = Draft.objects.get(assessment=assessment).stored().etags["context"]
    fields = {"assumptions": f"Skrevet av {by.name}"}
    actions.save_section(assessment=assessment, section="context", fields=fields, expected=expected, by=by)


def test_one_who_wrote_a_part_does_not_approve_what_another_submitted(town, in_force) -> None:
    both = world.member(town.agency, Role.AUTHOR, Role.APPROVER)
    assessment = building.fresh(in_force.assessment)
    actions.revise(assessment=assessment, by=town.author)
    _save(assessment, both)
    version = actions.submit(assessment=assessment, by=town.author)
    answers = record_answers(Stage.DECISION, version.parsed_schema)
    with building.refused(NotPermitted, "version.own_text", has_how=True):
        actions.approve(version=version, answers=answers, by=both)


def test_one_who_wrote_in_what_is_in_force_already_may_approve_the_next(town, in_force) -> None:
    both = world.member(town.agency, Role.AUTHOR, Role.APPROVER)
    assessment = building.fresh(in_force.assessment)
    actions.revise(assessment=assessment, by=town.author)
    _save(assessment, both)
    version = actions.submit(assessment=assessment, by=town.author)
    answers = record_answers(Stage.DECISION, version.parsed_schema)
    actions.approve(version=version, answers=answers, by=town.approver)
    actions.revise(assessment=building.fresh(assessment), by=town.author)
    following = actions.submit(assessment=building.fresh(assessment), by=town.author)
    assert actions.approve(version=following, answers=answers, by=both).author == both
