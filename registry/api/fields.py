"""Building blocks of serializers: only visible things can be named, and unknown fields are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from registry.models import User


class VisibleField(serializers.PrimaryKeyRelatedField):
    """A reference by id to something the actor may see; anything else does not exist."""

    def __init__(self, model: type[Model] | None = None, **options: Any) -> None:
        self.model = model
        if model is not None and not options.get("read_only"):
            options.setdefault("queryset", model._default_manager.none())
        options.setdefault("pk_field", serializers.UUIDField())
        super().__init__(**options)

    def get_queryset(self) -> QuerySet[Any]:
        """What the actor of this request may see."""
        assert self.model is not None
        return self.model.objects.visible_to(self.context["request"].user)  # type: ignore[attr-defined]


class AddressField(serializers.CharField):
    """A person named by an e-mail address that is known to be hers (UserManager.addressed)."""

    default_error_messages = {
        "does_not_exist": gettext_lazy("Nobody is registered with this e-mail address."),
        "ambiguous": gettext_lazy("Several people have this e-mail address."),
    }

    def to_internal_value(self, data: Any) -> User:
        """The active person; raises ValidationError when there is none, or more than one."""
        found = list(User.objects.addressed(super().to_internal_value(data)).filter(is_active=True)[:2])
        if len(found) != 1:
            self.fail("ambiguous" if found else "does_not_exist")
        return found[0]


class Strict(serializers.Serializer):
    """What may be sent; a field that is not there, or cannot be written, is refused and not passed over."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; raises ValidationError."""
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {key: [_("There is no such field to write.")] for key in data if key not in writable}
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown_field")
        return super().to_internal_value(data)
