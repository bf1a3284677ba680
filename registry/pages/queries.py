"""What the ground floor's pages show: policy-filtered rows, ready for a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import ROLE_LABELS, Role
from registry.models import Agency, Identity, Membership, MembershipClaim, Solution, User

PAGE = 24


@dataclass(frozen=True)
class HeldRole:
    """A role as it is shown: its code and its name in the reader's language."""

    value: str
    label: object


def as_uuid(text: str) -> UUID:
    """The id a form or address gave; one that is malformed names nothing that exists."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def agencies_of(actor: User) -> QuerySet[Agency]:
    """The agencies the person belongs to, by name."""
    return Agency.objects.filter(pk__in=policy.agencies_with(actor, Permission.VIEW)).order_by("name")


def agencies_where(actor: object, permission: Permission) -> QuerySet[Agency]:
    """The agencies where the actor holds the permission, by name: the choices of a form."""
    return Agency.objects.filter(pk__in=policy.agencies_with(actor, permission)).order_by("name")


def memberships_of(actor: User) -> list[tuple[Agency, list[object]]]:
    """Each agency the person belongs to with the names of her roles there."""
    found = Membership.objects.filter(user=actor).select_related("agency").order_by("agency__name", "role")
    grouped: dict[UUID, tuple[Agency, list[object]]] = {}
    for held in found:
        grouped.setdefault(held.agency_id, (held.agency, []))[1].append(ROLE_LABELS[Role(held.role)])
    return list(grouped.values())


def people_of(agency: Agency) -> list[tuple[User, list[HeldRole]]]:
    """The agency's people by name, each with the roles held there."""
    held_here = Membership.objects.filter(agency=agency, user__serves=None)
    found = held_here.select_related("user").order_by("user__name", "role")
    roles: dict[User, list[HeldRole]] = defaultdict(list)
    for held in found:
        roles[held.user].append(HeldRole(held.role, ROLE_LABELS[Role(held.role)]))
    return list(roles.items())


def belonging_elsewhere(agency: Agency, actor: User) -> set[UUID]:
    """Those of the agency's people who also belong to an agency the actor does not administer."""
    manages = policy.agencies_with(actor, Permission.MANAGE_MEMBERS)
    here = Membership.objects.filter(agency=agency).values("user")
    return set(
        Membership.objects.filter(user__in=here).exclude(agency__in=manages).values_list("user", flat=True)
    )


def services_of(agency: Agency) -> list[tuple[User, list[object]]]:
    """The agency's service accounts by name, each with the names of its roles; tokens are fetched along."""
    roles = defaultdict(list)
    for held in Membership.objects.filter(agency=agency, user__serves=agency).order_by("role"):
        roles[held.user_id].append(ROLE_LABELS[Role(held.role)])
    found = User.objects.filter(serves=agency, is_active=True).prefetch_related("tokens")
    return [(one, roles[one.pk]) for one in found.order_by("name", "pk")]


def ways_in(user: User) -> list[tuple[Identity, str]]:
    """The person's identities at providers, each with the provider's name as this installation calls it."""
    names = {one.id: one.name for one in settings.OIDC_PROVIDERS}
    return [(one, names.get(one.provider, one.issuer)) for one in user.identities.order_by("since")]


def claims_waiting(agency: Agency) -> QuerySet[MembershipClaim]:
    """Those who wait for a role in the agency, oldest first."""
    return MembershipClaim.objects.waiting_in(agency).order_by("since", "id")


def solutions(actor: object, *, query: str, kind: str) -> QuerySet[Solution]:
    """The solutions the actor may see whose name or supplier holds every word, newest change first."""
    found = Solution.objects.visible_to(actor).select_related("supplier").order_by("-updated", "-id")
    for word in query.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(supplier__name__icontains=word))
    return found.filter(kind=kind) if kind else found


def keyset_page(rows: QuerySet[Any], after: str, size: int = PAGE) -> tuple[Sequence[Any], str]:
    """A page of rows ordered by (-updated, -id) after row `after`, and the id the next page begins after."""
    if after:
        last = rows.model._default_manager.filter(pk=as_uuid(after)).values_list("updated", "pk").first()
        if last:
            rows = rows.filter(Q(updated__lt=last[0]) | Q(updated=last[0], pk__lt=last[1]))
    found = list(rows[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""
