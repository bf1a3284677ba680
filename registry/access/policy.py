"""The one policy: may this person, which ones, which people. Deny unless a row says yes.

Permissions are held on agencies, by role groups ("agency:<uuid>:<role>") or by a person, in guardian's
direct-FK tables. This is the only module that speaks to guardian. Whoever is anonymous or deactivated holds
nothing; `is_superuser` runs the installation and holds nothing either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from registry.access.permissions import Permission
from registry.access.roles import PERMISSIONS_OF, Role
from registry.errors import NotPermitted

if TYPE_CHECKING:
    from registry.models import Agency, User

Held = Mapping[str, frozenset[UUID]]
Grant = tuple[str, UUID, str]  # a permission, and the agency it is held on by id and name
OwnerOf = Callable[[Any], "UUID | None"]

_MEMORY = "_permissions_held"
_NAMES = "_names_of_agencies"
_BOUND = "_acts_in_agency"
_NOWHERE: frozenset[UUID] = frozenset()
_owner_of: dict[type[Model], OwnerOf] = {}


# --- May this person? ----------------------------------------------------------------------------


def may(actor: object, permission: str, obj: object) -> bool:
    """Whether the actor holds the permission on the agency that owns `obj`, or is `obj`."""
    return owner_id(obj) in agencies_with(actor, permission)


def check(actor: object, permission: str, obj: object) -> None:
    """Raise NotPermitted unless the actor may; for things the actor can see."""
    if not may(actor, permission, obj):
        raise NotPermitted(
            "access.not_permitted",
            _("You do not have the role this needs."),
            how=_("Ask an administrator of the agency."),
            detail={"permission": str(permission)},
        )


def owner_id(obj: object) -> UUID | None:
    """The id of the agency that decides about `obj`, or None when nobody does."""
    for kind, rule in _owner_of.items():
        if isinstance(obj, kind):
            return rule(obj)
    if isinstance(obj, apps.get_model("registry", "Agency")):
        return cast("UUID", obj.pk)
    return cast("UUID | None", getattr(obj, "owner_id", None))


def decides_about(kind: type[Model], rule: OwnerOf) -> None:
    """Let an upper floor say which agency decides about its own things: rule(obj) -> agency id or None."""
    _owner_of[kind] = rule


# --- Which ones? ---------------------------------------------------------------------------------


def agencies_with(actor: object, permission: str) -> frozenset[UUID]:
    """Ids of the agencies where the actor holds the permission; one query per actor instance answers all."""
    return _held(actor).get(str(permission), _NOWHERE)


def is_member(actor: object) -> bool:
    """Whether the actor may read what some agency owns, that is: belongs to one."""
    return bool(agencies_with(actor, Permission.VIEW))


def agencies_of(actor: object) -> QuerySet[Agency]:
    """The agencies the actor belongs to, by name."""
    agencies = apps.get_model("registry", "Agency")._default_manager
    return cast(
        "QuerySet[Agency]", agencies.filter(pk__in=agencies_with(actor, Permission.VIEW)).order_by("name")
    )


def visible_owner_q(actor: object, permission: str = Permission.VIEW, *, field: str = "owner") -> Q:
    """The filter "owned by an agency where the actor holds the permission", for lists."""
    return Q(**{f"{field}__in": agencies_with(actor, permission)})


def is_operator(actor: object) -> bool:
    """Whether the actor runs this installation: None (at the machine itself) or an active superuser."""
    if actor is None:
        return True
    is_whole = getattr(actor, _BOUND, None) is None
    return is_whole and is_person(actor) and bool(getattr(actor, "is_superuser", False))


def remember(actors: Iterable[User]) -> None:
    """Read what all of these hold in one query, for whoever asks about many people."""
    unread = [actor for actor in actors if not hasattr(actor, _MEMORY)]
    held = _read(unread) if unread else {}
    for actor in unread:
        _keep(actor, held[actor.pk])


def forget(actor: object) -> None:
    """Ask the database again next time; for an actor whose roles have just changed."""
    getattr(actor, "__dict__", {}).pop(_MEMORY, None)


def bind(actor: object, agency: UUID | None) -> None:
    """Let the actor hold, from now on, only what she holds in this agency: she acts through a token.

    With None she acts for the whole installation, if she may.
    """
    setattr(actor, _BOUND, agency)
    forget(actor)


def is_bound(actor: object) -> bool:
    """Whether the actor acts through a token, and not herself."""
    return hasattr(actor, _BOUND)


def is_person(actor: object) -> bool:
    """Whether it is somebody who may come in: not nobody, a guest of a link, or one who is deactivated."""
    return bool(getattr(actor, "is_active", False))


def _held(actor: object) -> Held:
    """Permission -> agency ids, read once per actor instance (requests and jobs load their actor anew)."""
    if not is_person(actor):
        return {}
    remember([cast("User", actor)])
    return cast("Held", getattr(actor, _MEMORY))


def _read(users: Iterable[User]) -> dict[UUID, list[Grant]]:
    """What each of them holds, through roles and in person."""
    keys = [user.pk for user in users]
    found: dict[UUID, list[Grant]] = {key: [] for key in keys}
    for user, *grant in _through_roles().filter(user__in=keys).union(_in_person().filter(user__in=keys)):
        found[user].append(tuple(grant))
    return found


# Of each grant: whose it is, the permission, and the agency by id and name. This is asked in every request,
# so what is the same for everybody is put together once.
_GRANT = ("permission__codename", "content_object_id", "content_object__name")


@cache
def _through_roles() -> QuerySet[Any]:
    held = "group__agencygrouppermission"
    in_groups = apps.get_model("registry", "User").groups.through._default_manager
    columns = (f"{held}__{column}" for column in _GRANT)
    return cast("QuerySet[Any]", in_groups.filter(**{f"{held}__isnull": False}).values_list("user", *columns))


@cache
def _in_person() -> QuerySet[Any]:
    return _table("User").values_list("user", *_GRANT)


def _keep(user: User, grants: Iterable[Grant]) -> None:
    held: dict[str, set[UUID]] = {}
    names: dict[UUID, str] = {}
    only: UUID | None = getattr(user, _BOUND, None)
    for codename, agency, name in grants:
        if only not in (None, agency):
            continue
        held.setdefault(codename, set()).add(agency)
        names[agency] = name
    setattr(user, _NAMES, names)
    setattr(user, _MEMORY, {codename: frozenset(agencies) for codename, agencies in held.items()})


def names_of_agencies_with(actor: object, permission: str) -> list[tuple[str, UUID]]:
    """Name and id of each agency where the actor holds the permission, by name; no query of its own."""
    agencies = agencies_with(actor, permission)
    names: Mapping[UUID, str] = getattr(actor, _NAMES, {})
    return sorted((names[agency], agency) for agency in agencies)


def _table(holder: str) -> QuerySet[Any]:
    return cast(
        "QuerySet[Any]", apps.get_model("registry", f"Agency{holder}Permission")._default_manager.all()
    )


# --- Which people? -------------------------------------------------------------------------------


def people_with(permission: str, agencies: Iterable[UUID]) -> dict[UUID, list[User]]:
    """The active people who hold the permission on each agency, each person as one instance (two queries)."""
    asked = list(agencies)
    grants = {"permission__codename": str(permission), "content_object__in": asked}
    through_roles = _table("Group").filter(**grants).values_list("content_object_id", "group__user")
    in_person = _table("User").filter(**grants).values_list("content_object_id", "user")
    pairs = sorted(pair for pair in through_roles.union(in_person) if pair[1])
    users = apps.get_model("registry", "User")._default_manager.filter(is_active=True)
    people = users.in_bulk({user for _agency, user in pairs})
    found: dict[UUID, list[User]] = {agency: [] for agency in asked}
    for agency, user in pairs:
        if user in people:
            found[agency].append(people[user])
    return found


# --- Giving and taking (called by actions only) --------------------------------------------------


def group_name(agency: Agency, role: Role) -> str:
    """The name of the group that holds a role's permissions on an agency."""
    return f"agency:{agency.pk}:{role.value}"


def give_role(user: User, role: Role, agency: Agency) -> None:
    """Put the person into the role group of the agency."""
    user.groups.add(_role_group(agency, role))
    forget(user)


def take_role(user: User, role: Role, agency: Agency) -> None:
    """Take the person out of the role group of the agency."""
    user.groups.remove(_role_group(agency, role))
    forget(user)


def settle_roles(agency: Agency) -> tuple[int, int]:
    """Make the agency's grants equal to PERMISSIONS_OF; returns how many were given and taken."""
    groups = _role_groups(agency)
    table = _table("Group").filter(content_object=agency.pk, group__in=groups.values())
    held = set(table.values_list("group", "permission__codename"))
    given = 0
    for permission in Permission:
        missing = [
            group.pk
            for role, group in groups.items()
            if permission in PERMISSIONS_OF[role] and (group.pk, permission.value) not in held
        ]
        _assign(permission, missing, agency)
        given += len(missing)
    wanted = {(groups[role].pk, permission.value) for role in Role for permission in PERMISSIONS_OF[role]}
    by_key = {group.pk: group for group in groups.values()}
    for group_key, codename in held - wanted:
        remove_perm(codename, by_key[group_key], agency)
    return given, len(held - wanted)


def remove_role_groups(agency: Agency) -> None:
    """Remove the agency's role groups, and with them every grant they hold."""
    Group.objects.filter(name__startswith=f"agency:{agency.pk}:").delete()


def _assign(permission: Permission, groups: Iterable[int], agency: Agency) -> None:
    chosen = list(groups)
    if chosen:
        assign_perm(permission.value, Group.objects.filter(pk__in=chosen), agency)


def _role_groups(agency: Agency) -> dict[Role, Group]:
    names = {group_name(agency, role): role for role in Role}
    found = {group.name: group for group in Group.objects.filter(name__in=names)}
    missing = [Group(name=name) for name in names if name not in found]
    found |= {group.name: group for group in Group.objects.bulk_create(missing)}
    return {role: found[name] for name, role in names.items()}


def _role_group(agency: Agency, role: Role) -> Group:
    return Group.objects.get_or_create(name=group_name(agency, role))[0]
