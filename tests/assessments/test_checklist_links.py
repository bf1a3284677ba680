"""A link counts as everyone: what it shows is looked through when it is made, and whenever it shows more."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.checking import points_in_draft
from assessments.models import CheckAnswer, Draft, ShareLink
from registry.errors import Conflict, Invalid
from tests import world
from tests.assessments import building
from tests.assessments.saying import (
    PERSON,
    SCOPE,
    answer,
    in_force_saying,
    link,
    renewed_saying,
    share,
    stopped,
    waiting_saying,
)

pytestmark = pytest.mark.django_db


def test_a_link_stops_at_what_is_found_and_is_not_kept(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    with building.refused(Invalid, "checklist.open", "version", has_how=True) as refusal:
        link(town, version)
    assert stopped(refusal) == [("checklist.identity_number", SCOPE)] and not ShareLink.objects.exists()
    answer(town, version, "identity_number", "public")
    assert link(town, version).is_live


def test_what_members_may_see_is_asked_about_again_before_whoever_has_a_link_sees_it(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    answer(town, version, "identity_number", "members")
    share(town, version, "members")
    with building.refused(Invalid, "checklist.open", "version"):
        link(town, version)


def test_a_link_to_what_everyone_sees_asks_nothing(town):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    answer(town, version, "identity_number", "public")
    share(town, version, "public")
    CheckAnswer.objects.all().delete()
    assert link(town, version).is_live


def test_a_link_to_what_waits_is_asked_about_too(town):
    waiting = waiting_saying(town, in_scope=f"Sak {PERSON}")
    with building.refused(Invalid, "checklist.open", "version"):
        link(town, waiting)


def test_what_a_link_to_what_waits_would_show_can_be_answered_first(town):
    version = waiting_saying(town, in_scope=f"Sak {PERSON}")
    share(town, version, "private")
    answer(town, version, "identity_number", circle="public")
    assert link(town, version).is_live


def test_a_link_to_later_ones_asks_about_those_there_are(town):
    version = in_force_saying(town, in_scope="Alt")
    building.approve(town, renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}"))
    assert link(town, version).is_live
    with building.refused(Invalid, "checklist.open", "version") as refusal:
        link(town, version, shows_later=True)
    assert refusal.value.detail["checklist"]["points"][0]["version"] == 2


@pytest.mark.parametrize("circle", ["private", "members"])
def test_an_approval_asks_for_those_who_have_a_link_to_later_ones(town, circle):
    version = in_force_saying(town, in_scope="Alt")
    share(town, version, circle)
    link(town, version, shows_later=True)
    waiting = renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}")
    answer(town, waiting, "identity_number", "members")  # those with a link are no members
    with building.refused(Conflict, "version.not_ready") as refusal:
        building.approve(town, waiting)
    assert stopped(refusal) == [("checklist.identity_number", SCOPE)]
    answer(town, waiting, "identity_number", "public")
    assert building.approve(town, building.again(waiting)).number == 2


@pytest.mark.parametrize("more", [{}, {"shows_later": True, "ended": True}])
def test_an_approval_that_no_live_link_shows_asks_nothing(town, more):
    version = in_force_saying(town, in_scope="Alt")
    has_ended = more.pop("ended", False)
    made = link(town, version, **more)
    if has_ended:
        actions.revoke_share_link(link=made, by=world.fresh(town.approver))
    waiting = renewed_saying(town, version.assessment, in_scope=f"Sak {PERSON}")
    assert building.approve(town, waiting).number == 2


def test_an_approval_after_which_a_link_shows_an_older_one_again_asks_about_that(town):
    old = in_force_saying(town, in_scope=f"Sak {PERSON}")
    renewed = building.approve(town, renewed_saying(town, old.assessment, in_scope="Alt"))
    actions.withdraw(version=building.again(renewed), by=world.fresh(town.approver), reason="Feil")
    link(town, old)  # shows nothing while nothing is in force
    waiting = renewed_saying(town, old.assessment, in_scope="Alt igjen")
    with building.refused(Conflict, "version.not_ready") as refusal:
        building.approve(town, waiting)
    assert stopped(refusal) == [("checklist.identity_number", SCOPE)]


def test_the_author_sees_what_those_with_a_link_will_read(town):
    version = in_force_saying(town, in_scope="Alt")
    made = link(town, version, shows_later=True)
    actions.revise(assessment=building.fresh(version.assessment), by=world.fresh(town.author))
    content = building.stored(building.fresh(version.assessment)).content
    building.write(building.fresh(version.assessment), content.with_fields({SCOPE: f"Sak {PERSON}"}))
    draft = Draft.objects.get(assessment=version.assessment)
    assert "identity_number" in [str(each.finding.rule) for each in points_in_draft(draft)]
    actions.revoke_share_link(link=made, by=world.fresh(town.approver))
    assert points_in_draft(draft) == []


@pytest.mark.parametrize("waits", [False, True])
def test_lifting_asks_for_those_who_have_a_link(town, waits):
    version = in_force_saying(town, in_scope=f"Sak {PERSON}")
    shown = renewed_saying(town, version.assessment) if waits else version
    held = actions.withhold_at_once(version=shown, path=SCOPE, ground="offl-13", by=world.fresh(town.author))
    link(town, shown)
    with building.refused(Invalid, "checklist.open", "path"):
        actions.lift_withholding(withholding=held, by=world.fresh(town.approver))
    held.refresh_from_db()
    assert held.lifted_at is None
    answer(town, shown, "identity_number", "public")
    assert actions.lift_withholding(withholding=held, by=world.fresh(town.approver)).lifted_at
