"""What changed between two contents, small enough to read and exact enough to apply."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from .content import Confirmation, Content, Mark, Orphan, Path, Row, Value

Changed: TypeAlias = "Value | Row | Mark | Confirmation | Orphan"


class Op(StrEnum):
    """What happened at a path."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Aspect(StrEnum):
    """What about a path changed: the text, its withholding, the adopter's decision, an older answer."""

    VALUE = "value"
    MARK = "mark"
    CONFIRMATION = "confirmation"
    ORPHAN = "orphan"


@dataclass(frozen=True)
class Change:
    """One change; `old` and `new` hold whole rows for rows added or removed.

    For a row added or moved `after` is the id of the row before it in the new order, None when it is first.
    """

    path: Path
    op: Op
    old: Changed = None
    new: Changed = None
    after: str | None = None
    aspect: Aspect = Aspect.VALUE


def diff(a: Content, b: Content) -> tuple[Change, ...]:
    """The changes that lead from `a` to `b`, sorted by key: `apply(a, diff(a, b)) == b`."""
    changes = list(_entries(a.fields, b.fields))
    for key in sorted({*a.rows, *b.rows}):
        changes += _rows(key, a.rows.get(key, ()), b.rows.get(key, ()))
    changes += _entries(a.marks, b.marks, aspect=Aspect.MARK)
    changes += _entries(a.confirmations, b.confirmations, aspect=Aspect.CONFIRMATION)
    changes += _entries(a.orphans, b.orphans, aspect=Aspect.ORPHAN)
    return tuple(changes)


def apply(content: Content, changes: Iterable[Change]) -> Content:
    """The content with the changes made, in their order; a row whose neighbour is not there comes last."""
    fields, marks, confirmations = dict(content.fields), dict(content.marks), dict(content.confirmations)
    orphans = dict(content.orphans)
    rows = {key: {row.id: row for row in rows} for key, rows in content.rows.items()}
    order = {key: list(cells) for key, cells in rows.items()}
    flat: Mapping[Aspect, dict[Path, Any]] = {
        Aspect.VALUE: fields,
        Aspect.MARK: marks,
        Aspect.CONFIRMATION: confirmations,
        Aspect.ORPHAN: orphans,
    }
    for change in changes:
        key, *rest = change.path.split("/", 2)
        if change.aspect is not Aspect.VALUE or not rest:
            _set(flat[change.aspect], change.path, change.new)
        elif len(rest) == 1:
            _set_row(rows.setdefault(key, {}), order.setdefault(key, []), rest[0], change)
        elif rest[0] in rows.get(key, {}):
            cells = dict(rows[key][rest[0]].fields)
            _set(cells, rest[1], change.new)
            rows[key][rest[0]] = replace(rows[key][rest[0]], fields=cells)
    kept = {key: tuple(rows[key][row_id] for row_id in ids) for key, ids in order.items()}
    return Content(fields, kept, marks, confirmations, orphans)


def moved_rows(before: list[str], after: list[str]) -> set[str]:
    """The fewest ids that must move to bring `before` into the order of `after` (both hold the same ids)."""
    place = {row_id: number for number, row_id in enumerate(before)}
    return set(after) - {after[number] for number in longest_rise([place[row_id] for row_id in after])}


def longest_rise(numbers: list[int]) -> list[int]:
    """The positions of a longest rising subsequence, rising too (patience sorting, n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_left(tails, number)
        before.append(ends[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [number]
        ends[pile : pile + 1] = [position]
    rise, position = [], ends[-1] if ends else -1
    while position >= 0:
        rise.append(position)
        position = before[position]
    return rise[::-1]


def _entries(
    a: Mapping[str, Any], b: Mapping[str, Any], prefix: str = "", aspect: Aspect = Aspect.VALUE
) -> Iterator[Change]:
    for key in sorted({*a, *b}):
        if key not in a:
            yield Change(prefix + key, Op.ADDED, None, b[key], aspect=aspect)
        elif key not in b:
            yield Change(prefix + key, Op.REMOVED, a[key], None, aspect=aspect)
        elif a[key] != b[key]:
            yield Change(prefix + key, Op.CHANGED, a[key], b[key], aspect=aspect)


def _rows(key: str, a: tuple[Row, ...], b: tuple[Row, ...]) -> Iterator[Change]:
    """Rows removed, then rows added or moved in their new order, then what changed inside those that stay."""
    old, new = {row.id: row for row in a}, {row.id: row for row in b}
    for row in a:
        if row.id not in new:
            yield Change(f"{key}/{row.id}", Op.REMOVED, row, None)
    moved = moved_rows([row.id for row in a if row.id in new], [row.id for row in b if row.id in old])
    before: str | None = None
    for row in b:
        if row.id not in old:
            yield Change(f"{key}/{row.id}", Op.ADDED, None, row, before)
        elif row.id in moved:
            yield Change(f"{key}/{row.id}", Op.MOVED, after=before)
        before = row.id
    for row in b:
        if row.id in old and old[row.id] != row:
            yield from _inside(key, old[row.id], row)


def _inside(key: str, old: Row, new: Row) -> Iterator[Change]:
    if old.origin != new.origin:
        yield Change(f"{key}/{new.id}", Op.CHANGED, old, new)
    else:
        yield from _entries(old.fields, new.fields, f"{key}/{new.id}/")


def _set(entries: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        entries.pop(key, None)
    else:
        entries[key] = value


def _set_row(rows: dict[str, Row], order: list[str], row_id: str, change: Change) -> None:
    if change.op is Op.CHANGED and row_id in rows and isinstance(change.new, Row):
        rows[row_id] = change.new
        return
    if row_id in rows:
        order.remove(row_id)
    if change.op is Op.REMOVED:
        rows.pop(row_id, None)
        return
    if isinstance(change.new, Row):
        rows[row_id] = change.new
    if row_id in rows:
        order.insert(_place(order, change.after), row_id)


def _place(order: list[str], after: str | None) -> int:
    if after is None:
        return 0
    return order.index(after) + 1 if after in order else len(order)
