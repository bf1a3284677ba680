"""Grants on agencies in guardian's direct-FK tables: they go when the agency goes, so none is left behind.

Guardian finds these tables by the reverse relation, which must therefore not be hidden (`related_name="+"`):
with a hidden one it silently writes to its generic tables instead.
"""

from __future__ import annotations

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase


class AgencyGroupPermission(GroupObjectPermissionBase):
    """A role group holds a permission on an agency."""

    content_object = models.ForeignKey(
        "registry.Agency", on_delete=models.CASCADE, related_name="group_grants"
    )

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()

    def __str__(self) -> str:
        return f"group {self.group_id} · {self.permission_id} · agency {self.content_object_id}"


class AgencyUserPermission(UserObjectPermissionBase):
    """A person holds a permission on an agency without a role."""

    content_object = models.ForeignKey(
        "registry.Agency", on_delete=models.CASCADE, related_name="user_grants"
    )

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        default_permissions = ()

    def __str__(self) -> str:
        return f"user {self.user_id} · {self.permission_id} · agency {self.content_object_id}"
