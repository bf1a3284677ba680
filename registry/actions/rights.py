"""Who may run the actions of this floor that no single agency decides about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.errors import NotPermitted
from registry.models import User


def check_operator(by: User | None) -> None:
    """Only whoever runs the installation: `by=None` (at the machine) or an active superuser."""
    if not policy.is_operator(by):
        raise refused(_("Only the operator of this installation can do this."))


def check_somewhere(by: User | None, permission: Permission) -> None:
    """Whoever holds the permission in at least one agency, or the operator."""
    if not policy.is_operator(by) and not policy.agencies_with(by, permission):
        raise refused(_("You do not have the role this needs."))


def check_self(by: User | None, user: User) -> None:
    """Only the person herself, or the operator."""
    is_self = by is not None and by.pk == user.pk and by.is_active
    if not is_self and not policy.is_operator(by):
        raise refused(_("Only the person herself can do this."))


def check_in_person(by: User | None, message: str) -> None:
    """Only people, not tokens: what decides who comes in is theirs to change. `message` says so."""
    if policy.is_bound(by):
        raise NotPermitted("access.not_permitted", message, how=_("Sign in, and do it yourself."))


def refused(message: str) -> NotPermitted:
    """The refusal of whoever lacks the role, to be raised."""
    return NotPermitted("access.not_permitted", message, how=_("Ask an administrator of the agency."))
