"""Where what an actor may know of stands in order, before anything else of it is read.

Each condition walks its own index and no further than a page, so a page costs the same among a thousand
assessments as among a million. What no page changes of a question is put together once: Django takes longer
to do that than the database to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet, Value

from assessments.models import Assessment


class Place(NamedTuple):
    """Where an assessment stands in a list, whether it is but an entry, and whose and what it is."""

    updated: datetime
    id: UUID
    is_entry: bool
    owner: UUID
    upstream: UUID | None


def walk(whole: Sequence[Q], entries: Q, size: int) -> list[Place]:
    """The first `size` places of what meets any condition, in order."""
    places: dict[UUID, Place] = {}
    for each in map(Place._make, merged(whole, entries, size)):
        kept = places.setdefault(each.id, each)
        places[each.id] = kept._replace(is_entry=kept.is_entry and each.is_entry)
    return list(places.values())[:size]


def merged(whole: Sequence[Q], entries: Q, size: int) -> QuerySet[Assessment, tuple[object, ...]]:
    """The fields of a Place in order, in one query: what one may both read and know of comes twice.

    The limit stands one level down, in an IN: SQLite takes none in the parts of a union.
    """
    conditions = [*((each, False) for each in whole), (entries, True)]
    parts = [
        _places(is_entry).filter(pk__in=_newest_first().filter(condition)[:size])
        for condition, is_entry in conditions
    ]
    return parts[0].union(*parts[1:]).order_by("-updated", "-id")[: 2 * size]


@cache
def _newest_first() -> QuerySet[Assessment, dict[str, object]]:
    return Assessment.objects.order_by("-updated", "-id").values("pk")


@cache
def _places(is_entry: bool) -> QuerySet[Assessment, tuple[object, ...]]:
    marked = Assessment.objects.annotate(is_entry=Value(is_entry, BooleanField()))
    return marked.values_list(*Place._fields)
