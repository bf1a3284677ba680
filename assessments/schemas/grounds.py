"""The grounds for withholding something from disclosure, each with the days on which it may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .files import read

GROUNDS = "exemption_grounds"
"""The code list of the forms that names them."""
_DATED = ("law", "section", "valid_from", "valid_to")
_INTERNAL = "document"


@dataclass(frozen=True)
class Ground:
    """One ground: its provision in words, when it holds (ISO dates, both included), and its text by language.

    `warning` is what must be said to whoever uses it, by language; empty for most.
    """

    id: str
    law: str
    section: str
    ref: str
    label: Mapping[str, str]
    is_duty: bool
    is_internal: bool  # about the whole document, and lost once that is sent out (offentleglova § 14)
    valid_from: str
    valid_to: str | None
    warning: Mapping[str, str]

    def holds(self, day: str) -> bool:
        """Whether it may be used on `day` (ISO date)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def grounds() -> Mapping[str, Ground]:
    """Every ground there is or was, by its id, in the order of the law."""
    return parse_grounds(read("grounds.yaml"))


def parse_grounds(body: Mapping[str, Any]) -> dict[str, Ground]:
    """The grounds a file describes; raises KeyError for a missing part."""
    return {each["id"]: _ground(each) for each in body["items"]}


def as_codelist(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same as the code list of a form: without what only the dated list knows."""
    items = [{key: part for key, part in each.items() if key not in _DATED} for each in body["items"]]
    return {**body, "items": items}


def _ground(item: Mapping[str, Any]) -> Ground:
    return Ground(
        id=item["id"],
        law=item["law"],
        section=item["section"],
        ref=item["ref"],
        label=item["label"],
        is_duty=item["kind"] == "duty",
        is_internal=item["granularity"] == _INTERNAL,
        valid_from=item["valid_from"],
        valid_to=item["valid_to"],
        warning=item.get("warning", {}),
    )
