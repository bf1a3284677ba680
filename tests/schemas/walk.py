"""Ways through the body of a form: its questions, texts and law references, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessments.schemas import bundled

BODIES = bundled()
LANGUAGES = {"nb", "nn", "en"}

Found = tuple[str, dict[str, Any]]


def fields(body: dict[str, Any]) -> Iterator[Found]:
    """Each question of the form."""
    for section in body["sections"]:
        for field in section["fields"]:
            yield f"{section['key']}/{field['key']}", field


def columns(body: dict[str, Any]) -> Iterator[Found]:
    """Each column with what it inherits from its table filled in."""
    for where, table in fields(body):
        for column in table.get("columns", []):
            inherited = {name: table[name] for name in ("reuse", "exempt", "ground") if name in table}
            yield f"{where}/{column['key']}", inherited | column


def questions(body: dict[str, Any]) -> Iterator[Found]:
    """Each question and each column."""
    yield from fields(body)
    yield from columns(body)


def nodes(part: Any, where: str = "") -> Iterator[Found]:
    """Each mapping in the body, whatever it is."""
    if isinstance(part, dict):
        yield where, part
        for name, value in part.items():
            yield from nodes(value, f"{where}/{name}")
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from nodes(value, f"{where}/{place}")


def leaves(part: Any) -> Iterator[Any]:
    """Each value in the body that is neither a mapping nor a list."""
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for value in part:
            yield from leaves(value)
    else:
        yield part


def texts(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each text that is there in any language: labels, helps, descriptions, decisions, warnings."""
    for where, node in nodes(body):
        if LANGUAGES & set(node):
            yield where, node


def laws(body: dict[str, Any]) -> set[str]:
    """Each law reference of the sections, questions and columns, taken apart at the commas."""
    named = [node["law"] for _, node in nodes(body["sections"]) if "law" in node]
    return {reference.strip() for law in named for reference in law.split(",")}
