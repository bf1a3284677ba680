"""The table is whole: every route and method has a row, every row a route, every word a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import URLPattern, get_resolver, resolve

from setup import access_table
from setup.access_table import CIRCLES, NAME, Row

ROOT = Path(__file__).parents[2]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NUMBERS = {
    "membership",
    "event",
    "claim",
    "notice",
    "identity",
    "step",
    "once",
}  # ids in addresses that are no UUIDs
SOME_ID = "6a5e1a1e-0000-4000-8000-000000000000"
A_NAME = re.compile(r"<[^>]+>|{\w+}")
WORDS = (access_table.YES, access_table.NO, access_table.ENTER)


def patterns(found: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house."""
    for pattern in found.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here.replace("^", ""), pattern
        else:
            yield from patterns(pattern, here)


def methods_of(pattern: URLPattern) -> set[str]:
    """What a route answers: what its view says, or, when it says nothing, reading and sending."""
    view = pattern.callback
    actions = getattr(view, "actions", None)
    if actions is None and hasattr(view, "cls"):
        actions = [method for method in METHODS if hasattr(view.cls, method.lower())]
    if actions is not None:
        return {method.upper() for method in actions} & set(METHODS)
    return next(_required(view), {"GET", "POST"})


def _required(view: Any) -> Iterator[set[str]]:
    """The methods that `require_…` names around a view."""
    while view is not None:
        cells = [each.cell_contents for each in getattr(view, "__closure__", None) or ()]
        yield from (set(each) for each in cells if isinstance(each, list) and set(each) <= set(METHODS))
        view = getattr(view, "__wrapped__", None)


def route_of(row: Row) -> str:
    """The route a row's address leads to."""
    ids = {name: "1" if name in NUMBERS else SOME_ID for name in NAME.findall(row.path)}
    return str(resolve(row.path.partition("?")[0].format(**ids)).route).replace("^", "")


def test_every_route_and_method_stands_in_the_table():
    there = {(name, method) for name, each in patterns(get_resolver()) for method in methods_of(each)}
    told = {(route_of(row), row.method) for row in access_table.rows()}
    assert sorted(there - told) == [], "without a row in docs/access/routes"
    assert sorted(told - there) == [], "rows without a route"


def test_every_operation_of_the_api_stands_in_the_table():
    described = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))["paths"]
    operations = {(A_NAME.sub("…", path), way.upper()) for path, ways in described.items() for way in ways}
    told = {(A_NAME.sub("…", f"/{route_of(row)}"), row.method) for row in access_table.rows()}
    assert sorted(operations - told) == []


def test_a_row_is_told_once():
    names = [row.name for row in access_table.rows()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("where", ["outside", "inside"])
def test_every_rule_is_used_and_there(where):
    assert {getattr(row, where) for row in access_table.rows()} == set(access_table.rules()[where])


@pytest.mark.parametrize("who", access_table.groups())
def test_every_rule_says_something_of_everyone_outside(who):
    for rule in access_table.rules()["outside"]:
        words = access_table.said_outside(rule, who)
        assert len(words) == len(CIRCLES) and all(word in WORDS or word.isdecimal() for word in words), rule


def test_a_rule_names_nobody_who_is_not_there():
    known = {*access_table.groups(), *access_table.groups().values(), "says"}
    assert {name for rule in access_table.rules()["outside"].values() for name in rule} <= known
    for rule in access_table.rules()["inside"].values():
        named = {name.strip() for word in ("yes", "no") for name in rule.get(word, "").split(",")} - {""}
        assert named <= set(access_table.people()["inside"])


def test_in_the_ordinary_run_those_alike_are_asked_about_everything_and_everyone_in_every_circle():
    met = set()
    for row in access_table.rows():
        chosen = access_table.chosen(row)
        assert all({who for who, _circle in chosen} & set(each) for each in access_table.alike(row))
        if not row.is_again:
            assert answers_outside(row, chosen) == answers_outside(row, access_table.cells(row))
        met |= set(chosen)
    assert met == {(who, circle) for who in access_table.everyone() for circle in CIRCLES}


def answers_outside(row: Row, cells: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """What those outside the owner are told, and where."""
    outside = [cell for cell in cells if not access_table.is_inside(row, cell[0])]
    return {(circle, access_table.word(row, who, circle)) for who, circle in outside}


@pytest.mark.parametrize("rule", ["outside", "inside"])
def test_in_the_ordinary_run_each_rule_is_asked_for_everyone_it_speaks_of(rule):
    there, asked = set(), set()
    for row in access_table.rows():
        for found, cells in ((there, access_table.cells(row)), (asked, access_table.chosen(row))):
            for who, _circle in cells:
                if access_table.is_inside(row, who) == (rule == "inside"):
                    found.add((getattr(row, rule), row.is_api, who))
    assert asked == there
