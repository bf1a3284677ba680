"""References in bodies: only what the actor may see can be named."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from assessments import access
from assessments.models import Assessment, Version
from registry.api.fields import VisibleField


class VisibleAssessment(VisibleField):
    """An assessment by id, among those the actor may see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Assessment, **options)

    def get_queryset(self) -> QuerySet[Any]:
        """What the actor of this request may see."""
        return access.visible(self.context["request"].user).select_related("owner")


class VisibleVersion(VisibleField):
    """A version by id, among those the actor may see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Version, **options)

    def get_queryset(self) -> QuerySet[Any]:
        """What the actor of this request may see."""
        return access.visible_versions(self.context["request"].user)
