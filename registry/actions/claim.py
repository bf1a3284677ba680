"""A provider says that somebody belongs to an agency: noted, answered; never more than a reader by itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.actions.membership import add_member, grant_role
from registry.audit import record
from registry.errors import Conflict
from registry.models import Agency, Membership, MembershipClaim, User

State = MembershipClaim.State


@transaction.atomic
def note_claims(*, user: User, organisations: Iterable[str], provider: str, by: User) -> None:
    """Keep what is said for the first time; where the agency has chosen so, it makes her a reader at once."""
    for agency in Agency.objects.numbered(organisations):
        claim, is_new = MembershipClaim.objects.get_or_create(
            user=user, agency=agency, defaults={"provider": provider}
        )
        if not is_new:
            continue
        record("membership_claimed", agency, by, agency, user=user, provider=provider)
        is_member = Membership.objects.filter(user=user, agency=agency).exists()
        if is_member or agency.lets_in_by_claim:
            claim.state = State.GIVEN
            claim.save(update_fields=["state"])
        if agency.lets_in_by_claim and not is_member:
            grant_role(agency=agency, user=user, role=Role.READER, by=by, claim=provider)


@transaction.atomic
def answer_claim(*, claim: MembershipClaim, role: str | None, by: User) -> MembershipClaim:
    """Give the person a role, or with `role=None` decline. Needs MANAGE_MEMBERS; a claim is answered once."""
    claim = MembershipClaim.objects.select_for_update().get(pk=claim.pk)
    policy.check(by, Permission.MANAGE_MEMBERS, claim.agency)
    if claim.state != State.WAITING:
        raise Conflict("claim.answered", _("Somebody has already answered this."))
    if role is None:
        record("claim_declined", claim.agency, by, claim.agency, user=claim.user_id)
    else:
        add_member(agency=claim.agency, user=claim.user, role=role, by=by)
    claim.state = State.DECLINED if role is None else State.GIVEN
    claim.save(update_fields=["state"])
    return claim
