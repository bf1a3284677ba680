"""A piece of a pull in words: what each side made of it, and what the ways out of it are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from assessments.engine.compared import Cell
from assessments.engine.compared import What as Change
from assessments.engine.content import Row, Value, is_answered
from assessments.engine.diff import moved_rows
from assessments.engine.form import Field
from assessments.engine.merge import Answers, Kind, Piece, What
from assessments.engine.risk import MOMENTS, row_level
from assessments.engine.schema import Schema
from assessments.engine.settle import LEAVES, Verdict, verdicts_for
from assessments.pages.compared import ShownCell, ShownLevel, show_cell
from assessments.pages.places import row_name
from assessments.pages.shown import Lens, Level

Ways: TypeAlias = list[tuple[str, object]]
"""Verdicts with what they are called."""

ADDED, REMOVED, RETURNED = "added", "removed", "returned"
"""What a whole row is: new there, gone there, or changed there after we took it out."""

WAYS: Mapping[Verdict, object] = {
    Verdict.TAKE: _("Take theirs"),
    Verdict.OURS: _("Keep ours"),
    Verdict.BOTH: _("Keep both, ours first"),
    Verdict.EDIT: _("Write it anew"),
    Verdict.NOT_NOW: _("Not now"),
    Verdict.NEVER: _("Never, because …"),
}
TAKING: Mapping[str, object] = {
    ADDED: _("Take it in"),
    REMOVED: _("Take it out here too"),
    RETURNED: _("Bring it back, as theirs"),
    What.ORDER.value: _("Take their order"),
}
CHOSEN: Mapping[Verdict, object] = {
    Verdict.TAKE: _("Will be taken over"),
    Verdict.OURS: _("Ours is kept"),
    Verdict.BOTH: _("Both are kept"),
    Verdict.EDIT: _("Written anew"),
    Verdict.NOT_NOW: _("Left for later"),
    Verdict.NEVER: _("Not wanted"),
}


def what_of(piece: Piece) -> str:
    """What happened: "answer", "cells" or "order" changed, or a whole row was added, removed or returned."""
    if piece.what is not What.ROW:
        return piece.what.value
    if piece.theirs is None:
        return REMOVED
    return ADDED if piece.base is None else RETURNED


def ways_to_take(piece: Piece, schema: Schema) -> Ways:
    """The verdicts on a piece of a pull, and what each is called there."""
    what = what_of(piece)
    take = _("Take the joined text") if piece.kind is Kind.FITS else TAKING.get(what, WAYS[Verdict.TAKE])
    named = {**WAYS, Verdict.TAKE: take, Verdict.OURS: _keeping(what)}
    return [(each.value, named[each]) for each in verdicts_for(piece, schema)]


def ways_to_answer(piece: Piece, schema: Schema) -> Ways:
    """The verdicts on a piece of a proposal, and what each is called there: to leave it out is no enough."""
    if piece.kind is Kind.OFFER:
        return [(Verdict.TAKE.value, _("Take it up")), (Verdict.NOT_NOW.value, _("Leave it out"))]
    take = _("Take up the joined text") if piece.kind is Kind.FITS else _("Take up what is proposed")
    named = {**WAYS, Verdict.TAKE: take, Verdict.OURS: _keeping(what_of(piece))}
    return [(each.value, named[each]) for each in verdicts_for(piece, schema) if each not in LEAVES]


def _keeping(what: str) -> object:
    return _("Leave it out") if what == RETURNED else WAYS[Verdict.OURS]


@dataclass(frozen=True)
class Asking:
    """How a piece is asked about: the ways out of it, and where taking is marked beforehand."""

    ways: Callable[[Piece, Schema], Ways]
    marks: frozenset[Kind]


TAKING_OVER = Asking(ways_to_take, frozenset({Kind.FITS}))
ANSWERING = Asking(ways_to_answer, frozenset({Kind.FITS, Kind.OFFER}))


@dataclass(frozen=True)
class Words:
    """Puts pieces in words; each side is read through a lens of its own, all by our scale.

    `our_language` and `their_language` are what the two sides are written in.
    """

    then: Lens
    mine: Lens
    others: Lens
    our_language: str
    their_language: str

    def label(self, piece: Piece) -> str:
        """The questions or columns of a piece by name; "" where it is a whole row or an order."""
        if piece.what in (What.ROW, What.ORDER):
            return ""
        changed = [cell for cell in self.theirs(piece) if cell.what != Change.SAME] or self.theirs(piece)
        return ", ".join(cell.label for cell in changed)

    def title(self, unit: str) -> str:
        """What people call an answer or a row: as ours names it, else theirs, else the text before."""
        key, _slash, row_id = unit.partition("/")
        table = self.mine.schema.field(key)
        for lens in (self.mine, self.others, self.then) if row_id else ():
            for number, row in enumerate(lens.content.rows.get(key, ()), 1):
                if row.id == row_id:
                    return row_name(table, row, number, lens)
        return self.mine.label(table.label)

    def title_language(self, unit: str) -> str:
        """What the title of a unit is written in: ours where we have the row."""
        key, _slash, row_id = unit.partition("/")
        is_ours = self.mine.content.row(key, row_id) is not None
        return self.our_language if is_ours else self.their_language

    def theirs(self, piece: Piece) -> tuple[ShownCell, ...]:
        """What they changed; of a row they removed what would go, and of one they added all that it says."""
        if what_of(piece) == REMOVED:
            return self._cells(piece, piece.ours, None, self.mine, self.others)
        return self._cells(piece, piece.base, piece.theirs, self.then, self.others)

    def ours(self, piece: Piece) -> tuple[ShownCell, ...]:
        """What we changed."""
        return self._cells(piece, piece.base, piece.ours, self.then, self.mine)

    def before(self, piece: Piece) -> tuple[ShownCell, ...]:
        """What both came from."""
        return self._cells(piece, piece.base, piece.base, self.then, self.then)

    def joined(self, piece: Piece) -> tuple[ShownCell, ...]:
        """What taking the joined text changes in ours."""
        return self._cells(piece, piece.ours, piece.merged, self.mine, self.others)

    def levels(self, piece: Piece, lens: Lens) -> tuple[ShownLevel, ...]:
        """How the levels of a row move with its scores, from the text before to what `lens` reads."""
        key, *rest = piece.path.split("/", 2)
        if piece.what is not What.CELLS:
            return ()
        moments = {column.moment for column in lens.schema.group_of(piece.path) if column.axis}
        found = (self._level(lens.schema.field(key), rest[0], moment, lens) for moment in sorted(moments))
        return tuple(level for level in found if level is not None)

    def stands_at(self, piece: Piece) -> list[Level]:
        """The levels of a whole row there, or here when they removed it: before measures, then after."""
        if piece.what is not What.ROW:
            return []
        key, _slash, row_id = piece.path.partition("/")
        lens = self.others if piece.theirs is not None else self.mine
        table, row = lens.schema.field(key), lens.content.row(key, row_id)
        bands = (row_level(row, table, lens.content, lens.schema, at) for at in MOMENTS) if row else ()
        return [lens.named(band) for band in bands if band is not None]

    def order(self, piece: Piece) -> list[tuple[str, bool]]:
        """The rows in their new order, each with whether it moved; empty for everything else."""
        if piece.what is not What.ORDER:
            return []
        before, after = (_ids(side) for side in (piece.base, piece.theirs))
        moved = moved_rows(before, after)
        return [(self.title(f"{piece.path}/{row_id}"), row_id in moved) for row_id in after]

    def local(self, piece: Piece) -> list[str]:
        """The questions we answered for ourselves in a row they removed: the answers would go with it."""
        row = self._row(self.mine, piece.unit)
        if what_of(piece) != REMOVED or row is None:
            return []
        columns = self.mine.schema.field(piece.unit.partition("/")[0]).columns
        own = (column for column in columns if not column.travels and not column.auto)
        return [self.mine.label(column.label) for column in own if is_answered(row.fields.get(column.key))]

    def _cells(
        self, piece: Piece, old: Answers | None, new: Answers | None, then: Lens, now: Lens
    ) -> tuple[ShownCell, ...]:
        if piece.what is What.ORDER:
            return ()
        asked = self._asked(piece)
        return tuple(show_cell(cell, then, now) for cell in _between(piece.unit, asked, old or {}, new or {}))

    def _asked(self, piece: Piece) -> Iterator[Field]:
        """The questions or columns to show; of the many dimensions of a score only those somebody changed."""
        schema, sides = self.mine.schema, [side or {} for side in (piece.base, piece.ours, piece.theirs)]
        table = schema.field(piece.path.partition("/")[0])
        for each in table.columns if piece.what is What.ROW else schema.group_of(piece.path):
            is_moved = len({str(side.get(each.key)) for side in sides}) > 1
            if is_moved or not each.dimension:
                yield each

    def _level(self, table: Field, row_id: str, moment: str, lens: Lens) -> ShownLevel | None:
        bands = [
            row_level(row, table, each.content, each.schema, moment) if row else None
            for each in (self.then, lens)
            for row in [each.content.row(table.key, row_id)]
        ]
        was, now = bands
        if was == now:
            return None
        turn = (now.rank > was.rank) - (now.rank < was.rank) if was and now else 0
        return ShownLevel(moment, self.then.level(was), lens.level(now), turn)

    @staticmethod
    def _row(lens: Lens, unit: str) -> Row | None:
        key, _slash, row_id = unit.partition("/")
        return lens.content.row(key, row_id)


def _between(unit: str, asked: Iterable[Field], old: Answers, new: Answers) -> Iterator[Cell]:
    """Each question that either side answers, with what happened to it."""
    for each in asked:
        was, now = old.get(each.key), new.get(each.key)
        if is_answered(was) or is_answered(now):
            yield Cell(f"{unit}/{each.key}", each, _change(was, now), was, now)


def _change(was: Value, now: Value) -> Change:
    if was == now:
        return Change.SAME
    if not is_answered(was):
        return Change.ADDED
    return Change.CHANGED if is_answered(now) else Change.REMOVED


def _ids(side: Answers | None) -> list[str]:
    order = (side or {}).get("", ())
    return [str(each) for each in order] if isinstance(order, tuple) else []
