"""What an assessment says: answers, rows in order, withholding marks and confirmations, all frozen.

A *path* names a place: "purposes" (an answer, or a whole collection), "scenarios/<row id>" (a row) or
"scenarios/<row id>/likelihood_before" (a cell). The *unit* of confirmation is an answer or a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a value is withheld from a reader; says on which ground, never what."""

    ground: str


Value: TypeAlias = "bool | int | str | Withheld | tuple[Value, ...] | Mapping[str, Value] | None"
Path: TypeAlias = str
_T = TypeVar("_T")


def freeze(value: Any) -> Any:
    """The value with lists as tuples and dicts as read-only mappings, all the way down."""
    if isinstance(value, (str, int)):  # most of them: whether something is a mapping takes longer to find out
        return value
    if isinstance(value, (list, tuple)):
        return tuple(freeze(each) for each in value)
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(each) for key, each in value.items()})
    return value


def plain(value: Any) -> Any:
    """The value as JSON-able lists and dicts, all the way down; a `Withheld` becomes {"withheld": ground}."""
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Withheld):
        return {"withheld": value.ground}
    return value


def is_answered(value: Value) -> bool:
    """Whether the value says something: not absent, blank, or an empty list; `False` and 0 are answers."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != () and value != {}


def unit_of(path: Path) -> Path:
    """The unit a path lies in: the path itself for an answer or a row, the row for a cell."""
    return "/".join(path.split("/", 2)[:2])


def _answers(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType({key: freeze(value) for key, value in fields.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a collection; its id is minted once and kept through forks, `origin` its first home."""

    id: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    origin: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", _answers(self.fields))


@dataclass(frozen=True, slots=True)
class Mark:
    """Withholds a path from disclosure: legal ground (offentleglova), reason, and the ISO date it ends."""

    ground: str
    reason: str = ""
    until: str | None = None


class ConfirmationState(StrEnum):
    """What an adopter decided about something inherited; no confirmation means not decided yet."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An adopter's decision about one inherited unit: state, reason, who (id) and when (ISO time)."""

    state: ConfirmationState
    reason: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Orphan:
    """An answer to a question that a newer form no longer asks: what it said, under which label and form."""

    value: Value
    label: Mapping[str, str]
    form: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", freeze(self.value))
        object.__setattr__(self, "label", MappingProxyType(dict(self.label)))


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an assessment says at one moment; absent answers and empty collections are left out."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    marks: Mapping[Path, Mark] = field(default_factory=dict)
    confirmations: Mapping[Path, Confirmation] = field(default_factory=dict)
    orphans: Mapping[Path, Orphan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = {key: tuple(rows) for key, rows in self.rows.items() if rows}
        object.__setattr__(self, "fields", _answers(self.fields))
        object.__setattr__(self, "rows", MappingProxyType(rows))
        object.__setattr__(self, "marks", MappingProxyType(dict(self.marks)))
        object.__setattr__(self, "confirmations", MappingProxyType(dict(self.confirmations)))
        object.__setattr__(self, "orphans", MappingProxyType(dict(self.orphans)))

    def row(self, collection: str, row_id: str) -> Row | None:
        """The row with that id, or None."""
        return next((row for row in self.rows.get(collection, ()) if row.id == row_id), None)

    def value(self, path: Path) -> Value:
        """The answer or cell at `path`; None when absent. Rows and collections are not values: see `row`."""
        key, *rest = path.split("/", 2)
        if not rest:
            return self.fields.get(key)
        row = self.row(key, rest[0])
        return row.fields.get(rest[1]) if row and len(rest) == 2 else None

    def units(self) -> Mapping[Path, Value | Row]:
        """Every unit by its path: answers first, then the rows of each collection in their order."""
        rows = {f"{key}/{row.id}": row for key, rows in self.rows.items() for row in rows}
        return {**self.fields, **rows}

    def with_field(self, key: str, value: Value) -> Content:
        """The content with one answer set; None takes it away."""
        return self.with_fields({key: value})

    def with_fields(self, fields: Mapping[str, Value]) -> Content:
        """The content with these answers set and the others as they were; None takes an answer away."""
        return replace(self, fields={**self.fields, **fields})

    def with_rows(self, collection: str, rows: tuple[Row, ...]) -> Content:
        """The content with the rows of one collection replaced by these, in this order."""
        return replace(self, rows={**self.rows, collection: rows})

    def with_row(self, collection: str, row: Row, after: str | None = None) -> Content:
        """The content with the row in its own place if it is there, else after row `after`, else last."""
        rows = self.rows.get(collection, ())
        if self.row(collection, row.id):
            return self.with_rows(collection, tuple(row if each.id == row.id else each for each in rows))
        at = _place_after(rows, after, default=len(rows))
        return self.with_rows(collection, (*rows[:at], row, *rows[at:]))

    def without_row(self, collection: str, row_id: str) -> Content:
        """The content without that row, its marks and its confirmation; unchanged when it is not there."""
        unit = f"{collection}/{row_id}"
        rest = tuple(row for row in self.rows.get(collection, ()) if row.id != row_id)
        return replace(
            self.with_rows(collection, rest),
            marks=_keep(self.marks, lambda path: unit_of(path) != unit),
            confirmations=_keep(self.confirmations, lambda path: path != unit),
        )

    def with_moved_row(self, collection: str, row_id: str, after: str | None) -> Content:
        """The content with that row just after row `after`, or first when `after` is None or not there."""
        row = self.row(collection, row_id)
        if row is None or after == row_id:
            return self
        rest = tuple(each for each in self.rows[collection] if each.id != row_id)
        at = _place_after(rest, after, default=0)
        return self.with_rows(collection, (*rest[:at], row, *rest[at:]))

    def with_mark(self, path: Path, mark: Mark | None) -> Content:
        """The content with `path` withheld by `mark`; None lifts the withholding."""
        return replace(self, marks=_set(self.marks, path, mark))

    def with_confirmation(self, path: Path, confirmation: Confirmation | None) -> Content:
        """The content with the adopter's decision about unit `path` recorded; None takes it back."""
        return replace(self, confirmations=_set(self.confirmations, path, confirmation))

    def without_orphan(self, path: Path) -> Content:
        """The content without the answer kept from an older form at `path`."""
        return replace(self, orphans=_keep(self.orphans, lambda each: each != path))


EMPTY = Content()


def to_plain(content: Content) -> dict[str, Any]:
    """The content as a JSON-able dict: fields, rows (of {id, origin, fields}), marks, confirmations.

    `orphans` is there only when there are any.
    """
    orphans = {path: orphan_to_plain(each) for path, each in content.orphans.items()}
    return {
        **({"orphans": orphans} if orphans else {}),
        "fields": plain(content.fields),
        "rows": {key: [row_to_plain(row) for row in rows] for key, rows in content.rows.items()},
        "marks": {path: mark_to_plain(mark) for path, mark in content.marks.items()},
        "confirmations": {path: confirmation_to_plain(each) for path, each in content.confirmations.items()},
    }


def from_plain(data: Mapping[str, Any]) -> Content:
    """The content `to_plain` described; missing parts are empty."""
    return Content(
        fields=data.get("fields", {}),
        rows={key: tuple(Row(**row) for row in rows) for key, rows in data.get("rows", {}).items()},
        marks={path: Mark(**mark) for path, mark in data.get("marks", {}).items()},
        confirmations={
            path: Confirmation(**{**each, "state": ConfirmationState(each["state"])})
            for path, each in data.get("confirmations", {}).items()
        },
        orphans={path: Orphan(**each) for path, each in data.get("orphans", {}).items()},
    )


def row_to_plain(row: Row) -> dict[str, Any]:
    """A row as {id, origin, fields}."""
    return {"id": row.id, "origin": row.origin, "fields": plain(row.fields)}


def mark_to_plain(mark: Mark) -> dict[str, Any]:
    """A mark as {ground, reason, until}."""
    return {"ground": mark.ground, "reason": mark.reason, "until": mark.until}


def confirmation_to_plain(confirmation: Confirmation) -> dict[str, Any]:
    """A confirmation as {state, reason, by, at}."""
    return {
        "state": confirmation.state.value,
        "reason": confirmation.reason,
        "by": confirmation.by,
        "at": confirmation.at,
    }


def orphan_to_plain(orphan: Orphan) -> dict[str, Any]:
    """An orphan as {value, label, form}."""
    return {"value": plain(orphan.value), "label": dict(orphan.label), "form": orphan.form}


def _place_after(rows: tuple[Row, ...], after: str | None, default: int) -> int:
    return next((place + 1 for place, row in enumerate(rows) if row.id == after), default)


def _set(mapping: Mapping[Path, _T], path: Path, value: _T | None) -> Mapping[Path, _T]:
    rest = _keep(mapping, lambda each: each != path)
    return rest if value is None else {**rest, path: value}


def _keep(mapping: Mapping[Path, _T], wanted: Callable[[Path], bool]) -> Mapping[Path, _T]:
    return {path: value for path, value in mapping.items() if wanted(path)}
