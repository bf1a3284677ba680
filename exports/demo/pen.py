"""Writes demo content into an open draft through the actions, item by item, as a person would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.actions import add_row, confirm, save_row, save_section, withhold
from assessments.engine.content import ConfirmationState, unit_of
from assessments.engine.form import Field
from assessments.engine.reuse import standing
from assessments.inherited import base_of
from assessments.models import Assessment, Draft
from assessments.models.stored import item_path
from registry.models import User

Cells = Mapping[str, Any]
Names = dict[str, str]
"""Row ids by "collection/local name"; forks keep the ids, so a family shares one."""

NAME = "ref"  # the key that gives a row of the content files its local name
FIRST = "measures"  # scenarios name them, so they are written before


class Pen:
    """One author's hand in one draft. `names` remembers the rows by their local names."""

    def __init__(self, assessment: Assessment, by: User, names: Names) -> None:
        self.assessment, self.by, self.names = assessment, by, names
        self._look()

    def _look(self) -> None:
        """Read the draft anew, as after adding rows, to know each item's etag."""
        self.draft = Draft.objects.select_related("assessment", "base").get(assessment=self.assessment)
        self.stored = self.draft.stored()
        self.schema = self.draft.parsed_schema

    def answer(self, fields: Cells) -> None:
        """Save these answers, section by section; raises KeyError for an unknown key."""
        by_section: dict[str, dict[str, Any]] = {}
        for key, value in fields.items():
            by_section.setdefault(self.schema.section_of(key).key, {})[key] = value
        for section, answers in by_section.items():
            self.stored = save_section(
                assessment=self.assessment, section=section, fields=answers,
                expected=self.stored.etags[section], by=self.by,
            )  # fmt: skip

    def write(self, rows: Mapping[str, Iterable[Cells]]) -> None:
        """Add rows to their tables; rows of a preset table are filled in where they stand."""
        preset = [key for key in rows if self.schema.field(key).preset]
        for collection in sorted(set(rows) - set(preset), key=lambda key: (key != FIRST, key)):
            for cells in rows[collection]:
                self._add(collection, cells)
        self._look()
        for collection in preset:
            for cells in rows[collection]:
                self.change(collection, self._preset_row(self.schema.field(collection), cells), cells)

    def change(self, collection: str, row: str, cells: Cells) -> None:
        """Save these cells of a row; the others stay."""
        self.stored = save_row(
            assessment=self.assessment, collection=collection, row=row, fields=self._cells(collection, cells),
            expected=self.stored.etags[f"{collection}/{row}"], by=self.by,
        )  # fmt: skip

    def change_named(self, cells: Mapping[str, Mapping[str, Cells]]) -> None:
        """Save cells of rows given as collection, local name, cells."""
        for collection, rows in cells.items():
            for name, each in rows.items():
                self.change(collection, self.names[f"{collection}/{name}"], each)

    def change_every(self, standard: Mapping[str, Cells], special: Mapping[str, Mapping[str, Cells]]) -> None:
        """Save the standard cells in every row of each collection, and the special ones of named rows."""
        called = {row: name for name, row in self.names.items()}
        for collection in dict.fromkeys([*standard, *special]):
            rows = self.stored.content.rows.get(collection, ())
            for row in rows:
                name = called.get(row.id, "").partition("/")[2]
                own = special.get(collection, {}).get(name, {})
                if cells := {**standard.get(collection, {}), **own}:
                    self.change(collection, row.id, cells)

    def confirm(self, only: Iterable[str] | None = None) -> None:
        """Confirm what awaits it: everything, or the fields, tables and "table/local name" given."""
        wanted = None if only is None else {self.names.get(place, place) for place in only}
        for path in self.awaiting():
            table, _, row = path.partition("/")
            if wanted is None or table in wanted or row in wanted:
                self.stored = confirm(
                    assessment=self.assessment, path=path, state=ConfirmationState.CONFIRMED,
                    expected=self.stored.etags[item_path(path, self.schema)], by=self.by,
                )  # fmt: skip

    def dismiss(self, reasons: Mapping[str, str]) -> None:
        """Answer "not relevant here" for rows given as "table/local name", each with its reason."""
        for place, reason in reasons.items():
            path = f"{place.partition('/')[0]}/{self.names[place]}"
            self.stored = confirm(
                assessment=self.assessment, path=path, state=ConfirmationState.NOT_RELEVANT, reason=reason,
                expected=self.stored.etags[path], by=self.by,
            )  # fmt: skip

    def withhold(self, places: Iterable[Cells]) -> None:
        """Mark places, each with its ground, reason and perhaps end; rows are given as "table/local name"."""
        for each in places:
            path = self._path(each["place"])
            state = self.stored.etags[item_path(unit_of(path), self.schema)]
            self.stored = withhold(
                assessment=self.assessment, path=path, ground=each["ground"], reason=each["reason"],
                until=each.get("until"), expected=state, by=self.by,
            )  # fmt: skip

    def awaiting(self) -> tuple[str, ...]:
        """The inherited proposals nobody has answered for."""
        draft = self.draft
        base = base_of(self.assessment, draft.base, draft.parsed_schema, self.stored.content)
        return standing(self.stored.content, base, self.schema).awaiting if base else ()

    def _add(self, collection: str, cells: Cells) -> None:
        row = add_row(
            assessment=self.assessment,
            collection=collection,
            fields=self._cells(collection, cells),
            by=self.by,
        )
        if NAME in cells:
            self.names[f"{collection}/{cells[NAME]}"] = row

    def _path(self, place: str) -> str:
        """The path of a place: an answer, or a row given by its local name and perhaps a column of it."""
        table, _, rest = place.partition("/")
        name, slash, column = rest.partition("/")
        return f"{table}/{self.names[f'{table}/{name}']}{slash}{column}" if rest else place

    def _preset_row(self, table: Field, cells: Cells) -> str:
        code = cells[table.preset["column"]]
        rows = self.stored.content.rows[table.key]
        return next(row.id for row in rows if row.fields.get(table.preset["column"]) == code)

    def _cells(self, collection: str, cells: Cells) -> dict[str, Any]:
        """The cells without the local name, and with row ids where they name rows by theirs."""
        columns = self.schema.field(collection).columns_by_key
        given = {key: value for key, value in cells.items() if key != NAME}
        for key, value in given.items():
            if key in columns and columns[key].names_rows:
                there = self.schema.collection_of(columns[key].target)
                given[key] = [self.names[f"{there}/{name}"] for name in value]
        return given
