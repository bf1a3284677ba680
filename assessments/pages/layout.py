"""The shapes a laid-out assessment is made of: sections, answers and rows, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.form import Field, FieldType, Section
from assessments.pages.shown import Level, Shown

_LONG = (FieldType.RICH, FieldType.MULTI, FieldType.FILE)


@dataclass(frozen=True)
class ShownRow:
    """One row: its name, its levels, its cells with words, and how it stands to what was inherited.

    `language` is what it is written in.
    `hidden` is, for the owner's people, the ground on which it is withheld from others.
    """

    path: str
    language: str
    number: int
    title: str
    cells: tuple[tuple[Field, str, Shown], ...]
    before: Level | None
    after: Level | None
    standing: str
    decided: str
    awaits: bool
    is_set_aside: bool
    is_withheld: str
    problems: tuple[str, ...]
    hidden: str = ""
    may_withhold: bool = False

    @property
    def id(self) -> str:
        """The row's own id."""
        return self.path.partition("/")[2]


@dataclass(frozen=True)
class ShownAnswer:
    """One question with its answer, written in `language`; a table has `rows` and `columns`."""

    field: Field
    language: str
    label: str
    help: str
    law: str
    shown: Shown
    rows: tuple[ShownRow, ...]
    columns: tuple[tuple[str, str], ...]
    standing: str
    decided: str
    awaits: bool
    problems: tuple[str, ...]
    hidden: str = ""
    may_withhold: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether all rows fit in a plain table."""
        return len(self.columns) <= 6 and not any(column.type in _LONG for column in self.field.columns)


@dataclass(frozen=True)
class ShownSection:
    """One section of the form with its answers and how far it is."""

    section: Section
    label: str
    help: str
    law: str
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True)
class ShownOrphan:
    """An answer to a question that is no longer asked; `expected` is what letting it go must name."""

    path: str
    label: str
    text: str
    expected: str
