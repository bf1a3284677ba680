"""Building blocks of serializers: only visible things can be named, and unknown fields are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiSerializerExtension
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
            if numbers := {name: [said] for name, said in self._numbers_for_others(data)}:
                raise serializers.ValidationError(numbers, code="invalid")
        return super().to_internal_value(data)

    def _numbers_for_others(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Where a number is given for a text or a yes, which the framework would make one of; what to say."""
        for name, field in self.fields.items():
            given, is_list = data.get(name), isinstance(field, serializers.ListField)
            asked, values = (field.child, given) if is_list and isinstance(given, list) else (field, [given])
            if isinstance(asked, serializers.CharField | serializers.BooleanField) and any(
                isinstance(value, int | float) and not isinstance(value, bool) for value in values
            ):
                yield name, asked.error_messages["invalid"]


class StrictShape(OpenApiSerializerExtension):
    """Tells OpenAPI that there are no other fields."""

    target_class = "registry.api.fields.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """The shape of what may be sent."""
        shape: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**shape, "additionalProperties": False} if direction == "request" else shape
