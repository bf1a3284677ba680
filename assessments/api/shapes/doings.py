"""What the asker can do: every bool is made from the same check that would refuse the deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rest_framework import serializers

from assessments import access
from assessments.actions.at_once import check_can_withhold_at_once
from assessments.models import Assessment, Version
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import User

Check = Callable[..., None]

ON_ASSESSMENT: Mapping[str, Check] = {
    "edit": access.check_can_edit,
    "submit": access.check_can_submit,
    "revise": access.check_can_revise,
    "share": access.check_can_share,
    "follow_up": access.check_can_follow_up,
    "link": lambda actor, assessment: access.check_may(actor, Permission.EDIT, assessment),
}
ON_VERSION: Mapping[str, Check] = {
    "comment": access.check_can_comment,
    "advise": access.check_can_advise,
    "respond": access.check_can_respond,
    "approve": access.check_can_approve,
    "request_changes": access.check_can_request_changes,
    "withdraw": access.check_can_withdraw,
    "withhold": lambda actor, version: check_can_withhold_at_once(actor, version.assessment),
}


class AssessmentDoings(serializers.Serializer):
    """What the asker can do with the assessment now."""

    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    revise = serializers.BooleanField()
    share = serializers.BooleanField()
    follow_up = serializers.BooleanField()
    link = serializers.BooleanField()


class VersionDoings(serializers.Serializer):
    """What the asker can do with the version now; `fork` needs an agency to fork into."""

    comment = serializers.BooleanField()
    advise = serializers.BooleanField()
    respond = serializers.BooleanField()
    approve = serializers.BooleanField()
    request_changes = serializers.BooleanField()
    withdraw = serializers.BooleanField()
    withhold = serializers.BooleanField(help_text="At once, from others.")
    fork = serializers.BooleanField()


def with_assessment(actor: User, assessment: Assessment) -> dict[str, bool]:
    """Each deed on an assessment, and whether `actor` can do it now."""
    return _each(ON_ASSESSMENT, actor, assessment, assessment)


def with_version(actor: User, version: Version) -> dict[str, bool]:
    """Each deed on a version the actor sees, and whether she can do it now."""
    can = _each(ON_VERSION, actor, version.assessment, version)
    return {**can, "fork": bool(policy.agencies_with(actor, Permission.CREATE))}


def _each(
    checks: Mapping[str, Check], actor: User, assessment: Assessment, obj: Assessment | Version
) -> dict[str, bool]:
    """For whoever is not one of the owner's people the answer is no without asking each check."""
    is_own = policy.may(actor, Permission.VIEW, assessment)
    return {name: is_own and access.is_allowed(check, actor, obj) for name, check in checks.items()}
