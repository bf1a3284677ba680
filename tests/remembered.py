"""What a builder wrote, put back the next time instead of being done again.

Building a world through the actions takes a hundred times as long as writing the rows they leave. A builder
that is asked the same of the same database, row for row, leaves the same; so what it did the first time in
this process is kept and written again: the rows it added, and what it answered. Whenever anything differs,
or the builder has changed or taken away a row that was there, it does its work.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models
from django.utils import translation

P = ParamSpec("P")
T = TypeVar("T")
Rows = dict[str, set[tuple[Any, ...]]]  # by table
Kept = tuple[Rows, int, bytes]  # the rows added, the next number for a name, the answer


@dataclass
class Numbers:
    """Makes names differ within a test; `at` is the next number."""

    at: int = 1

    def take(self) -> int:
        """A number that no other name has."""
        self.at += 1
        return self.at - 1


numbers = Numbers()
_kept: dict[Any, Kept] = {}


def remembered(build: Callable[P, T]) -> Callable[P, T]:
    """A builder, given plain values, model instances and `Staffed`, that writes nothing but rows."""

    @wraps(build)
    def built(*given: P.args, **named: P.kwargs) -> T:
        if not connection.in_atomic_block:  # rows that are committed start work in other processes
            return build(*given, **named)
        before = _rows()
        asked = (_name(each) for each in (*given, *sorted(named.items())))
        key = (build, *asked, translation.get_language(), numbers.at, _print(before))
        if key in _kept:
            return _put_back(*_kept[key])
        made = build(*given, **named)
        after = _rows()
        if all(rows <= after[table] for table, rows in before.items()):
            added = {table: after[table] - rows for table, rows in before.items() if after[table] != rows}
            _kept[key] = added, numbers.at, pickle.dumps(made)
        return made

    return built


def _put_back(added: Rows, number: int, answer: bytes) -> Any:
    with connection.cursor() as cursor:
        for table, rows in added.items():
            cursor.executemany(_insert(table), list(rows))
    numbers.at = number
    return pickle.loads(answer)


def _rows() -> Rows:
    """Every row of ours."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            found[table] = set(cursor.fetchall())
    return found


def _print(rows: Rows) -> tuple[int, ...]:
    return tuple(hash(frozenset(each)) for each in rows.values())


def _name(given: Any) -> Any:
    """What is the same for the same thing, loaded anew or not."""
    if isinstance(given, tuple):
        return tuple(_name(each) for each in given)
    if isinstance(given, models.Model):
        return given._meta.label, given.pk
    return _name(given.agency) if hasattr(given, "agency") else given  # who works there follows from the rows


@cache
def _tables() -> dict[str, str]:
    """Every table of ours, with its columns."""
    floors = [apps.get_app_config(name) for name in ("registry", "assessments", "exports")]
    ours = [model for floor in floors for model in floor.get_models(include_auto_created=True)]
    return {
        connection.ops.quote_name(model._meta.db_table): ", ".join(
            connection.ops.quote_name(field.column) for field in model._meta.concrete_fields
        )
        for model in (Group, *ours)
    }


@cache
def _insert(table: str) -> str:
    columns = _tables()[table]
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * (columns.count(',') + 1))})"
