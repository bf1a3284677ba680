"""Three-way merge: what upstream changed since the base, as pieces that are taken or left one by one.

`base` is what ours was built on, `ours` may hold local answers, `theirs` is what travels of the newer
version. Only what travels is looked at, so nothing local can be touched or carried over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias

from .canonical import canonical
from .content import Content, Path, Row, Value, Withheld, is_answered, plain, unit_of
from .form import Field, FieldType
from .reuse import has_local
from .schema import Schema
from .text_merge import merge_text

Answers: TypeAlias = Mapping[str, Value]
"""What one side says in one piece, by answer or column; what is not answered is left out."""


class Kind(StrEnum):
    """How a piece stands: only theirs changed, both changed and it fits, or both and it does not."""

    OFFER = "offer"
    FITS = "fits"
    CONFLICT = "conflict"


class What(StrEnum):
    """What a piece is: an answer, cells of a row, a whole row (added or removed), the order of a table."""

    ANSWER = "answer"
    CELLS = "cells"
    ROW = "row"
    ORDER = "order"


@dataclass(frozen=True)
class Piece:
    """One thing theirs changed, to be taken as a whole: coupled answers are one piece, never a mixture.

    A side that is None has no such row. `merged` is what taking it gives; a conflict has none. `path` is
    the first answer or cell, the row, or (for the order) the table; `after` the row it follows in theirs.
    """

    path: Path
    what: What
    kind: Kind
    base: Answers | None
    ours: Answers | None
    theirs: Answers | None
    merged: Answers | None = None
    after: str | None = None
    origin: str = ""

    @property
    def unit(self) -> Path:
        """The answer or row it lies in."""
        return unit_of(self.path)

    @cached_property
    def seen(self) -> str:
        """A fingerprint of what a choice was made on; ours counts only where the choice overrules it."""
        weighed = [self.base, self.theirs, self.ours if self.kind is not Kind.OFFER else None]
        told = canonical([self.kind.value, *(None if each is None else plain(each) for each in weighed)])
        return sha256(told).hexdigest()[:16]


def pieces(
    base: Content, ours: Content, theirs: Content, schema: Schema, hidden: Iterable[Path] = ()
) -> tuple[Piece, ...]:
    """Everything theirs changed since `base` that ours does not have, in the order of the form.

    `hidden` are the paths theirs withholds from this reader: unknown is not the same as removed, so they
    are no pieces. Raises KeyError for a key the schema lacks.
    """
    side = _Sides(base, ours, theirs, schema)
    secret = frozenset(hidden)
    found: list[Piece] = []
    for field in schema.fields.values():
        if field.key in secret or not field.travels:
            continue
        found += side.rows(field) if field.columns else side.answers(field)
    return tuple(each for each in found if not _is_hidden(each, secret))


def answers_of(fields: Answers, group: Iterable[Field]) -> Answers:
    """What `fields` says of the questions in a group, as far as the reader may know it."""
    return {each.key: fields[each.key] for each in group if _is_said(fields.get(each.key))}


def _is_said(value: Value) -> bool:
    return is_answered(value) and not isinstance(value, Withheld)


def _is_hidden(piece: Piece, hidden: frozenset[Path]) -> bool:
    if not hidden:
        return False
    inside: set[Path] = set()
    if piece.what in (What.ANSWER, What.CELLS):
        around = piece.path[: piece.path.rfind("/") + 1]
        inside = {around + key for side in (piece.base, piece.theirs) for key in side or ()}
    return bool({piece.unit, piece.path, *inside} & hidden)


@dataclass(frozen=True)
class _Sides:
    """The three sides, of which only what travels is looked at."""

    base: Content
    ours: Content
    theirs: Content
    schema: Schema

    def answers(self, field: Field) -> Iterator[Piece]:
        group = self.schema.section_of(field.key).groups.get(field.key, ())
        sides = [answers_of(side.fields, group) for side in (self.base, self.ours, self.theirs)]
        yield from self._weighed(field.key, What.ANSWER, group, *sides)

    def rows(self, table: Field) -> Iterator[Piece]:
        """Cells of the rows all have, then whole rows, then the order."""
        base, ours, theirs = (
            {row.id: row for row in side.rows.get(table.key, ())}
            for side in (self.base, self.ours, self.theirs)
        )
        before: str | None = None
        for row_id, row in theirs.items():
            was = base.get(row_id)
            if row_id in ours and was is not None and was.fields == row.fields:
                pass  # most rows: nothing happened there
            elif row_id in ours:
                yield from self._cells(table, was, ours[row_id], row)
            else:
                yield from self._only_theirs(table, was, row, before)
            before = row_id
        for row_id in ours:
            if row_id in base and row_id not in theirs:
                yield self._removed(table, base[row_id], ours[row_id])
        yield from self._order(table, base, ours, theirs)

    def _cells(self, table: Field, base: Row | None, ours: Row, theirs: Row) -> Iterator[Piece]:
        for key, group in table.groups.items():
            said = [answers_of(side.fields if side else {}, group) for side in (base, ours, theirs)]
            yield from self._weighed(f"{table.key}/{ours.id}/{key}", What.CELLS, group, *said)

    def _weighed(
        self, path: Path, what: What, group: tuple[Field, ...], base: Answers, ours: Answers, theirs: Answers
    ) -> Iterator[Piece]:
        if theirs in (base, ours):
            return
        if ours == base:
            yield Piece(path, what, Kind.OFFER, base, ours, theirs, merged=theirs)
            return
        merged = _joined(group, base, ours, theirs, self.schema)
        if merged != ours:
            kind = Kind.CONFLICT if merged is None else Kind.FITS
            yield Piece(path, what, kind, base, ours, theirs, merged)

    def _only_theirs(self, table: Field, base: Row | None, theirs: Row, after: str | None) -> Iterator[Piece]:
        """A row that is new, or one we removed and they changed or have begun to use."""
        said = _cells_of(table, theirs)
        is_ours_to_keep_out = base is not None and _cells_of(table, base) == said
        if is_ours_to_keep_out and theirs.id not in self._they_use:
            return
        yield Piece(
            f"{table.key}/{theirs.id}", What.ROW, Kind.OFFER if base is None else Kind.CONFLICT,
            None if base is None else _cells_of(table, base), None, said,
            merged=said if base is None else None, after=after, origin=theirs.origin,
        )  # fmt: skip

    def _removed(self, table: Field, base: Row, ours: Row) -> Piece:
        """A row they removed; one that we changed, use, or wrote local answers in, is not simply offered."""
        before, said = _cells_of(table, base), _cells_of(table, ours)
        is_used = ours.id in self._we_use
        is_plain = before == said and not is_used and not has_local(ours, table)
        kind = Kind.OFFER if is_plain else Kind.CONFLICT
        return Piece(f"{table.key}/{ours.id}", What.ROW, kind, before, said, None, origin=ours.origin)

    @cached_property
    def _we_use(self) -> frozenset[str]:
        return self._newly_named(self.ours)

    @cached_property
    def _they_use(self) -> frozenset[str]:
        return self._newly_named(self.theirs)

    def _newly_named(self, side: Content) -> frozenset[str]:
        """The rows that `side` refers to in places where the base did not."""
        new = _references(side, self.schema) - _references(self.base, self.schema)
        return frozenset(row_id for _place, row_id in new)

    def _order(
        self, table: Field, base: Mapping[str, Row], ours: Mapping[str, Row], theirs: Mapping[str, Row]
    ) -> Iterator[Piece]:
        """Their new order, when we kept the old one; where both moved rows, ours stands."""
        common = [each for each in base if each in ours and each in theirs]
        mine = [each for each in ours if each in base and each in theirs]
        others = [each for each in theirs if each in base and each in ours]
        if others != common and mine == common:
            before, new = {"": tuple(common)}, {"": tuple(others)}
            yield Piece(table.key, What.ORDER, Kind.OFFER, before, before, new, merged=new)


def _joined(
    group: tuple[Field, ...], base: Answers, ours: Answers, theirs: Answers, schema: Schema
) -> Answers | None:
    """What both changed, joined where the kind of answer allows it; None where somebody must choose."""
    if len(group) != 1:
        return None
    field = group[0]
    old, mine, other = (side.get(field.key) for side in (base, ours, theirs))
    if isinstance(old, str) and isinstance(mine, str) and isinstance(other, str):
        text = merge_text(old, mine, other) if field.type is FieldType.RICH else None
        return None if text is None else {field.key: text}
    if isinstance(mine, tuple) and isinstance(other, tuple) and _is_set(field):
        together = join_sets(old if isinstance(old, tuple) else (), mine, other)
        return {field.key: together} if _stands_together(together, field, schema) else None
    return None


def join_sets(
    base: tuple[Value, ...], ours: tuple[Value, ...], theirs: tuple[Value, ...]
) -> tuple[Value, ...]:
    """What neither took away of the base, in its order, then what either added, in the order of its text."""
    kept = [each for each in base if each in ours and each in theirs]
    added = {str(each): each for each in (*ours, *theirs) if each not in base}
    return (*kept, *(added[key] for key in sorted(added)))


def _is_set(field: Field) -> bool:
    return field.type is FieldType.MULTI or field.names_rows


def _stands_together(codes: tuple[Value, ...], field: Field, schema: Schema) -> bool:
    """A code that stands alone ("none of these") does not fit with another."""
    if not field.codelist or len(codes) < 2:
        return bool(codes)
    known = schema.codelist(field.codelist)
    return not any(code in known and known.code(str(code)).extra.get("exclusive") for code in codes)


def _cells_of(table: Field, row: Row) -> Answers:
    return {
        c.key: row.fields[c.key] for c in table.columns if c.travels and is_answered(row.fields.get(c.key))
    }


def _references(content: Content, schema: Schema) -> frozenset[tuple[Path, str]]:
    """Every reference from one row to another: its cell, and the id of the row it names."""
    return frozenset(
        (f"{key}/{row.id}/{column.key}", str(row_id))
        for key, rows in content.rows.items()
        for column in schema.field(key).columns
        if column.names_rows
        for row in rows
        for row_id in _listed(row.fields.get(column.key))
    )


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()
