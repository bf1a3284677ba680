"""The table of who gets which answer (docs/access/), read; it knows nothing of the software.

For the tests that hold the software to it (tests/matrix), and for the page that shows it (access_page).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

import yaml

FOLDER = Path(__file__).parents[1] / "docs" / "access"
CIRCLES = ("private", "entry", "named", "members", "public")
ROUTE = re.compile(r"(?P<methods>[A-Z+]+) (?P<path>/\S*)(?: \((?P<note>.+)\))?")
T = TypeVar("T")
NAME = re.compile(r"{(\w+)}")
YES, NO, ENTER = "yes", "no", "enter"


@dataclass(frozen=True)
class Row:
    """One operation: what is asked, by which two rules it is answered, and the statuses of yes and no."""

    heading: str
    method: str
    path: str
    note: str
    outside: str
    inside: str
    done: tuple[int, ...] = (200,) * len(CIRCLES)
    refused: int = 403
    is_again: bool = False  # the same page as the line's first method gives

    @property
    def is_api(self) -> bool:
        """Whether a program asks."""
        return self.path.startswith("/api/")

    @property
    def name(self) -> str:
        """As it stands in the table, for one method."""
        return f"{self.method} {self.path}" + (f" ({self.note})" if self.note else "")

    @property
    def is_of_a_circle(self) -> bool:
        """Whether it is about a thing that is shown in circles."""
        return bool(set(NAME.findall(self.path)) & OF_A_CIRCLE) or self.note in ASKED_OF_A_CIRCLE


# What there is one of in each circle; everything else there is one of.
OF_A_CIRCLE = {
    *("A", "V", "W", "D", "F", "FV", "P", "Q", "R", "U"),
    *("scenario", "measure", "row", "picked", "file", "theirs", "assessed"),
    *("once", "link", "ended_link", "revoked_link", "unopened_link"),
}
ASKED_OF_A_CIRCLE = {"what is approved", "what waits", "a draft, compared"}  # it is in the body


@cache
def rows() -> tuple[Row, ...]:
    """Every operation, in the order of the files."""
    return tuple(row for path in sorted((FOLDER / "routes").glob("*.yaml")) for row in _rows(path))


def _rows(path: Path) -> Iterator[Row]:
    for heading, lines in _read(path).items():
        for route, said in lines.items():
            found = ROUTE.fullmatch(route)
            assert found, route
            outside, inside, *status = (word.strip() for word in said.split("|"))
            done, _slash, refused = (status[0] if status else "200").partition("/")
            codes = (_of_each_circle([int(code) for code in done.split()]), int(refused or 403))
            for place, method in enumerate(found["methods"].split("+")):
                said_of = (heading, method, found["path"], found["note"] or "", outside, inside)
                yield Row(*said_of, *codes, is_again=place > 0)


def _of_each_circle(said: list[T]) -> tuple[T, ...]:
    """One answer for all circles, or one for each."""
    assert len(said) in (1, len(CIRCLES)), said
    return tuple(said * len(CIRCLES) if len(said) == 1 else said)


@cache
def people() -> dict[str, Any]:
    """Who asks, as docs/access/people.yaml has it."""
    return _read(FOLDER / "people.yaml")


@cache
def groups() -> dict[str, str]:
    """Everyone outside the owner -> the group she is answered with."""
    return {who: group for group, members in people()["outside"].items() for who in members}


def everyone() -> list[str]:
    """Who asks."""
    return [*people()["inside"], *groups()]


@cache
def rules() -> dict[str, Any]:
    """The rules, as docs/access/rules.yaml has them."""
    return _read(FOLDER / "rules.yaml")


def _read(path: Path) -> dict[str, Any]:
    """Everything as it is written: to YAML `yes` and `no` would be something else than words."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return found


@cache
def said_outside(rule: str, who: str) -> tuple[str, ...]:
    """What a rule answers one outside the owner, circle by circle."""
    lines = rules()["outside"][rule]
    return _of_each_circle(str(lines[who] if who in lines else lines[groups()[who]]).split())


@cache
def said_inside(rule: str, who: str) -> str:
    """What a rule answers one of the owner's people."""
    told = rules()["inside"][rule]
    named = {each.strip(): word for word in (YES, NO) for each in str(told.get(word, "")).split(",")}
    return str(named[who] if who in named else told["else"])


def word(row: Row, who: str, circle: str) -> str:
    """What the table says: yes, no, enter, or a status."""
    return _told(row, who)[CIRCLES.index(circle)]


def _told(row: Row, who: str) -> tuple[str, ...]:
    """What the table says, circle by circle."""
    who = _taken_for(row, who)
    if who in people()["inside"]:
        return (said_inside(row.inside, who),) * len(CIRCLES)
    return said_outside(row.outside, who)


def _taken_for(row: Row, who: str) -> str:
    """As whom she is answered."""
    return who if row.is_api else str(people()["on_pages"].get(who, who))


def is_inside(row: Row, who: str) -> bool:
    """Whether she is answered as one of the owner's people."""
    return _taken_for(row, who) in people()["inside"]


def status(row: Row, who: str, circle: str) -> int:
    """The status of the answer; that of `enter` on a page leads on to the sign-in page."""
    said = word(row, who, circle)
    done = row.done[CIRCLES.index(circle)]
    return {YES: done, NO: row.refused, ENTER: 401 if row.is_api else 302}.get(said) or int(said)


def enters(row: Row, who: str, circle: str) -> bool:
    """Whether the answer is to sign in first."""
    return word(row, who, circle) == ENTER


def refuses(row: Row, who: str, circle: str) -> bool:
    """Whether the table says no, or to sign in first."""
    return word(row, who, circle) in (NO, ENTER)


def askers(row: Row) -> list[str]:
    """Who asks it: everyone; on pages one token stands for all, for none opens a page."""
    if row.is_api:
        return everyone()
    tries = people()["on_pages"]
    return [who for who in everyone() if who in tries or not ("token" in who or who == "service")]


def cells(row: Row) -> list[tuple[str, str]]:
    """Each cell of a row: who, in which circle; of what no circle says anything there is one for each."""
    circles = CIRCLES if row.is_of_a_circle else CIRCLES[-1:]
    return [(who, circle) for circle in circles for who in askers(row)]


# How many of those who are alike are asked in the ordinary run: who may, and who may not.
MAY, MAY_NOT = 1, 3


def chosen(row: Row) -> list[tuple[str, str]]:
    """Fewer cells, always the same: some of those alike, and every answer outside the owner in each circle.

    Who and where goes round from row to row, so that everyone is asked about by each rule that speaks of her,
    and in every circle. By a method that gives the same page again only one of those alike is asked.
    """
    turn, every = _turns()[row.name], cells(row)
    circles = [circle for circle in CIRCLES if any(each[1] == circle for each in every)]
    asked = [who for each in alike(row) for who in _some(row, each)]
    found = dict.fromkeys((who, circles[(turn + place) % len(circles)]) for place, who in enumerate(asked))
    outside = [cell for cell in every if not is_inside(row, cell[0])]
    for place, circle in enumerate(() if row.is_again else circles):
        here = [cell for cell in outside if cell[1] == circle]
        told = {word(row, *cell) for cell in here if cell in found}
        begin = (turn * 7 + place) % len(here)
        for cell in here[begin:] + here[:begin]:
            if word(row, *cell) not in told:
                told.add(word(row, *cell))
                found[cell] = None
    return list(found)


def alike(row: Row) -> list[list[str]]:
    """Who asks it, those together whom one rule tells the same in every circle."""
    found: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for who in askers(row):
        found.setdefault((is_inside(row, who), _told(row, who)), []).append(who)
    return list(found.values())


def _some(row: Row, people_alike: list[str]) -> list[str]:
    """Those that are asked: the next ones in each row of the same rule, so that everyone has a turn."""
    rule = "inside" if is_inside(row, people_alike[0]) else "outside"
    turns = _turns(rule, getattr(row, rule), row.is_api)
    few = MAY if YES in _told(row, people_alike[0]) or row.is_again else MAY_NOT
    many = min(len(people_alike), max(few, ceil(len(people_alike) / (max(turns.values()) + 1))))
    begin = turns[row.name] * many
    return [people_alike[(begin + place) % len(people_alike)] for place in range(many)]


@cache
def _turns(rule: str = "", said: str = "", is_api: bool = False) -> dict[str, int]:
    """The places of all rows, or of those of the API or the pages that one rule answers, by name.

    What gives the same page again has the place of the method before it.
    """
    found: dict[str, int] = {}
    for each in rows():
        if not rule or (getattr(each, rule), each.is_api) == (said, is_api):
            found[each.name] = max(found.values(), default=-1) + (not each.is_again)
    return found
