"""Schemas: the questions of a form as data, read from one self-contained body and checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .form import (
    LANGUAGES,
    Band,
    Code,
    Codelist,
    Condition,
    Dimension,
    Exempt,
    Field,
    FieldType,
    Level,
    Matrix,
    Reuse,
    Scale,
    Section,
    Stage,
    Text,
)

__all__ = [
    "LANGUAGES",
    "Band",
    "Code",
    "Codelist",
    "Condition",
    "Dimension",
    "Exempt",
    "Field",
    "FieldType",
    "Level",
    "Matrix",
    "Reuse",
    "Scale",
    "Schema",
    "SchemaError",
    "Section",
    "Stage",
    "Text",
    "parse_schema",
]


class SchemaError(ValueError):
    """The body is no schema: `where` is the place in it ("sections/a/fields/b"), `message` the fault."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where, self.message = where, message


@dataclass(frozen=True, repr=False)
class Schema:
    """One version of a form with every code list, scale, matrix and band it uses."""

    urn: str
    version: str
    kind: str
    label: Text
    basis: tuple[str, ...]
    sections: tuple[Section, ...]
    codelists: Mapping[str, Codelist]
    scales: Mapping[str, Scale]
    matrices: Mapping[str, Matrix]
    bands: Mapping[str, Band]

    def __repr__(self) -> str:
        return f"<Schema {self.id}>"

    @property
    def id(self) -> str:
        """The urn and version in one string, as manifests name the schema."""
        return f"{self.urn}@{self.version}"

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every question by its key, in the order of the form."""
        return {field.key: field for section in self.sections for field in section.fields}

    @cached_property
    def collections(self) -> tuple[str, ...]:
        """The keys of the tables whose rows are written in the draft, in the order of the form."""
        return tuple(f.key for f in self.fields.values() if f.type is FieldType.TABLE and f.is_stored)

    def field(self, key: str) -> Field:
        """The question with that key; KeyError when there is none."""
        return self.fields[key]

    def at(self, path: str) -> Field:
        """The question, table (for a row) or column a path lies in; KeyError when there is none."""
        key, *rest = path.split("/", 2)
        return self.fields[key].column(rest[1]) if len(rest) == 2 else self.fields[key]

    def asks(self, path: str) -> bool:
        """Whether there is such a question, table or column."""
        key, *rest = path.split("/", 2)
        return key in self.fields and (len(rest) < 2 or rest[1] in self.fields[key].columns_by_key)

    def group_of(self, path: str) -> tuple[Field, ...]:
        """The question or column at `path` and those it is coupled to, as far as they travel."""
        key, *rest = path.split("/", 2)
        owner = self.fields[key] if len(rest) == 2 else self._section_of[key]
        return owner.groups.get(rest[1] if len(rest) == 2 else key, ())

    def section(self, key: str) -> Section:
        """The section with that key; KeyError when there is none."""
        return self._sections[key]

    def section_of(self, key: str) -> Section:
        """The section the question with that key stands in; KeyError when there is none."""
        return self._section_of[key]

    def collection_of(self, entity: str) -> str:
        """The key of the table whose rows are `entity` ("measure"); KeyError when there is none."""
        return self._entities[entity]

    def codelist(self, codelist_id: str) -> Codelist:
        """The code list with that id; KeyError when there is none."""
        return self.codelists[codelist_id]

    def scale(self, scale_id: str) -> Scale:
        """The scale with that id; KeyError when there is none."""
        return self.scales[scale_id]

    def matrix_of(self, scale_id: str) -> Matrix:
        """The matrix of that scale; KeyError when there is no such scale."""
        return self.matrices[self.scales[scale_id].matrix]

    @cached_property
    def scale_key(self) -> str:
        """The key of the question that says which scale is used, or "" when the form has none."""
        return next((f.key for f in self.fields.values() if f.type is FieldType.SCALE and f.is_stored), "")

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def _section_of(self) -> Mapping[str, Section]:
        return {field.key: section for section in self.sections for field in section.fields}

    @cached_property
    def _entities(self) -> Mapping[str, str]:
        return {field.entity: field.key for field in self.fields.values() if field.entity}


def parse_schema(body: Mapping[str, Any]) -> Schema:
    """The schema a body describes; raises SchemaError with the place of the first fault."""
    from .schema_check import check_schema
    from .schema_reader import read_schema

    schema = read_schema(body)
    check_schema(schema)
    return schema
