"""One permission class for the whole API: each view says which permission each of its actions needs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission

from registry.access import policy
from registry.access.permissions import Permission

if TYPE_CHECKING:  # the framework imports this module while it is still importing its own views
    from rest_framework.request import Request
    from rest_framework.views import APIView


class Entry(Enum):
    """Who may call an action that no permission on an agency decides about."""

    SIGNED_IN = auto()  # any active person, about that person's own things
    HERSELF = auto()  # the same, but not through a token: what concerns how one signs in
    MEMBER = auto()  # whoever belongs to some agency
    OPERATOR = auto()  # whoever runs the installation


# None means: anyone at all may ask, and the queryset of the view decides what there is to see.
Need = Permission | Entry | None


class ByPolicy(BasePermission):
    """Allows what `view.permission_of[action]` names; an action that is not in the table is denied."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Before any object is known: the actor holds the permission somewhere."""
        action = action_of(request, view)
        if action is None:
            return True  # no such method here: the view answers 405 by itself
        table = table_of(view)
        if action not in table:
            return False
        return _may_enter(request.user, table[action])

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        """The queryset has found it, so the actor may see it; now: may the actor do this?"""
        need = table_of(view).get(action_of(request, view) or "")
        return policy.may(request.user, need, obj) if isinstance(need, Permission) else True


def table_of(view: APIView) -> Mapping[str, Need]:
    """The view's table of needs, empty when it has none."""
    table: Mapping[str, Need] = getattr(view, "permission_of", {})
    return table


def action_of(request: Request, view: APIView) -> str | None:
    """What is asked: the viewset's action, or the method of a plain view; None when there is no such."""
    method = (request.method or "").lower()
    if method == "options":
        return None  # never served, so never asked about
    if hasattr(view, "action_map"):
        return getattr(view, "action", None)
    return method if hasattr(view, method) and method in view.http_method_names else None


def _may_enter(actor: object, need: Need) -> bool:
    if need is None:
        return True
    if need is Entry.OPERATOR:
        return actor is not None and policy.is_operator(actor)
    if need is Entry.MEMBER:
        return policy.is_member(actor)
    if isinstance(need, Permission):
        return bool(policy.agencies_with(actor, need))
    if need is Entry.HERSELF and policy.is_bound(actor):
        return False
    return policy.is_person(actor)
