"""Who belongs to an agency, and as what."""

from __future__ import annotations

import pytest

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event, Membership, User
from tests import world


def test_an_administrator_adds_a_member(town, stranger):
    actions.add_member(agency=town.agency, user=stranger, role="author", by=town.administrator)
    assert policy.may(stranger, Permission.EDIT, town.agency)
    event = Event.objects.about(town.agency).last()
    assert (event.verb, event.detail) == ("member_added", {"user": str(stranger.pk), "role": "author"})


def _brought_in(town, by, **given):
    wanted = {"email": "ny@example.no", "name": "Ny", "language": "nn", "role": "author", **given}
    return actions.bring_in(agency=town.agency, by=by, **wanted)


def test_an_administrator_brings_in_someone_nobody_knows(town):
    user, password = _brought_in(town, town.administrator)
    assert user.check_password(password)
    assert policy.may(world.fresh(user), Permission.EDIT, town.agency)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_brings_anyone_in(town, role):
    with pytest.raises(NotPermitted):
        _brought_in(town, town[role])
    assert not User.objects.filter(email="ny@example.no").exists()


def test_an_administrator_brings_nobody_into_another_agency(town, village):
    with pytest.raises(NotPermitted):
        _brought_in(town, village.administrator)
    assert not User.objects.filter(email="ny@example.no").exists()


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"name": ""}, {"email": "x"}, {"language": "tlh"}])
def test_what_is_wrong_with_someone_new_is_located(town, wrong):
    with pytest.raises(Invalid) as refused:
        _brought_in(town, town.administrator, **wrong)
    assert [refused.value.where] == list(wrong)


def test_adding_twice_changes_nothing(town):
    events = Event.objects.about(town.agency).count()
    actions.add_member(agency=town.agency, user=town.author, role="author", by=town.administrator)
    assert Membership.objects.filter(user=town.author).count() == 1
    assert Event.objects.about(town.agency).count() == events


@pytest.mark.parametrize("role", ["reader", "author", "reviewer", "dpo", "approver", "auditor"])
def test_no_other_role_adds_members(town, stranger, role):
    with pytest.raises(NotPermitted):
        actions.add_member(agency=town.agency, user=stranger, role="administrator", by=town[role])


def test_an_administrator_of_another_agency_adds_nobody(town, village, stranger):
    with pytest.raises(NotPermitted):
        actions.add_member(agency=town.agency, user=stranger, role="reader", by=village.administrator)


def test_an_unknown_role_is_refused(town, stranger):
    with pytest.raises(Invalid) as refused:
        actions.add_member(agency=town.agency, user=stranger, role="king", by=town.administrator)
    assert refused.value.where == "role"


def test_the_operator_appoints_administrators_and_nobody_else(town, stranger, operator):
    actions.add_member(agency=town.agency, user=stranger, role="administrator", by=operator)
    with pytest.raises(NotPermitted):
        actions.add_member(agency=town.agency, user=stranger, role="approver", by=operator)


def test_a_deactivated_person_becomes_no_member(town, stranger):
    actions.deactivate_person(user=stranger, by=None)
    with pytest.raises(Conflict):
        actions.add_member(agency=town.agency, user=stranger, role="reader", by=town.administrator)


def test_a_removed_role_is_gone_at_once(town):
    actions.remove_member(agency=town.agency, user=town.author, role="author", by=town.administrator)
    assert not policy.may(town.author, Permission.EDIT, town.agency)
    assert not policy.is_member(world.fresh(town.author))


def test_one_role_removed_leaves_the_others(town):
    actions.add_member(agency=town.agency, user=town.author, role="dpo", by=town.administrator)
    actions.remove_member(agency=town.agency, user=town.author, role="author", by=town.administrator)
    person = world.fresh(town.author)
    assert policy.may(person, Permission.ADVISE, town.agency)
    assert not policy.may(person, Permission.EDIT, town.agency)


def test_a_role_nobody_has_cannot_be_removed(town):
    with pytest.raises(NotFound):
        actions.remove_member(agency=town.agency, user=town.reader, role="dpo", by=town.administrator)


def test_the_last_administrator_stays(town):
    with pytest.raises(Conflict) as refused:
        actions.remove_member(
            agency=town.agency, user=town.administrator, role="administrator", by=town.administrator
        )
    assert refused.value.code == "member.last_administrator"


def test_one_of_two_administrators_may_go(town):
    actions.add_member(agency=town.agency, user=town.author, role="administrator", by=town.administrator)
    actions.remove_member(agency=town.agency, user=town.administrator, role="administrator", by=town.author)
    assert not policy.may(world.fresh(town.administrator), Permission.MANAGE_MEMBERS, town.agency)
