"""Who may do what: the table of roles, seen from every side."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm

from registry import actions
from registry.access import policy
from registry.access.permissions import LABELS, Permission
from registry.access.roles import PERMISSIONS_OF, ROLE_LABELS, Role
from registry.errors import NotPermitted
from registry.models import Agency, AgencyGroupPermission, User
from tests import world

# Written by hand and independently of the code: rows are permissions, columns are roles.
#                     reader author reviewer dpo approver auditor administrator
MATRIX = """
view_assessments      yes    yes    yes      yes yes      yes     yes
create_assessment     -      yes    -        -   -        -       -
edit_draft            -      yes    -        -   -        -       -
submit_version        -      yes    -        -   -        -       -
comment_version       -      yes    yes      yes yes      -       -
advise_version        -      -      -        yes -        -       -
approve_version       -      -      -        -   yes      -       -
withdraw_version      -      yes    -        -   yes      -       -
share_assessment      -      -      -        -   yes      -       yes
order_export          yes    yes    yes      yes yes      yes     yes
view_trail            -      -      -        -   -        yes     yes
manage_members        -      -      -        -   -        -       yes
manage_agency         -      -      -        -   -        -       yes
register_solution     -      yes    -        -   -        -       yes
fly                   -      -      -        -   -        -       -
"""
COLUMNS = ["reader", "author", "reviewer", "dpo", "approver", "auditor", "administrator"]
EXPECTED = {
    row.split()[0]: dict(zip(COLUMNS, row.split()[1:], strict=True)) for row in MATRIX.split("\n") if row
}
NOBODIES = ["anonymous", "stranger", "outsider", "inactive", "operator", "nothing"]


def _nobody(kind, request, town):
    if kind == "anonymous":
        return AnonymousUser()
    if kind == "nothing":
        return None
    if kind == "inactive":
        return actions.deactivate_person(user=town.author, by=None)
    return request.getfixturevalue(kind)


def test_the_matrix_names_every_permission_and_every_role():
    assert set(EXPECTED) == {permission.value for permission in Permission} | {"fly"}
    assert COLUMNS == [role.value for role in Role] == [role.value for role in PERMISSIONS_OF]
    assert set(LABELS) == set(Permission) and set(ROLE_LABELS) == set(Role)


@pytest.mark.parametrize("permission", EXPECTED)
def test_each_role_may_what_the_matrix_says(town, permission):
    said = {role: "yes" if policy.may(town[role], permission, town.agency) else "-" for role in COLUMNS}
    assert said == EXPECTED[permission]


@pytest.mark.parametrize("kind", NOBODIES)
def test_nobody_else_may_anything(town, request, kind):
    actor = _nobody(kind, request, town)
    assert [p for p in EXPECTED if policy.may(actor, p, town.agency)] == []


@pytest.mark.parametrize("permission", EXPECTED)
def test_the_three_directions_agree(town, village, stranger, permission):
    everybody = [*town.people.values(), *village.people.values(), stranger]
    for place in (town.agency, village.agency):
        may = {person for person in everybody if policy.may(person, permission, place)}
        which = {person for person in everybody if place.pk in policy.agencies_with(person, permission)}
        assert may == which == set(policy.people_with(permission, [place.pk])[place.pk])


def test_all_permissions_of_a_person_cost_one_query(town, django_assert_num_queries):
    person = world.fresh(town.author)
    with django_assert_num_queries(1):
        for permission in Permission:
            policy.agencies_with(person, permission)
        policy.is_member(person)
        policy.may(person, Permission.EDIT, town.agency)


def test_what_many_people_hold_costs_one_query(town, village, stranger, django_assert_num_queries):
    people = [world.fresh(each) for each in (*town.people.values(), *village.people.values(), stranger)]
    expected = [{p: policy.agencies_with(world.fresh(each), p) for p in Permission} for each in people]
    with django_assert_num_queries(1):
        policy.remember(people)
        assert [{p: policy.agencies_with(each, p) for p in Permission} for each in people] == expected
        policy.remember(people)


def test_the_people_of_many_agencies_cost_two_queries_and_are_one_each(
    town, village, django_assert_num_queries
):
    actions.add_member(agency=village.agency, user=town.author, role=Role.AUTHOR, by=None)
    actions.deactivate_person(user=village.author, by=None)
    with django_assert_num_queries(2):
        found = policy.people_with(Permission.EDIT, [town.agency.pk, village.agency.pk])
    assert found == {town.agency.pk: [town.author], village.agency.pk: [town.author]}
    assert found[town.agency.pk][0] is found[village.agency.pk][0]


def test_whoever_is_inactive_costs_no_query(town, django_assert_num_queries):
    person = actions.deactivate_person(user=town.author, by=None)
    with django_assert_num_queries(0):
        assert not policy.is_member(person)


def test_a_deactivated_person_is_not_among_the_people_with_a_permission(town):
    actions.deactivate_person(user=town.author, by=None)
    assert policy.people_with(Permission.EDIT, [town.agency.pk]) == {town.agency.pk: []}


def test_roles_in_two_agencies_do_not_mix(town, village):
    actions.add_member(agency=village.agency, user=town.author, role=Role.READER, by=None)
    person = world.fresh(town.author)
    assert policy.agencies_with(person, Permission.VIEW) == {town.agency.pk, village.agency.pk}
    assert policy.agencies_with(person, Permission.EDIT) == {town.agency.pk}


def test_guardians_generic_tables_stay_empty(town):
    assert AgencyGroupPermission.objects.exists()
    assert not GroupObjectPermission.objects.exists() and not UserObjectPermission.objects.exists()


def test_a_removed_agency_leaves_no_grant_and_no_group(town, village):
    key = town.agency.pk
    actions.remove_agency(agency=Agency.objects.get(pk=key), by=None)
    assert not AgencyGroupPermission.objects.filter(content_object=key).exists()
    assert not policy.is_member(world.fresh(town.author))
    assert not User.objects.filter(groups__name__contains=str(key)).exists()


def test_an_agency_with_a_reused_id_gives_old_members_nothing(town, village):
    key = town.agency.pk
    actions.remove_agency(agency=Agency.objects.get(pk=key), by=None)
    again = Agency.objects.create(pk=key, name="New body", orgnr=world.orgnr(9))
    policy.settle_roles(again)
    assert not policy.may(world.fresh(town.author), Permission.VIEW, again)


def test_something_without_an_owner_is_nobodys(author):
    assert not policy.may(author, Permission.VIEW, object())
    assert not policy.may(author, Permission.VIEW, None)


def test_settling_restores_a_lost_grant_and_takes_a_foreign_one(town):
    grants = AgencyGroupPermission.objects.filter(content_object=town.agency)
    grants.filter(permission__codename="edit_draft").delete()
    approving = grants.filter(permission__codename="approve_version").get()
    reader_group = grants.filter(group__name__endswith=":reader").first().group
    AgencyGroupPermission.objects.create(
        group=reader_group, permission=approving.permission, content_object=town.agency
    )
    assert actions.settle_all_roles(by=None) == 1
    assert policy.may(world.fresh(town.author), Permission.EDIT, town.agency)
    assert not policy.may(world.fresh(town.reader), Permission.APPROVE, town.agency)


def test_only_the_operator_settles_roles(administrator):
    with pytest.raises(NotPermitted):
        actions.settle_all_roles(by=administrator)


def test_settling_a_settled_agency_writes_nothing(town):
    before = list(AgencyGroupPermission.objects.order_by("pk").values_list("pk", flat=True))
    policy.settle_roles(town.agency)
    assert list(AgencyGroupPermission.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_an_operator_who_is_deactivated_runs_nothing(operator):
    assert policy.is_operator(operator)
    operator.is_active = False
    assert not policy.is_operator(operator)


def test_what_one_holds_in_person_is_hers_alone_and_of_that_kind_alone(town, village):
    """No action gives it yet; the tables have room for it."""
    assign_perm(Permission.ADVISE.value, village.reader, town.agency)
    reader, other = world.fresh(village.reader), world.fresh(village.auditor)
    policy.remember([other])
    assert policy.may(reader, Permission.ADVISE, town.agency)
    assert not policy.may(other, Permission.ADVISE, town.agency)
    found = {kind: policy.people_with(kind, [town.agency.pk])[town.agency.pk] for kind in Permission}
    assert [kind for kind, people in found.items() if reader in people] == [Permission.ADVISE]
    assert reader not in policy.people_with(Permission.ADVISE, [village.agency.pk])[village.agency.pk]


def test_a_group_that_holds_nothing_gives_nothing(town):
    reader = world.fresh(town.reader)
    reader.groups.add(Group.objects.create(name="uten noe"))
    assert policy.agencies_with(reader, "None") == frozenset()
    assert {agency for _name, agency in policy.names_of_agencies_with(reader, Permission.VIEW)} == {
        town.agency.pk
    }


def test_who_is_remembered_is_not_read_again(town, django_assert_num_queries):
    people = [world.fresh(town.reader), world.fresh(town.author)]
    with django_assert_num_queries(1):
        policy.remember(people)
        policy.remember(people)
        policy.remember([])
        assert policy.is_member(people[0])


def test_a_role_that_nobody_has_stands_beside_those_that_somebody_has(town):
    alone = world.agency("Alene kommune")
    head = world.member(alone, "administrator", name="Alene")
    assert policy.people_with(Permission.VIEW, [alone.pk]) == {alone.pk: [head]}
