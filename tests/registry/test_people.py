"""People: registered, changed, shut out."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db import DatabaseError, transaction

from registry import actions
from registry.access.roles import Role
from registry.actions.person import first_password
from registry.errors import Conflict, Invalid, NotPermitted, Refusal
from registry.models import Event, User
from tests import world

pytestmark = pytest.mark.django_db


def _register(by=None, **given):
    return actions.register_person(**{"email": "kari@example.no", "name": "Kari", "by": by, **given})


def test_an_address_is_kept_in_lower_case_and_found_in_any():
    _register(email=" Kari@Example.NO ")
    assert User.objects.get_by_natural_key("KARI@example.no").name == "Kari"


def test_the_same_address_in_other_letters_is_refused():
    _register()
    with pytest.raises(Conflict) as refused:
        _register(email="KARI@EXAMPLE.NO")
    assert refused.value.where == "email"


def test_the_database_refuses_an_address_in_capitals():
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(email="KARI@EXAMPLE.NO", name="Kari")


@pytest.mark.parametrize("email", ["", "kari", "kari@", "a@b\x00", "kari@example.no\nbcc: x@y.no"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(Invalid) as refused:
        _register(email=email)
    assert refused.value.where == "email"


@pytest.mark.parametrize("password", ["kort", "123456789012345", "password1234"])
def test_a_weak_password_is_refused_with_reasons(password):
    with pytest.raises(Invalid) as refused:
        _register(password=password)
    assert refused.value.code == "person.password_weak" and refused.value.reasons


def test_without_a_password_nobody_signs_in():
    assert not _register().has_usable_password()


def test_an_administrator_registers_people_and_an_author_does_not(town):
    assert _register(by=town.administrator)
    with pytest.raises(NotPermitted):
        _register(by=town.author, email="ola@example.no")


def test_one_changes_only_oneself(author, reader):
    assert actions.update_person(user=author, by=author, language="nn").language == "nn"
    with pytest.raises(NotPermitted):
        actions.update_person(user=author, by=reader, name="Other")


def test_changing_the_password_needs_the_old_one():
    person = _register(password=world.PASSWORD)
    with pytest.raises(Invalid) as refused:
        actions.change_password(user=person, old="wrong", new="en annen lang setning", by=person)
    assert refused.value.where == "old"
    actions.change_password(user=person, old=world.PASSWORD, new="en annen lang setning", by=person)
    assert world.fresh(person).check_password("en annen lang setning")


def test_one_changes_only_ones_own_password_also_when_one_knows_it(stranger):
    person = _register(password=world.PASSWORD)
    with pytest.raises(NotPermitted):
        actions.change_password(user=person, old=world.PASSWORD, new="en annen lang setning", by=stranger)
    assert world.fresh(person).check_password(world.PASSWORD)


def _way_in(user, by) -> str:
    """The code of what stops her from making a new password, or "" when she has made one that works."""
    before = world.fresh(user).password
    try:
        made = actions.reset_password(user=user, by=world.fresh(by))
    except Refusal as refusal:
        assert world.fresh(user).password == before
        return refusal.code
    assert world.fresh(user).check_password(made)
    return ""


def test_only_the_agencys_administrator_makes_a_new_first_password(town, village):
    codes = {role: _way_in(town.author, town[role]) for role in Role if role is not Role.AUTHOR}
    assert codes == {role: "access.not_permitted" for role in codes} | {Role.ADMINISTRATOR: ""}
    assert _way_in(town.author, village.administrator) == "access.not_permitted"
    event = Event.objects.about(town.author).last()
    assert (event.verb, event.agency, event.detail) == ("password_reset", town.agency, {})


def test_a_member_of_two_agencies_needs_an_administrator_of_both(town, village):
    actions.add_member(agency=village.agency, user=town.author, role="reader", by=village.administrator)
    assert _way_in(town.author, town.administrator) == "person.belongs_elsewhere"
    actions.add_member(agency=village.agency, user=town.administrator, role="administrator", by=None)
    assert _way_in(town.author, town.administrator) == ""


def test_nobody_makes_a_first_password_for_whom_she_does_not_administer(town, stranger, operator):
    actions.add_member(agency=town.agency, user=operator, role="reader", by=town.administrator)
    assert _way_in(stranger, town.administrator) == "access.not_permitted"
    assert _way_in(operator, town.administrator) == "access.not_permitted"
    assert _way_in(town.administrator, town.administrator) == "person.own_password"
    actions.deactivate_person(user=town.author, by=None)
    assert _way_in(town.author, town.administrator) == "person.inactive"


def test_the_operator_makes_a_new_first_password_for_anyone(stranger, operator):
    assert _way_in(stranger, operator) == ""


def test_a_new_first_password_ends_her_sessions(client, town):
    client.force_login(town.author)
    actions.reset_password(user=town.author, by=town.administrator)
    assert client.session.get("_auth_user_id") is None


def test_first_passwords_differ_and_are_strong_enough():
    made = {first_password() for _time in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)


def test_deactivating_ends_sessions_and_tokens(client):
    person = _register(password=world.PASSWORD)
    actions.add_member(agency=world.agency(), user=person, role="reader", by=None)
    actions.issue_token(user=person, name="t", days=1, by=person)
    client.force_login(person)
    actions.deactivate_person(user=person, by=None)
    assert not person.tokens.exists()
    assert client.session.get("_auth_user_id") is None


def test_only_the_operator_shuts_people_out(town):
    with pytest.raises(NotPermitted):
        actions.deactivate_person(user=town.author, by=town.administrator)


def test_only_the_operator_appoints_operators(author, operator):
    with pytest.raises(NotPermitted):
        actions.appoint_operator(user=author, by=author)
    assert actions.appoint_operator(user=author, by=operator).is_superuser
