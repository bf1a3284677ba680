"""Roles as data: which permissions each role gives in the agency where it is held."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.access.permissions import Permission as P


class Role(StrEnum):
    """What a person is in an agency; one person may be several things."""

    READER = "reader"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    DPO = "dpo"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: dict[Role, str | Promise] = {
    Role.READER: _("Reader"),
    Role.AUTHOR: _("Author"),
    Role.REVIEWER: _("Reviewer"),
    Role.DPO: _("Data protection officer"),
    Role.APPROVER: _("Risk owner"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

# What a person must answer for herself; no service account holds it.
PERSONAL = frozenset({P.APPROVE, P.ADVISE})

_READING = frozenset({P.VIEW, P.EXPORT})

# The administrator decides who may enter, and neither writes nor approves by that role.
PERMISSIONS_OF: dict[Role, frozenset[P]] = {
    Role.READER: _READING,
    Role.AUTHOR: _READING | {P.CREATE, P.EDIT, P.SUBMIT, P.COMMENT, P.WITHDRAW, P.REGISTER_SOLUTION},
    Role.REVIEWER: _READING | {P.COMMENT},
    Role.DPO: _READING | {P.COMMENT, P.ADVISE},
    Role.APPROVER: _READING | {P.COMMENT, P.APPROVE, P.WITHDRAW, P.SHARE},
    Role.AUDITOR: _READING | {P.VIEW_TRAIL},
    Role.ADMINISTRATOR: _READING
    | {P.MANAGE_MEMBERS, P.MANAGE_AGENCY, P.SHARE, P.REGISTER_SOLUTION, P.VIEW_TRAIL},
}
