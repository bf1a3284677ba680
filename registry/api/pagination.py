"""Keyset paging: a page starts after the last row of the one before, so page 1,000 is as quick as page 1.

A view names its `ordering`, for example `("-updated", "-id")`: columns never null and together unique.
Works on model instances and on `.values()` rows. Never counts.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from registry.errors import Invalid

if TYPE_CHECKING:  # the framework imports this module while it is still importing its own views
    from rest_framework.views import APIView

FORWARD, BACK = "f", "b"
LONGEST_CURSOR = 1000


def encode(direction: str, values: Sequence[object]) -> str:
    """The cursor as text that can stand in an address."""
    text = json.dumps([direction, *map(str, values)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> tuple[str, list[str]]:
    """Direction and values of a cursor; raises Invalid for one we did not make."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError(cursor)
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
        direction, *values = json.loads(text)
        if direction not in (FORWARD, BACK) or len(values) != length:
            raise ValueError(cursor)
        if not all(isinstance(value, str) and "\x00" not in value for value in values):
            raise ValueError(cursor)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise _unknown_cursor() from None
    return direction, values


def after(ordering: Sequence[str], values: Sequence[object], *, back: bool = False) -> Q:
    """The rows that come after (or before) the row with these values: (a > x) or (a = x and b > y) …"""
    query, equal = Q(), Q()
    for column, value in zip(ordering, values, strict=True):
        name = column.lstrip("-")
        comparison = "lt" if column.startswith("-") != back else "gt"
        query |= equal & Q(**{f"{name}__{comparison}": value})
        equal &= Q(**{name: value})
    # A plain bound on the first column lets the database start in the right place of its index.
    first = ordering[0]
    bound = "lte" if first.startswith("-") != back else "gte"
    return Q(**{f"{first.lstrip('-')}__{bound}": values[0]}) & query


def reversed_order(ordering: Sequence[str]) -> list[str]:
    """The same columns the other way round."""
    return [column[1:] if column.startswith("-") else f"-{column}" for column in ordering]


def page_from(rows: QuerySet[Any], ordering: Sequence[str], cursor: str, size: int) -> tuple[list[Any], str]:
    """The page of `rows` that begins at `cursor` ("" is the first one) and the cursor of the next ("" after
    the last), for pages people read; raises Invalid for a cursor we did not make."""
    if cursor:
        values = decode(cursor, len(ordering))[1]
        rows = rows.filter(after(ordering, _typed(rows, ordering, values)))
    found = list(rows.order_by(*ordering)[: size + 1])
    return found[:size], encode(FORWARD, _key(found[size - 1], ordering)) if len(found) > size else ""


class KeysetPagination(BasePagination):
    """Pages of 20 rows (`limit` up to 100) with `next` and `previous` addresses."""

    page_size = 20
    largest = 100

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """One page of the queryset, in the view's `ordering`."""
        self.request = request
        self.ordering: tuple[str, ...] = tuple(getattr(view, "ordering", ("-id",)))
        self.size = self._size(request)
        cursor = request.query_params.get("cursor", "")
        direction, values = decode(cursor, len(self.ordering)) if cursor else (FORWARD, [])
        back = direction == BACK
        order = reversed_order(self.ordering) if back else list(self.ordering)
        if values:
            queryset = queryset.filter(
                after(self.ordering, _typed(queryset, self.ordering, values), back=back)
            )
        rows = list(queryset.order_by(*order)[: self.size + 1])
        has_more, rows = len(rows) > self.size, rows[: self.size]
        self.rows = rows[::-1] if back else rows
        self.has_next = has_more if not back else bool(rows)
        self.has_previous = has_more if back else bool(values)
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        """The page with the addresses of its neighbours."""
        return Response(
            {
                "next": self._address(FORWARD, -1) if self.has_next else None,
                "previous": self._address(BACK, 0) if self.has_previous else None,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same, for OpenAPI."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The query parameters, for OpenAPI."""
        limit = {"type": "integer", "minimum": 1, "maximum": self.largest, "default": self.page_size}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "schema": {"type": "string"},
                "description": "Where the page starts: taken from `next` or `previous`.",
            },
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "schema": limit,
                "description": "How many rows.",
            },
        ]

    def _address(self, direction: str, place: int) -> str:
        row = self.rows[place] if self.rows else None
        here = self.request.build_absolute_uri()
        if row is None:
            return remove_query_param(here, "cursor")
        return replace_query_param(here, "cursor", encode(direction, _key(row, self.ordering)))

    def _size(self, request: Request) -> int:
        given = request.query_params.get("limit", str(self.page_size))
        if given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= self.largest:
            return int(given)
        raise Invalid(
            "page.limit_invalid",
            _("A page has from 1 to %(largest)s rows.") % {"largest": self.largest},
            where="limit",
        )


def _key(row: Any, ordering: Sequence[str]) -> list[object]:
    names = [column.lstrip("-") for column in ordering]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]


def _typed(queryset: QuerySet[Any], ordering: Sequence[str], values: Sequence[str]) -> list[object]:
    model: type[Model] = queryset.model
    try:
        return [
            model._meta.get_field(column.lstrip("-")).to_python(value)
            for column, value in zip(ordering, values, strict=True)
        ]
    except FieldDoesNotExist:
        return list(values)
    except (ValidationError, ValueError):
        raise _unknown_cursor() from None


def _unknown_cursor() -> Invalid:
    return Invalid(
        "page.cursor_invalid",
        _("This is not a place in the list."),
        where="cursor",
        how=_("Start from the first page and follow “next”."),
    )
