"""What schemathesis is told: its file beside this one; who asks, the real ids, and how much of this run."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from schemathesis.config import SchemathesisConfig

from tests.fuzz.world import Fuzzed

FILE = Path(__file__).with_name("schemathesis.toml")
OFTEN = 0.7  # how often a real id is put where one goes; otherwise what was read before, or made up
NAMES = {  # what is meant by a name in a body or a query
    "agency": ("agency", "owner"), "owner": ("agency", "owner"), "version": ("V", "W", "FV"),
    "assessment": ("A", "D", "F"), "solution": ("solution", "used"), "from": ("U", "V", "FV"),
    "to": ("V", "FV"), "row": ("row", "picked", "scenario"), "supplier": ("supplier",),
    "who": ("user",), "user": ("user", "member"), "after": ("row", "picked"), "steward": ("owner", "agency"),
}  # fmt: skip
WORDS = {
    "collection": ["scenarios", "measures", "assets"],
    "ground": ["offl-24-3"],
    "state": ["confirmed", "not_relevant"],
    "path": ["in_scope", "technical_description", "nature_and_function"],
}


def configured(
    fuzzed: Fuzzed, folder: Path, *, number: int, examples: int, thinned: bool
) -> SchemathesisConfig:
    """One round with `examples` made up of each operation; thinned, every third is asked systematically."""
    first = fuzzed.sides[number % 2].name
    users = folder / "users.json"
    users.write_text(json.dumps({"auth": list(_users(fuzzed, first))}))
    dictionaries: dict[str, Any] = {}
    told = {
        **tomllib.loads(FILE.read_text("utf-8")),
        "seed": number,
        "generation": {"max-examples": examples},
        "phases": {"coverage": {"enabled": number < 3}},  # it is the same each time: once for each side
        "parameters": _bound(dictionaries, "any", dict(_everywhere(fuzzed))),
        "operations": list(_operations(fuzzed, dictionaries, thinned)),
        "dictionaries": dictionaries,
    }
    with patch.dict(os.environ, FUZZ_USERS=str(users)):
        return SchemathesisConfig.from_dict(told)


def _users(fuzzed: Fuzzed, first: str) -> Iterator[dict[str, Any]]:
    for name in sorted(fuzzed.tokens, key=lambda name: name != first):
        headers = [{"name": "Authorization", "value": f"Bearer {fuzzed.tokens[name]}"}]
        yield {"name": name, "fixedHeaders": headers}


def _operations(fuzzed: Fuzzed, dictionaries: dict[str, Any], thinned: bool) -> Iterator[dict[str, Any]]:
    for number, (method, path) in enumerate(fuzzed.operations):
        name, values = f"{method} {path}", fuzzed.values(method, path)
        bound = _bound(dictionaries, name, {f"path.{each}": known for each, known in values.items()})
        left_out = {"phases": {"coverage": {"enabled": False}}} if thinned and number % 3 else {}
        yield {"include-name": name, "parameters": bound, **left_out}


def _everywhere(fuzzed: Fuzzed) -> Iterator[tuple[str, list[str]]]:
    for name, things in NAMES.items():
        ids = [each for side in fuzzed.sides for each in side.ids(*things)]
        yield from ((f"{where}.{name}", ids) for where in ("body", "query"))
    yield from ((f"body.{name}", words) for name, words in WORDS.items())
    yield "header.If-Match", [etag for side in fuzzed.sides for etag in side.etags()]


def _bound(dictionaries: dict[str, Any], of: str, values: dict[str, list[str]]) -> dict[str, Any]:
    """The values as dictionaries of these names, and where they go."""
    for place, each in values.items():
        dictionaries[f"{of} {place}"] = {"values": each}
    return {place: {"dictionary": f"{of} {place}", "probability": OFTEN} for place in values}
