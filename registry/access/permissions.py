"""Everything that can be asked of the policy. Each permission is held on an agency."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What an actor may do with what an agency owns; the value is the code stored in the database."""

    VIEW = "view_assessments"
    CREATE = "create_assessment"
    EDIT = "edit_draft"
    SUBMIT = "submit_version"
    COMMENT = "comment_version"
    ADVISE = "advise_version"
    APPROVE = "approve_version"
    WITHDRAW = "withdraw_version"
    SHARE = "share_assessment"
    EXPORT = "order_export"
    VIEW_TRAIL = "view_trail"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_AGENCY = "manage_agency"
    REGISTER_SOLUTION = "register_solution"


LABELS: dict[Permission, str | Promise] = {
    Permission.VIEW: _("Read assessments"),
    Permission.CREATE: _("Start and fork assessments"),
    Permission.EDIT: _("Write drafts"),
    Permission.SUBMIT: _("Submit a version for approval"),
    Permission.COMMENT: _("Comment on a version"),
    Permission.ADVISE: _("Give the data protection officer's advice"),
    Permission.APPROVE: _("Approve, or ask for changes"),
    Permission.WITHDRAW: _("Withdraw a version"),
    Permission.SHARE: _("Decide who may see an assessment"),
    Permission.EXPORT: _("Order Word and PDF"),
    Permission.VIEW_TRAIL: _("Read the audit trail"),
    Permission.MANAGE_MEMBERS: _("Add and remove members"),
    Permission.MANAGE_AGENCY: _("Change the agency's own details"),
    Permission.REGISTER_SOLUTION: _("Register solutions"),
}
