"""A content taken apart, so that a thousand pieces are put in it at the cost of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .content import Content, Path, Row, Value, unit_of
from .merge import Answers, Piece, What
from .schema import Schema


class Workbench:
    """Answers and rows of one content while pieces are put in; `content()` puts it together again."""

    def __init__(self, content: Content, schema: Schema) -> None:
        self._was, self._schema = content, schema
        self._fields: dict[str, Value] = dict(content.fields)
        self._rows = {key: {row.id: row for row in rows} for key, rows in content.rows.items()}
        self._order = {key: [row.id for row in rows] for key, rows in content.rows.items()}
        self._gone: set[Path] = set()

    def put(self, piece: Piece, said: Answers | None) -> None:
        """Put `said` in the place of a piece: None takes a row away, an answer left out is emptied."""
        key, *rest = piece.path.split("/", 2)
        if piece.what is What.ORDER:
            order = (said or {}).get("", ())
            wanted = [str(each) for each in order] if isinstance(order, tuple) else []
            self._order[key] = in_order(self._order.get(key, []), wanted)
        elif piece.what is What.ROW:
            self._put_row(key, rest[0], piece, said)
        else:
            group = self._schema.group_of(piece.path)
            self._put_answers(key, rest, {each.key: (said or {}).get(each.key) for each in group})

    def content(self) -> Content:
        """The whole again; references to rows that fell away, or that never came along, are taken out."""
        there = {row_id for rows in self._rows.values() for row_id in rows}
        rows = {key: tuple(self._whole(key, order, there)) for key, order in self._order.items()}
        return Content(
            fields=self._fields,
            rows=rows,
            marks={path: each for path, each in self._was.marks.items() if unit_of(path) not in self._gone},
            confirmations={p: each for p, each in self._was.confirmations.items() if p not in self._gone},
            orphans=self._was.orphans,
        )

    def _put_answers(self, key: str, rest: Sequence[str], answers: Mapping[str, Any]) -> None:
        if not rest:
            self._fields |= answers
        elif row := self._rows.get(key, {}).get(rest[0]):
            self._rows[key][row.id] = replace(row, fields={**row.fields, **answers})

    def _put_row(self, key: str, row_id: str, piece: Piece, said: Answers | None) -> None:
        rows, order = self._rows.setdefault(key, {}), self._order.setdefault(key, [])
        if said is None:
            rows.pop(row_id, None)
            self._order[key] = [each for each in order if each != row_id]
            self._gone.add(f"{key}/{row_id}")
        elif row_id not in rows:
            rows[row_id] = Row(row_id, said, piece.origin)
            order.insert(_place(order, piece.after), row_id)

    def _whole(self, key: str, order: Sequence[str], there: set[str]) -> Iterator[Row]:
        naming = [column.key for column in self._schema.field(key).columns if column.names_rows]
        for row in (self._rows[key][row_id] for row_id in order):
            cells = {each: row.fields[each] for each in naming if each in row.fields}
            kept = {each: _present(value, there) for each, value in cells.items()}
            yield row if kept == cells else replace(row, fields={**row.fields, **kept})


def in_order(rows: Sequence[str], order: Sequence[str]) -> list[str]:
    """The row ids in the given order; one that the order does not name keeps following the one before it."""
    place = {row_id: number for number, row_id in enumerate(order)}
    following: dict[str, list[str]] = {"": []}
    lead = ""
    for row_id in rows:
        lead = row_id if row_id in place else lead
        following.setdefault(lead, []).append(row_id)
    named = sorted((each for each in following if each), key=place.__getitem__)
    return [row_id for each in ("", *named) for row_id in following[each]]


def _place(order: Sequence[str], after: str | None) -> int:
    """First when it follows none, after that row when it is there, else last."""
    if after is None:
        return 0
    return order.index(after) + 1 if after in order else len(order)


def _present(value: Value, there: set[str]) -> Value:
    if not isinstance(value, tuple) or all(each in there for each in value):
        return value
    return tuple(each for each in value if each in there) or None
