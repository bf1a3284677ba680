"""The parts a schema is made of: questions, code lists, scales, matrices and bands, all frozen data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

Text: TypeAlias = Mapping[str, str]
"""A label or help text in every language of `LANGUAGES`."""
LANGUAGES = ("nb", "nn", "en")


class FieldType(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    RICH = "rich"
    CHOICE = "choice"
    MULTI = "multi"
    BOOL = "bool"
    DATE = "date"
    NUMBER = "number"
    ORG = "org"
    PERSON = "person"
    REFERENCE = "reference"
    SCALE = "scale"
    SCORE = "score"
    TABLE = "table"
    FILE = "file"


class Reuse(StrEnum):
    """How an answer travels to a fork: as it is, as a proposal to confirm, or never."""

    SHARED = "shared"
    CONFIRM = "confirm"
    LOCAL = "local"


class Exempt(StrEnum):
    """Whether what is written here may need to be withheld from disclosure."""

    NONE = "none"
    MAY = "may"
    LIKELY = "likely"


class Stage(StrEnum):
    """Where an answer lives: in the draft, or in a record attached to the frozen version."""

    DRAFT = "draft"
    ADVICE = "advice"
    RESPONSE = "response"
    DECISION = "decision"


@dataclass(frozen=True)
class Condition:
    """Holds when the answer to `field` is (or contains) `equals`, or with `answered` when there is one."""

    field: str
    equals: Any = None
    answered: bool = False


@dataclass(frozen=True)
class Field:
    """One question, or one column of a table; see the contract of schema files in docs for each attribute."""

    key: str
    type: FieldType
    label: Text
    reuse: Reuse
    exempt: Exempt = Exempt.NONE
    stage: Stage = Stage.DRAFT
    editor: str = "author"
    help: Text | None = None
    prompt: Text | None = None
    ground: str = ""
    law: str = ""
    required: bool = False
    required_if: Condition | None = None
    codelist: str = ""
    target: str = ""
    auto: str = ""
    coupled: str = ""
    axis: str = ""
    moment: str = ""
    dimension: str = ""
    entity: str = ""
    title_column: str = ""
    min_rows: int = 0
    preset: Mapping[str, str] = field(default_factory=dict)
    reset_on_fork: bool = False
    follow_up: bool = False
    blocks_if: Any = None
    formerly: tuple[str, ...] = ()  # the keys under which older forms asked it
    columns: tuple[Field, ...] = ()

    @property
    def is_stored(self) -> bool:
        """Whether the answer is written in the draft by a person, and so is part of the content."""
        return self.stage is Stage.DRAFT and not self.auto

    @cached_property
    def travels(self) -> bool:
        """Whether a fork takes the answer along; a table travels when any of its columns does."""
        if self.columns:
            return self.is_stored and any(column.travels for column in self.columns)
        return self.is_stored and self.reuse is not Reuse.LOCAL and not self.reset_on_fork

    @property
    def names_rows(self) -> bool:
        """Whether the answer is a list of row ids of the table whose entity is `target`."""
        return self.type is FieldType.REFERENCE and self.target not in ("solution", "assessment")

    def column(self, key: str) -> Field:
        """The column with that key; KeyError when there is none."""
        return self.columns_by_key[key]

    @cached_property
    def columns_by_key(self) -> Mapping[str, Field]:
        """The columns by their keys, in their order."""
        return {column.key: column for column in self.columns}

    @cached_property
    def groups(self) -> Mapping[str, tuple[Field, ...]]:
        """The columns that travel, coupled ones together, by the key of the first of each group."""
        return coupled_groups(self.columns)

    @cached_property
    def score_columns(self) -> Mapping[tuple[str, str], str]:
        """The key of the column for the overall score, by its axis and moment; empty without scores."""
        scored = (column for column in self.columns if column.axis and not column.dimension)
        return {(column.axis, column.moment): column.key for column in scored}


@dataclass(frozen=True)
class Section:
    """A page of the form: questions that are answered together."""

    key: str
    label: Text
    fields: tuple[Field, ...]
    help: Text | None = None
    law: str = ""

    @cached_property
    def groups(self) -> Mapping[str, tuple[Field, ...]]:
        """The answers that travel, coupled ones together, by the key of the first of each group."""
        return coupled_groups(self.fields)


def coupled_groups(questions: Iterable[Field]) -> Mapping[str, tuple[Field, ...]]:
    """The single questions that travel, those that are judged together in one group."""
    together: dict[str, list[Field]] = {}
    for each in questions:
        if each.travels and not each.columns:
            together.setdefault(each.coupled or f" {each.key}", []).append(each)
    return {members[0].key: tuple(members) for members in together.values()}


@dataclass(frozen=True)
class Code:
    """One choice of a code list; `extra` keeps what the list says beyond id, label and help."""

    id: str
    label: Text
    help: Text | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Codelist:
    """The choices of one or more questions, with the version and first valid date of the list."""

    id: str
    version: str
    items: tuple[Code, ...]
    valid_from: str = ""

    def __contains__(self, code: object) -> bool:
        return code in self._by_id

    def code(self, code_id: str) -> Code:
        """The code with that id; KeyError when there is none."""
        return self._by_id[code_id]

    @cached_property
    def _by_id(self) -> Mapping[str, Code]:
        return {code.id: code for code in self.items}


@dataclass(frozen=True)
class Level:
    """One step of likelihood or impact, from 1; impact may be described per dimension."""

    level: int
    label: Text
    desc: Text | None = None
    by_dimension: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """What an impact falls on: people, service, economy, trust, law."""

    id: str
    label: Text


@dataclass(frozen=True)
class Scale:
    """The steps of likelihood and impact, and the matrix that joins them into a band."""

    id: str
    version: str
    label: Text
    matrix: str
    likelihood: tuple[Level, ...]
    impact: tuple[Level, ...]
    dimensions: tuple[Dimension, ...] = ()

    def levels(self, axis: str) -> tuple[Level, ...]:
        """The steps of "likelihood" or "impact"."""
        return self.likelihood if axis == "likelihood" else self.impact


@dataclass(frozen=True)
class Matrix:
    """Explicit cells (band ids) in the order they are drawn; columns run upwards from 1."""

    id: str
    version: str
    size: int
    rows_axis: str
    rows_desc: bool
    cells: tuple[tuple[str, ...], ...]

    def band_id(self, likelihood: int, impact: int) -> str:
        """The band in the cell of these levels (1..size each), whatever way the matrix is turned."""
        row, column = (likelihood, impact) if self.rows_axis == "likelihood" else (impact, likelihood)
        return self.cells[self.size - row if self.rows_desc else row - 1][column - 1]


@dataclass(frozen=True)
class Band:
    """A level of risk: name, symbol and colours to show it, what it asks for and who may accept it."""

    id: str
    label: Text
    symbol: str
    background: str
    text: str
    decision: Text
    accept_role: str
    rank: int
