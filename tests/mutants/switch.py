"""What the rewritten code asks: which guard is taken away now, and what there is when it is.

A copy of this module stands in the tree that is tried; nothing of it is in Vurdert itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

FLOORS = ("registry", "assessments", "exports")
RELATED = {
    "assessments.Assessment": ("owner", "current", "shown"),
    "assessments.Version": ("assessment__owner", "review", "author"),
    "assessments.Draft": ("assessment__owner", "assessment__current", "assessment__shown", "updated_by"),
    "assessments.ShareLink": ("version__assessment__owner",),
}

on: int | None = None  # the number of the mutant that is alive
reached: set[int] = set()  # those whose place has been passed since this was emptied


def is_on(number: int) -> bool:
    """Whether this mutant is the one that is alive; that its place was passed is noted."""
    reached.add(number)
    return number == on


def forget() -> None:
    """Empty what our own functions remember, which another mutant may have said."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in FLOORS:
            for each in list(vars(module).values()):
                if callable(getattr(each, "cache_clear", None)):
                    each.cache_clear()


def perhaps(number: int, guard: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that guards as `guard` does, unless this mutant is alive."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        guarded = guard(view)

        @wraps(guarded)
        def either(*args: Any, **named: Any) -> Any:
            return view(*args, **named) if is_on(number) else guarded(*args, **named)

        return either

    return decorate


class Table(dict[str, Any]):
    """What the actions of a view need, where one of them may need nothing."""

    def __init__(self, needs: Mapping[str, Any], numbers: Mapping[str, int]) -> None:
        super().__init__(needs)
        self._numbers = numbers

    def __getitem__(self, action: str) -> Any:
        is_open = action in self._numbers and is_on(self._numbers[action])
        return None if is_open else super().__getitem__(action)

    def get(self, action: str, otherwise: Any = None) -> Any:
        """As a mapping answers."""
        return self[action] if action in self else otherwise  # noqa: SIM401 (this is `get`)


def every(kind: str) -> Any:
    """All there are of a model, whoever asks."""
    from django.apps import apps

    return apps.get_model(kind)._default_manager.all()


def every_known() -> Any:
    """All assessments, each as though one might read it."""
    from django.db.models import Value

    return every("assessments.Assessment").annotate(is_entry=Value(False))


def every_agency() -> frozenset[UUID]:
    """The ids of all agencies."""
    return frozenset(every("registry.Agency").values_list("pk", flat=True))


def one(kind: str, key: object, by: str = "pk") -> Any:
    """The one with this id, whoever asks; None when there is none."""
    from django.core.exceptions import ValidationError

    try:
        found = every(kind).select_related(*RELATED.get(kind, ())).filter(**{by: key}).first()
    except (ValidationError, ValueError, TypeError):
        return None
    if kind == "assessments.Assessment" and found is not None:
        found.is_entry = False
    return found


def side(name: object) -> Any:
    """A side of a comparison by what addresses call it, whoever asks."""
    word = str(name)
    if word.startswith("draft:"):
        return one("assessments.Draft", word.removeprefix("draft:"), "assessment")
    return one("assessments.Version", word)


def full() -> Any:
    """The reading of the owner's people."""
    from assessments.engine.redact import Reading

    return Reading.FULL


def always() -> Any:
    """A condition that everything meets."""
    from django.db.models import Q

    return Q(pk__isnull=False)


def without(name: str, *way: str) -> None:
    """Take one entry out of a setting for the rest of this process; `way` leads to it."""
    from django.conf import settings
    from rest_framework.views import APIView

    value = _less(getattr(settings, name), way)
    setattr(settings, name, value)
    attribute = way[0].removeprefix("DEFAULT_").lower() if way else ""
    if name == "REST_FRAMEWORK" and hasattr(APIView, attribute):
        kept = [
            each for each in getattr(APIView, attribute) if f"{each.__module__}.{each.__name__}" != way[1]
        ]
        setattr(APIView, attribute, kept)


def _less(value: Any, way: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        if len(way) == 1:
            return {key: each for key, each in value.items() if key != way[0]}
        return {**value, way[0]: _less(value[way[0]], way[1:])}
    return [each for each in value if each != way[0]]
