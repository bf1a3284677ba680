"""Who belongs to an agency, and as what."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import PERMISSIONS_OF, PERSONAL, Role
from registry.actions import given
from registry.actions.person import first_password, register_person
from registry.audit import record
from registry.errors import Conflict, Invalid, NotFound
from registry.models import Agency, Membership, User


@transaction.atomic
def add_member(*, agency: Agency, user: User, role: str, by: User | None) -> Membership:
    """Give the person a role in the agency; giving it twice changes nothing.

    Needs MANAGE_MEMBERS. The operator may appoint administrators, and at the machine itself (`by=None`)
    anyone.
    """
    chosen = Role(given.one_of(role, "role", list(Role)))
    _check_may_manage(by, agency, chosen)
    if not user.is_active:
        raise Conflict("person.inactive", _("This person can no longer sign in."), where="user")
    if agency.merged_into_id:
        raise Conflict("agency.merged", _("This agency has become part of another."), where="agency")
    _check_fits(user, agency, chosen)
    return grant_role(agency=agency, user=user, role=chosen, by=by)


def grant_role(*, agency: Agency, user: User, role: Role, by: User | None, **why: object) -> Membership:
    """The row, the grants and the event of a role, once its giver has been checked; in a transaction."""
    membership, is_new = Membership.objects.get_or_create(agency=agency, user=user, role=role.value)
    if is_new:
        policy.give_role(user, role, agency)
        record("member_added", agency, by, agency, user=user, role=role, **why)
    return membership


@transaction.atomic
def bring_in(
    *, agency: Agency, email: str, name: str, language: str, role: str, by: User | None
) -> tuple[User, str]:
    """Register a person nobody knows yet and give her a role; she and her first password, told this once.

    Needs MANAGE_MEMBERS in the agency, as add_member does.
    """
    _check_may_manage(by, agency, Role(given.one_of(role, "role", list(Role))))
    password = first_password()
    user = register_person(email=email, name=name, password=password, language=language, by=by)
    add_member(agency=agency, user=user, role=role, by=by)
    return user, password


@transaction.atomic
def remove_member(*, agency: Agency, user: User, role: str, by: User | None) -> None:
    """Take a role from the person. Needs MANAGE_MEMBERS; the last administrator stays."""
    chosen = Role(given.one_of(role, "role", list(Role)))
    _check_may_manage(by, agency, chosen)
    Agency.objects.select_for_update().get(
        pk=agency.pk
    )  # two administrators may not remove each other at once
    membership = Membership.objects.filter(agency=agency, user=user, role=chosen.value).first()
    if membership is None:
        raise NotFound("member.absent", _("This person does not have that role here."))
    if chosen is Role.ADMINISTRATOR and Agency.objects.administered_alone_by(user).filter(pk=agency.pk):
        raise Conflict(
            "member.last_administrator",
            _("This is the agency's last administrator."),
            how=_("Make somebody else administrator first."),
        )
    membership.delete()
    policy.take_role(user, chosen, agency)
    record("member_removed", agency, by, agency, user=user, role=chosen)


def take_roles(*, agency: Agency, user: User, by: User | None) -> None:
    """Take every role the person has in the agency, once the taker has been checked; in a transaction."""
    for membership in Membership.objects.filter(agency=agency, user=user):
        role = Role(membership.role)
        membership.delete()
        policy.take_role(user, role, agency)
        record("member_removed", agency, by, agency, user=user, role=role)


def _check_fits(user: User, agency: Agency, role: Role) -> None:
    """A service account works for its own agency, and neither approves nor advises."""
    if user.serves_id is None:
        return
    if user.serves_id != agency.pk:
        raise Invalid("service.foreign", _("This service account belongs to another agency."), where="user")
    if PERSONAL & PERMISSIONS_OF[role]:
        raise Invalid(
            "service.personal_role",
            _("A service account cannot have this role: what it decides, a person must answer for."),
            where="role",
            how=_("Choose another role."),
        )


def _check_may_manage(by: User | None, agency: Agency, role: Role) -> None:
    is_appointment = policy.is_operator(by) and (by is None or role is Role.ADMINISTRATOR)
    if not is_appointment:
        policy.check(by, Permission.MANAGE_MEMBERS, agency)
