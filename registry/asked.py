"""What a request asked for: the row that an address or a refusal names, whether or not the asker may see it.

For the trail alone; nothing found here is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import ResolverMatch


def thing_of(match: ResolverMatch, about: tuple[str, object] | None) -> Model | None:
    """What the refusal was about, else the last row that the address names; None when there is none."""
    for kind, key in _named(match, about):
        found = _find(kind, key)
        if found is not None:
            return found
    return None


def _named(match: ResolverMatch, about: tuple[str, object] | None) -> Iterator[tuple[type[Model], object]]:
    if about is not None:
        yield apps.get_model(about[0]), about[1]
    for name, value in reversed(match.kwargs.items()):
        kind = kind_named(name, match.func)
        if kind is not None:
            yield kind, value


def kind_named(name: str, view: Any) -> type[Model] | None:
    """The model that a part of an address names (settings.ASKED_FOR); `pk` is of the endpoint's own kind."""
    if name == "pk":
        queryset = getattr(getattr(view, "cls", None), "queryset", None)
        label = queryset.model._meta.label if queryset is not None else ""
        return queryset.model if label in settings.ASKED_FOR.values() else None
    label = settings.ASKED_FOR.get(name, "")
    return apps.get_model(label) if label else None


def _find(kind: type[Model], key: object) -> Model | None:
    try:
        return kind._default_manager.filter(pk=key).first()
    except (ValueError, ValidationError):
        return None
