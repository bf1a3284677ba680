"""What travels to a fork, and how a fork stands to what it was built on (WP248 rev.01 III.A)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from .content import (
    ConfirmationState,
    Content,
    Path,
    Row,
    Value,
    Withheld,
    is_answered,
)
from .form import Field, Reuse
from .schema import Schema


class Status(StrEnum):
    """How a unit stands to the same unit of the base, in what travels of it."""

    IDENTICAL = "identical"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Standing:
    """Every travelling unit against the base, in form order; what is decided and what awaits it."""

    units: Mapping[Path, Status]
    decided: Mapping[Path, ConfirmationState]
    awaiting: tuple[Path, ...]

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many units stand in each way; every status is there."""
        return {status: 0 for status in Status} | Counter(self.units.values())

    @property
    def confirmed_percent(self) -> int:
        """Whole percent, rounded down, of the inherited proposals that are decided; 100 without any."""
        return _percent(len(self.decided), len(self.decided) + len(self.awaiting))

    @property
    def identical_percent(self) -> int:
        """Whole percent, rounded down, of all units that are as in the base; 100 without any."""
        return _percent(self.counts[Status.IDENTICAL], len(self.units))


def derive(content: Content, schema: Schema, *, gaps: bool = False) -> Content:
    """What a fork takes: shared and confirm answers and their marks; nothing local, reset or withheld.

    With `gaps` what would travel but is withheld is kept as `Withheld`, so that a comparison can say so.
    """
    return Content(
        fields=_travelling(content.fields, schema.fields, gaps),
        rows={
            key: tuple(_derived_row(row, schema.field(key), gaps) for row in rows)
            for key, rows in content.rows.items()
            if schema.field(key).travels
        },
        marks={path: mark for path, mark in content.marks.items() if schema.at(path).travels},
    )


def without_withheld(content: Content, schema: Schema) -> Content:
    """What `derive` made of a redacted content without what is withheld as a whole, or names such a row.

    Someone else's marks do not travel either.
    """
    rows = {
        key: tuple(row for row in each if f"{key}/{row.id}" not in content.marks)
        for key, each in content.rows.items()
    }
    return without_names(Content(content.fields, rows), rows_among(content.marks), schema)


def rows_among(paths: Iterable[Path]) -> frozenset[str]:
    """The ids of the rows that are there as a whole among these places."""
    return frozenset(path.rpartition("/")[2] for path in paths if path.count("/") == 1)


def without_names(content: Content, gone: Collection[str], schema: Schema) -> Content:
    """The content where nothing names the rows with these ids; they themselves stay, if they are there."""
    if not gone:
        return content
    rows = {
        key: tuple(
            replace(row, fields=_without_names(row.fields, schema.field(key).columns_by_key, gone))
            for row in each
        )
        for key, each in content.rows.items()
    }
    return replace(content, fields=_without_names(content.fields, schema.fields, gone), rows=rows)


def _without_names(
    said: Mapping[str, Value], questions: Mapping[str, Field], gone: Collection[str]
) -> dict[str, Value]:
    """The answers, where they name rows without those that are gone; one that is left empty goes too."""
    kept: dict[str, Value] = {}
    for key, value in said.items():
        if questions[key].names_rows and isinstance(value, tuple):
            value = tuple(each for each in value if each not in gone)
            if not value:
                continue
        kept[key] = value
    return kept


def confirmable_paths(base: Content, schema: Schema) -> tuple[Path, ...]:
    """The units of `base` that an adopter must decide about: those that travel as a proposal."""
    units = derive(base, schema).units()
    return tuple(path for path in _in_order(units, schema) if _has_proposal(path, units[path], schema))


def travelling_changes(before: Content, after: Content, schema: Schema) -> tuple[Path, ...]:
    """The units, in the order of the form, whose travelling part is not the same in both."""
    return tuple(path for path, status in _compare(after, before, schema) if status is not Status.IDENTICAL)


def standing(content: Content, base: Content, schema: Schema, *, is_whole: bool = True) -> Standing:
    """How `content` stands to `base`: the version it was built on, or (`is_whole` false) single rows only.

    A unit taken out of the content is decided by that; all other inherited proposals need a confirmation.
    """
    compared = _compare(content, base, schema)
    units = {path: status for path, status in compared if is_whole or status is not Status.ADDED}
    to_decide = [path for path in confirmable_paths(base, schema) if units[path] is not Status.REMOVED]
    decided = {path: content.confirmations[path].state for path in to_decide if path in content.confirmations}
    return Standing(units, decided, tuple(path for path in to_decide if path not in decided))


def has_local(row: Row, table: Field) -> bool:
    """Whether anything that stays at home is answered in the row."""
    columns = table.columns_by_key
    return any(
        is_answered(value) and key in columns and not columns[key].travels
        for key, value in row.fields.items()
    )


def seen_of_both(content: Content, base: Content) -> tuple[Content, Content]:
    """Both without what `content`, redacted for its reader, withholds: it is neither alike nor changed."""
    withheld = {key for key, value in content.fields.items() if isinstance(value, Withheld)}
    hidden = withheld | set(content.marks)
    return _without(hidden, content, content), _without(hidden, base, content)


def _without(hidden: Collection[Path], side: Content, seen: Content) -> Content:
    there = {f"{key}/{row.id}": row for key, rows in seen.rows.items() for row in rows}
    rows = {
        key: tuple(
            _without_cells(row, there.get(f"{key}/{row.id}"))
            for row in each
            if f"{key}/{row.id}" not in hidden
        )
        for key, each in side.rows.items()
        if key not in hidden
    }
    fields = {key: value for key, value in side.fields.items() if key not in hidden}
    return Content(fields, rows, confirmations=side.confirmations)


def _without_cells(row: Row, seen: Row | None) -> Row:
    withheld = {key for key, cell in seen.fields.items() if isinstance(cell, Withheld)} if seen else ()
    return Row(row.id, {key: cell for key, cell in row.fields.items() if key not in withheld}, row.origin)


def _compare(content: Content, base: Content, schema: Schema) -> Iterator[tuple[Path, Status]]:
    ours, theirs = _comparable(content, schema), _comparable(base, schema)
    for path in _in_order({**ours, **theirs}, schema):
        if path not in theirs:
            yield path, Status.ADDED
        elif path not in ours:
            yield path, Status.REMOVED
        else:
            yield path, Status.IDENTICAL if ours[path] == theirs[path] else Status.CHANGED


def _comparable(content: Content, schema: Schema) -> dict[Path, Value]:
    """The travelling units as values; a row by its answered cells, whatever its origin and place."""
    units = derive(content, schema).units()
    values: dict[Path, Value] = {}
    for path, unit in units.items():
        if isinstance(unit, Row):
            values[path] = {key: value for key, value in unit.fields.items() if is_answered(value)}
        elif is_answered(unit):
            values[path] = unit
    return values


def _in_order(units: Mapping[Path, object], schema: Schema) -> list[Path]:
    place = {key: number for number, key in enumerate(schema.fields)}
    return sorted(units, key=lambda path: place[path.split("/", 1)[0]])


def _travelling(fields: Mapping[str, Value], questions: Mapping[str, Field], gaps: bool) -> dict[str, Value]:
    return {
        key: value
        for key, value in fields.items()
        if questions[key].travels and (gaps or not isinstance(value, Withheld))
    }


def _derived_row(row: Row, table: Field, gaps: bool) -> Row:
    return Row(row.id, _travelling(row.fields, table.columns_by_key, gaps), row.origin)


def _has_proposal(path: Path, unit: Value | Row, schema: Schema) -> bool:
    if not isinstance(unit, Row):
        return schema.field(path).reuse is Reuse.CONFIRM and is_answered(unit)
    table = schema.field(path.split("/", 1)[0])
    return any(
        table.column(key).reuse is Reuse.CONFIRM and is_answered(cell) for key, cell in unit.fields.items()
    )


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 100
