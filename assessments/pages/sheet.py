"""A whole assessment laid out for reading: sections, answers, rows and matrices, for one reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessments.engine.completeness import Problem, Severity
from assessments.engine.content import Row, Value, Withheld, is_answered
from assessments.engine.form import Field, FieldType, Section
from assessments.engine.marking import fault_in_place
from assessments.engine.redact import Reading
from assessments.engine.risk import MOMENTS, NOT_RELEVANT
from assessments.engine.withholding import covers
from assessments.pages.layout import ShownAnswer, ShownOrphan, ShownRow, ShownSection
from assessments.pages.matrices import ShownMatrix, draw
from assessments.pages.places import place_name, row_name
from assessments.pages.shown import Lens, Level, Shown, ground, present, reader_language
from assessments.reading import View
from assessments.wording import reason_of


@dataclass(frozen=True)
class Sheet:
    """Lays a `View` out for one language."""

    view: View
    language: str

    @classmethod
    def of(cls, view: View) -> Sheet:
        """The sheet in the language of the page."""
        return cls(view, reader_language())

    @cached_property
    def lens(self) -> Lens:
        """Through what this sheet reads."""
        return Lens(self.view.schema, self.view.content, self.language)

    @cached_property
    def sections(self) -> tuple[ShownSection, ...]:
        """Every section in the order of the form."""
        return tuple(self.section(section) for section in self.view.schema.sections)

    def section(self, section: Section) -> ShownSection:
        """One section laid out."""
        label = self.lens.label
        answers = tuple(self._answer(field) for field in section.fields if self._is_asked(field))
        law = self.lens.law(section.law)
        return ShownSection(section, label(section.label), label(section.help), law, answers)

    def _is_asked(self, field: Field) -> bool:
        """Whether the question makes sense here: what only a fork answers is not asked of others."""
        condition = field.required_if
        if condition is None or not condition.answered or field.key in self.view.content.fields:
            return True
        return is_answered(self.view.computed.get(condition.field))

    @property
    def orphans(self) -> list[ShownOrphan]:
        """What an older form asked and this one does not; only the owner's people have any."""
        return [
            ShownOrphan(
                path,
                self.lens.label(each.label),
                _in_letters(each.value),
                self.view.etags.get(f"~/{path}", ""),
            )
            for path, each in self.view.content.orphans.items()
        ]

    @property
    def navigation(self) -> list[dict[str, object]]:
        """Key, name and progress of every section."""
        counts = self.view.counts if self.view.reading is Reading.FULL else {}
        return [
            {"key": each.key, "label": self.lens.label(each.label), "count": counts.get(each.key)}
            for each in self.view.schema.sections
        ]

    @cached_property
    def matrices(self) -> tuple[ShownMatrix, ...]:
        """The risk matrix before and after measures; none without a scale or without scored rows."""
        if not any(row.before or row.after for row in self._scored_rows):
            return ()
        return tuple(m for moment in MOMENTS if (m := draw(self.lens, self._scored_rows, moment)))

    @cached_property
    def summary(self) -> list[tuple[Level, int, int]]:
        """Each level that occurs, worst first, with how many scenarios have it before and after measures."""
        bands = sorted(self.view.schema.bands.values(), key=lambda band: -band.rank)
        rows = [row for row in self._scored_rows if not row.is_set_aside]
        found = []
        for band in bands:
            before = sum(row.before is not None and row.before.id == band.id for row in rows)
            after = sum(row.after is not None and row.after.id == band.id for row in rows)
            level = self.lens.level(band)
            if level and (before or after):
                found.append((level, before, after))
        return found

    @cached_property
    def problems(self) -> list[dict[str, object]]:
        """What stands in the way of an approval, with the section each is in."""
        return [self._said(problem) for problem in self.view.problems]

    @property
    def errors(self) -> list[dict[str, object]]:
        """Those of the problems that stop an approval."""
        return [each for each in self.problems if each["is_error"]]

    def label(self, path: str) -> str:
        """What people call a place."""
        return place_name(path, self.lens)

    def anchor(self, path: str) -> str:
        """Where on the page a place stands: its row, else its question; "" when it is not shown there."""
        key, _slash, rest = path.partition("/")
        if key not in self.view.schema.fields:
            return ""
        row_id = rest.partition("/")[0]
        is_row = any(row.id == row_id for row in self.view.content.rows.get(key, ()))
        if is_row:
            return row_id
        return key if self._is_asked(self.view.schema.field(key)) else ""

    def row(self, path: str) -> ShownRow | None:
        """One row by its path, or None when the reader has no such row."""
        collection, _slash, row_id = path.partition("/")
        table = self.view.schema.field(collection)
        rows = self.view.content.rows.get(collection, ())
        found = (self._row(table, row, number) for number, row in enumerate(rows, 1) if row.id == row_id)
        return next(found, None)

    def sign(self, path: str) -> dict[str, Any]:
        """For the owner's people: on which ground a place is withheld from others, and whether it may be."""
        if not self._is_own:
            return {}
        mark = covers(self.view.withheld, path)
        may = fault_in_place(path, self.view.full, self.view.schema) is None
        return {"hidden": ground(Withheld(mark.ground), self.lens) if mark else "", "may_withhold": may}

    @property
    def statement(self) -> list[tuple[str, int]]:
        """How many things are withheld from this reader, by ground in words."""
        return [(ground(Withheld(name), self.lens), count) for name, count in self.view.statement.items()]

    @property
    def withheld_in_all(self) -> int:
        """How many those are."""
        return sum(self.view.statement.values())

    @cached_property
    def _problems_at(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for problem in self.view.problems:
            found.setdefault(problem.path, []).append(str(reason_of(problem).message))
        return {path: tuple(texts) for path, texts in found.items()}

    @cached_property
    def _awaiting(self) -> frozenset[str]:
        standing = self.view.standing
        return frozenset(standing.awaiting) if standing and self._is_own else frozenset()

    @property
    def _is_own(self) -> bool:
        return self.view.reading is Reading.FULL

    @cached_property
    def _scored_rows(self) -> tuple[ShownRow, ...]:
        tables = [t for t in self._tables() if any(column.axis for column in t.columns)]
        return tuple(row for table in tables for row in self._rows(table))

    def _tables(self) -> Iterator[Field]:
        return (self.view.schema.field(key) for key in self.view.schema.collections)

    def _said(self, problem: Problem) -> dict[str, object]:
        reason = reason_of(problem)
        key = problem.path.partition("/")[0]
        known = key in self.view.schema.fields
        return {
            "anchor": problem.path.split("/")[1] if "/" in problem.path else key,
            "label": self.label(problem.path),
            "message": reason.message,
            "how": reason.how,
            "section": self.view.schema.section_of(key).key if known else "",
            "is_error": problem.severity is Severity.ERROR,
        }

    def _answer(self, field: Field) -> ShownAnswer:
        value = self.view.computed.get(field.key) if field.auto else self.view.content.fields.get(field.key)
        is_table = field.type is FieldType.TABLE and field.is_stored
        columns = tuple((column.key, self.lens.label(column.label)) for column in field.columns)
        return ShownAnswer(
            field=field,
            language=self.view.written_in(field.key),
            label=self.lens.label(field.label),
            help=self.lens.label(field.help),
            law=self.lens.law(field.law),
            shown=Shown() if is_table else present(value, field, self.lens),
            rows=self._rows(field) if is_table else (),
            columns=columns,
            problems=self._problems_at.get(field.key, ()),
            **self.sign(field.key),
            **self._stand(field.key),
        )

    def _rows(self, table: Field) -> tuple[ShownRow, ...]:
        rows = self.view.content.rows.get(table.key, ())
        return tuple(self._row(table, row, number) for number, row in enumerate(rows, 1))

    def _row(self, table: Field, row: Row, number: int) -> ShownRow:
        path = f"{table.key}/{row.id}"
        cells = tuple(
            (column, self.lens.label(column.label), present(self._cell(path, row, column), column, self.lens))
            for column in table.columns
        )
        levels = {c.moment: shown.level for c, _label, shown in cells if c.auto == "matrix"}
        mark = self.view.content.marks.get(path)
        here = tuple(t for at, found in self._problems_at.items() if at.startswith(path) for t in found)
        return ShownRow(
            path=path,
            language=self.view.written_in(path),
            number=number,
            title=row_name(table, row, number, self.lens),
            cells=cells,
            before=levels.get("before"),
            after=levels.get("after"),
            is_set_aside=row.fields.get(NOT_RELEVANT) is True,
            is_withheld=ground(Withheld(mark.ground), self.lens) if mark and not self._is_own else "",
            problems=here,
            **self.sign(path),
            **self._stand(path),
        )

    def _cell(self, path: str, row: Row, column: Field) -> Value:
        return self.view.computed.get(f"{path}/{column.key}") if column.auto else row.fields.get(column.key)

    def _stand(self, path: str) -> dict[str, object]:
        """How a unit stands to the same unit upstream; empty words outside a fork."""
        standing = self.view.standing if self._is_own else None
        if standing is None:
            return {"standing": "", "decided": "", "awaits": False}
        unit, decided = standing.units.get(path), standing.decided.get(path)
        return {
            "standing": unit.value if unit else "",
            "decided": decided.value if decided else "",
            "awaits": path in self._awaiting,
        }


def _in_letters(value: Value) -> str:
    """An answer whose question is gone, in plain letters."""
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or "")
    if isinstance(value, tuple):
        return "; ".join(_in_letters(each) for each in value)
    return str(value)
