"""Reads the body of a schema part by part; `schema_check` then checks how the parts fit together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from .content import freeze
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
from .schema import Schema, SchemaError

_T = TypeVar("_T")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_INHERITED = ("reuse", "exempt", "ground", "stage", "editor")


class _Part:
    """One mapping of the body, and where it stands; every reading names its place when it fails."""

    def __init__(self, body: Any, where: str) -> None:
        if not isinstance(body, Mapping):
            raise SchemaError(where, "must be a mapping")
        self.body, self.where = body, where

    def at(self, name: str) -> str:
        return f"{self.where}/{name}" if self.where else name

    def get(self, name: str, kind: type[_T], default: Any = MISSING) -> _T:
        value = self.body.get(name, default)
        if value is MISSING:
            raise SchemaError(self.at(name), "is missing")
        is_bool_for_int = kind is int and isinstance(value, bool)
        if value is not default and (not isinstance(value, kind) or is_bool_for_int):
            raise SchemaError(self.at(name), f"must be {kind.__name__}")
        return value  # type: ignore[no-any-return]

    def key(self, name: str = "key") -> str:
        key = self.get(name, str)
        if not _KEY.fullmatch(key):
            raise SchemaError(self.at(name), f"{key!r} is not in snake_case")
        return key

    def word(self, name: str, kind: type[StrEnum]) -> Any:
        word = self.get(name, str)
        try:
            return kind(word)
        except ValueError:
            raise SchemaError(self.at(name), f"unknown {name} {word!r}") from None

    def text(self, name: str) -> Text:
        return _text(self.get(name, Mapping), self.at(name))  # type: ignore[type-abstract]

    def text_or_none(self, name: str) -> Text | None:
        return self.text(name) if self.body.get(name) is not None else None

    def each(self, name: str, build: Callable[[_Part], _T], required: bool = True) -> tuple[_T, ...]:
        parts = self.get(name, list, MISSING if required else [])
        return tuple(
            build(_Part(part, f"{self.at(name)}/{_name_of(part, place)}")) for place, part in enumerate(parts)
        )

    def only(self, *names: str) -> None:
        for name in self.body:
            if name not in names:
                raise SchemaError(self.at(str(name)), "unknown attribute")


def _name_of(part: Any, place: int) -> object:
    return (part.get("key") or part.get("id") or place) if isinstance(part, Mapping) else place


def _text(body: Mapping[str, Any], where: str) -> Text:
    for language in LANGUAGES:
        if not isinstance(body.get(language), str) or not body[language].strip():
            raise SchemaError(f"{where}/{language}", "language is missing")
    return MappingProxyType({language: body[language] for language in LANGUAGES})


def read_schema(body: Mapping[str, Any]) -> Schema:
    """The schema a body describes, each part right in itself; raises SchemaError."""
    part = _Part(body, "")
    lists = _Part(part.get("codelists", Mapping, {}), "codelists")  # type: ignore[type-abstract]
    bands = part.each("bands", _band, required=False)
    return Schema(
        urn=part.get("urn", str),
        version=part.get("version", str),
        kind=part.get("kind", str),
        label=part.text("label"),
        basis=tuple(part.get("basis", list, [])),
        sections=part.each("sections", _section),
        codelists={name: _codelist(_Part(each, lists.at(name)), name) for name, each in lists.body.items()},
        scales=_by_id(part.each("scales", _scale, required=False), "scales"),
        matrices=_by_id(part.each("matrices", _matrix, required=False), "matrices"),
        bands=_by_id(tuple(build(rank) for rank, build in enumerate(bands)), "bands"),
    )


def _by_id(parts: tuple[Any, ...], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        if part.id in found:
            raise SchemaError(f"{where}/{part.id}", "duplicate id")
        found[part.id] = part
    return found


def _section(part: _Part) -> Section:
    part.only("key", "label", "help", "law", "fields")
    return Section(
        key=part.key(),
        label=part.text("label"),
        help=part.text_or_none("help"),
        law=part.get("law", str, ""),
        fields=part.each("fields", _field),
    )


_TEXTS = ("label", "help", "prompt")
_WORDS: Mapping[str, type[StrEnum]] = {"type": FieldType, "reuse": Reuse, "exempt": Exempt, "stage": Stage}
_PLAIN = {
    each.name: type(each.default)
    for each in fields(Field)
    if type(each.default) in (str, bool, int) and each.name != "key"
}


def _field(part: _Part, table: Mapping[str, Any] | None = None) -> Field:
    part.only(*(each.name for each in fields(Field)))
    inherited = {name: table[name] for name in _INHERITED if table and name in table}
    part = _Part({**inherited, **part.body}, part.where)
    given: dict[str, Any] = {
        name: part.word(name, kind)
        for name, kind in _WORDS.items()
        if name in part.body or name in ("type", "reuse")
    }
    given |= {name: part.get(name, kind) for name, kind in _PLAIN.items() if name in part.body}
    given |= {name: part.text(name) for name in _TEXTS if part.body.get(name) is not None or name == "label"}
    if "required_if" in part.body:
        given["required_if"] = _condition(_Part(part.body["required_if"], part.at("required_if")))
    if "preset" in part.body:
        given["preset"] = _preset(_Part(part.body["preset"], part.at("preset")))
    return Field(
        key=part.key(),
        blocks_if=part.body.get("blocks_if"),
        formerly=tuple(str(key) for key in part.get("formerly", list, [])),
        columns=part.each("columns", lambda column: _field(column, part.body), required=False),
        **given,
    )


def _condition(part: _Part) -> Condition:
    part.only("field", "equals", "is")
    if ("equals" in part.body) == ("is" in part.body) or part.body.get("is", "answered") != "answered":
        raise SchemaError(part.where, "needs either 'equals' or 'is: answered'")
    return Condition(part.key("field"), freeze(part.body.get("equals")), "is" in part.body)


def _preset(part: _Part) -> Mapping[str, str]:
    part.only("codelist", "column")
    return MappingProxyType({"codelist": part.get("codelist", str), "column": part.key("column")})


def _codelist(part: _Part, name: str) -> Codelist:
    codes = part.each("items", _code)
    _by_id(codes, part.at("items"))
    return Codelist(name, part.get("version", str), codes, str(part.body.get("valid_from", "")))


def _code(part: _Part) -> Code:
    extra = {name: freeze(value) for name, value in part.body.items() if name not in ("id", "label", "help")}
    return Code(part.get("id", str), part.text("label"), part.text_or_none("help"), MappingProxyType(extra))


def _scale(part: _Part) -> Scale:
    dimensions = part.each("dimensions", _dimension, required=False)
    return Scale(
        id=part.get("id", str),
        version=part.get("version", str),
        label=part.text("label"),
        matrix=part.get("matrix", str),
        likelihood=part.each("likelihood", lambda level: _level(level, ())),
        impact=part.each("impact", lambda level: _level(level, dimensions)),
        dimensions=dimensions,
    )


def _dimension(part: _Part) -> Dimension:
    return Dimension(part.get("id", str), part.text("label"))


def _level(part: _Part, dimensions: tuple[Dimension, ...]) -> Level:
    step, label = part.get("level", int), part.text("label")
    if not dimensions or "desc" not in part.body:
        return Level(step, label, desc=part.text_or_none("desc"))
    desc = _Part(part.body["desc"], part.at("desc"))
    desc.only(*(each.id for each in dimensions))
    return Level(step, label, by_dimension={name: desc.text(name) for name in desc.body})


def _matrix(part: _Part) -> Matrix:
    axis = part.get("rows_axis", str)
    if axis not in ("likelihood", "impact"):
        raise SchemaError(part.at("rows_axis"), f"unknown axis {axis!r}")
    return Matrix(
        id=part.get("id", str),
        version=part.get("version", str),
        size=part.get("size", int),
        rows_axis=axis,
        rows_desc=part.get("rows_desc", bool),
        cells=freeze(part.get("cells", list)),
    )


def _band(part: _Part) -> Callable[[int], Band]:
    def ranked(rank: int) -> Band:
        return Band(
            id=part.get("id", str),
            label=part.text("label"),
            symbol=part.get("symbol", str),
            background=part.get("background", str),
            text=part.get("text", str),
            decision=part.text("decision"),
            accept_role=part.get("accept_role", str),
            rank=rank,
        )

    return ranked
