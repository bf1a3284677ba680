"""When the form itself has changed between a fork and what it builds on."""

from __future__ import annotations

import copy

import pytest

from assessments import actions
from assessments.models import Draft, Version
from assessments.reading import read_draft
from assessments.schemas import bundled
from registry.errors import Conflict, NotFound, PreconditionRequired
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_fork import fork
from tests.assessments.test_pull import offered, pull, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer_form(in_force):
    """The ROS form where a shared question has another name and a local one is gone."""
    form = copy.deepcopy(bundled()["ros"])
    form["version"] = "99.0"
    for section in form["sections"]:
        section["fields"] = [each for each in section["fields"] if each["key"] != "recovery_time"]
        for field in section["fields"]:
            if field["key"] == "technical_description":
                field.update(key="how_it_works", formerly=["technical_description"])
    return actions.load_schema(body=form, by=None)


@pytest.fixture
def ours(village, in_force):
    made = fork(in_force, village)
    rewrite(made, recovery_time="Fire timer")
    return made


def renew(town, assessment, **answers) -> Version:
    """The original's next version, in the newest form."""
    author = world.fresh(town.author)
    actions.revise(assessment=building.fresh(assessment), by=author)
    actions.renew_form(assessment=building.fresh(assessment), by=author)
    rewrite(assessment, **answers)
    return building.approve(town, building.freeze(town, building.fresh(assessment)))


def test_a_draft_moves_to_the_newest_form_and_loses_nothing(village, ours, newer_form) -> None:
    before = stored(ours).content
    with recorded("form_renewed", ours):
        actions.renew_form(assessment=ours, by=world.fresh(village.author))
    after = stored(ours).content
    assert after.fields["how_it_works"] == before.fields["technical_description"]
    assert after.orphans["recovery_time"].value == "Fire timer"
    with refused(Conflict, "form.newest"):
        actions.renew_form(assessment=ours, by=world.fresh(village.author))


def test_what_it_was_built_on_is_read_in_the_new_form_too(village, ours, newer_form) -> None:
    author = world.fresh(village.author)
    actions.renew_form(assessment=ours, by=author)
    view = read_draft(Draft.objects.get(assessment=ours), author)
    assert view.standing.units["how_it_works"] == "identical"


def test_a_pull_brings_the_newer_form_along(town, village, in_force, ours, newer_form) -> None:
    newer = renew(town, in_force.assessment, how_it_works="Skrevet om.")
    assert set(offered(ours, village)) == {"how_it_works"}
    actions.choose_all(assessment=ours, version=newer, by=world.fresh(village.author))
    pull(ours, village, newer)
    draft = Draft.objects.get(assessment=ours)
    assert draft.schema == newer_form
    content = draft.stored().content
    assert content.fields["how_it_works"] == "Skrevet om."
    assert content.orphans["recovery_time"].value == "Fire timer"


def test_taking_that_back_brings_the_old_form_back(town, village, in_force, ours, newer_form) -> None:
    before, form = stored(ours).root, Draft.objects.get(assessment=ours).schema
    newer = renew(town, in_force.assessment, how_it_works="Skrevet om.")
    pull(ours, village, newer)
    actions.undo_pull(assessment=building.fresh(ours), by=world.fresh(village.author))
    assert (stored(ours).root, Draft.objects.get(assessment=ours).schema) == (before, form)


def test_an_old_answer_is_let_go_by_its_own_people_only(town, village, ours, newer_form) -> None:
    author = world.fresh(village.author)
    actions.renew_form(assessment=ours, by=author)
    etag = stored(ours).etags["~/recovery_time"]
    with refused(PreconditionRequired, "draft.etag_missing"):
        actions.let_go(assessment=ours, path="recovery_time", expected=None, by=author)
    with refused(NotFound, "assessment.absent"):
        actions.let_go(assessment=ours, path="recovery_time", expected=etag, by=world.fresh(town.author))
    with refused(NotFound, "orphan.absent"):
        actions.let_go(assessment=ours, path="title", expected=etag, by=author)
    actions.let_go(assessment=ours, path="recovery_time", expected=etag, by=author)
    assert not stored(ours).content.orphans


def test_a_frozen_version_keeps_its_orphans_for_its_own_people(village, ours, newer_form) -> None:
    author = world.fresh(village.author)
    actions.renew_form(assessment=ours, by=author)
    version = actions.submit(assessment=building.fresh(ours), by=author)
    assert version.content.orphans["recovery_time"].value == "Fire timer"
    assert not version.travelling("full").orphans
    assert not version.travelling("public").orphans
