"""Service accounts: what an agency's programs act as, through tokens, when no one person is behind them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.actions import given, rights
from registry.actions.membership import add_member, take_roles
from registry.audit import record
from registry.errors import Conflict
from registry.models import Agency, Notify, User


@transaction.atomic
def register_service(*, agency: Agency, name: str, role: str, by: User | None) -> User:
    """A service account with a role in its agency. Needs MANAGE_MEMBERS; nobody signs in as it."""
    if by is not None:
        policy.check(by, Permission.MANAGE_MEMBERS, agency)
    service = User(
        name=given.line(name, "name", limit=200),
        serves=agency,
        signs_in_here=False,
        language=agency.language,
        notify=Notify.NEVER,
    )
    service.set_unusable_password()
    service.save(force_insert=True)
    record("service_registered", agency, by, agency, service=service, name=service.name)
    add_member(agency=agency, user=service, role=Role(given.one_of(role, "role", list(Role))), by=by)
    return service


@transaction.atomic
def end_service(*, service: User, by: User | None) -> None:
    """End a service account: its tokens and roles go at once, what it wrote stays. Needs MANAGE_MEMBERS.

    As tokens end with it, it is not ended through a token either.
    """
    rights.check_in_person(by, _("Service accounts are ended by people, not through a token."))
    agency = service.serves
    if agency is None or not service.is_active:
        raise Conflict("service.ended", _("This service account has ended."))
    if by is not None:
        policy.check(by, Permission.MANAGE_MEMBERS, agency)
    service.tokens.all().delete()
    take_roles(agency=agency, user=service, by=by)
    service.is_active = False
    service.save(update_fields=["is_active"])
    record("service_ended", agency, by, agency, service=service, name=service.name)
