"""Where a mark may stand, and which places people mark many of at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .content import Content, Mark, Path, Row, is_answered
from .form import Exempt, Field, Stage
from .redact import is_delicate
from .risk import row_level
from .schema import Schema
from .withholding import Marks, covers

LISTED = ("title", "licence", "review_date", "solutions")
"""What the catalogue, lists and searches say of an assessment: that it is there, and what it is about."""
_TOLD = ("owner", "upstream", "approver", "approved_at", "row_id", "marks")
"""Automatic answers that stand around an assessment as well."""


class Fault(StrEnum):
    """Why a place cannot be withheld."""

    UNKNOWN = "place_unknown"
    ROW_ABSENT = "row_absent"
    LISTED = "place_listed"
    NEVER_SHOWN = "place_never_shown"


def fault_in_place(path: Path, content: Content, schema: Schema) -> Fault | None:
    """Why an answer, a cell, a row or a whole table cannot be withheld in this content; None when it can."""
    key, *rest = path.split("/", 2)
    if not schema.asks(path) or (rest and not schema.field(key).columns):
        return Fault.UNKNOWN
    if key in LISTED or schema.field(key).auto in _TOLD or schema.at(path).auto in _TOLD:
        return Fault.LISTED
    if schema.field(key).stage in (Stage.ADVICE, Stage.RESPONSE):
        return Fault.NEVER_SHOWN
    return Fault.ROW_ABSENT if rest and content.row(key, rest[0]) is None else None


class Rule(StrEnum):
    """How places are chosen together."""

    LIKELY = "likely"
    MAY = "may"
    VULNERABILITIES = "vulnerabilities"
    LEVEL = "level"
    ROWS = "rows"


@dataclass(frozen=True)
class Wanted:
    """Which places: those the form says are likely (or may have) to be withheld, or rows of one table.

    VULNERABILITIES are the local ones among the likely. LEVEL takes the rows whose risk at `moment` is in
    band `level` or a worse one; ROWS those whose ids are in `rows`.
    """

    rule: Rule
    table: str = ""
    level: str = ""
    moment: str = "before"
    rows: tuple[str, ...] = ()


def wanted_places(wanted: Wanted, content: Content, schema: Schema) -> dict[Path, str]:
    """The places chosen, in the order of the form, each with the ground the form proposes ("" for none).

    What is withheld already, by itself or with its row or table, is left out. Raises KeyError for a table or
    level the form lacks.
    """
    if wanted.rule in (Rule.LEVEL, Rule.ROWS):
        table = schema.field(wanted.table)
        found: Iterator[tuple[Path, str]] = (
            (f"{table.key}/{row.id}", table.ground)
            for row in content.rows.get(table.key, ())
            if _is_chosen(row, table, wanted, content, schema)
        )
    else:
        found = _usual(wanted.rule, content, schema)
    return {
        path: ground
        for path, ground in found
        if covers(content.marks, path) is None and fault_in_place(path, content, schema) is None
    }


def marked(content: Content, marks: Marks) -> Content:
    """The content with these marks."""
    for path, mark in marks.items():
        content = content.with_mark(path, mark)
    return content


def marks_with(places: dict[Path, str], ground: str, reason: str, until: str | None) -> dict[Path, Mark]:
    """A mark for each place: on `ground`, or where that is "" on the one the form proposes there."""
    return {path: Mark(ground or usual, reason, until) for path, usual in places.items()}


def _is_chosen(row: Row, table: Field, wanted: Wanted, content: Content, schema: Schema) -> bool:
    if wanted.rule is Rule.ROWS:
        return row.id in wanted.rows
    band = row_level(row, table, content, schema, wanted.moment)
    return band is not None and band.rank >= schema.bands[wanted.level].rank


def _usual(rule: Rule, content: Content, schema: Schema) -> Iterator[tuple[Path, str]]:
    for field in schema.fields.values():
        if not field.columns and _is_meant(field, rule) and is_answered(content.fields.get(field.key)):
            yield field.key, field.ground
        for row in content.rows.get(field.key, ()) if field.columns else ():
            for column in field.columns:
                if _is_meant(column, rule) and is_answered(row.fields.get(column.key)):
                    yield f"{field.key}/{row.id}/{column.key}", column.ground


def _is_meant(question: Field, rule: Rule) -> bool:
    if rule is Rule.VULNERABILITIES:
        return is_delicate(question)
    return question.exempt is Exempt.LIKELY or (rule is Rule.MAY and question.exempt is Exempt.MAY)
