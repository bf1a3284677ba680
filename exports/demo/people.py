"""Who and what the demo is about: agencies, people, suppliers and solutions, all invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exports.demo.book import read
from registry import actions
from registry.models import Agency, Solution, Supplier, User

PASSWORD = "demo-passord-1814"  # noqa: S105 – for invented people on a machine of one's own, and shown to whoever starts it


@dataclass
class World:
    """Everything the stories name, by the local names of the content files."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)
    solutions: dict[str, Solution] = field(default_factory=dict)
    staff: dict[tuple[str, str], User] = field(default_factory=dict)  # by agency and role


def populate(today: date) -> World:
    """Register everyone and everything, as the operator at the machine (`by=None`)."""
    book, world = read("world", today), World()
    for key, given in book["agencies"].items():
        world.agencies[key] = actions.register_agency(**given, by=None)
    for key, given in book["people"].items():
        world.people[key] = _person(world, **given)
    for key, given in book["suppliers"].items():
        world.suppliers[key] = actions.register_supplier(**given, by=None)
    for key, given in book["solutions"].items():
        world.solutions[key] = _solution(world, **given)
    return world


def _person(world: World, name: str, email: str, agency: str, roles: list[str], language: str = "nb") -> User:
    user = actions.register_person(email=email, name=name, password=PASSWORD, language=language, by=None)
    for role in roles:
        actions.add_member(agency=world.agencies[agency], user=user, role=role, by=None)
        world.staff[agency, role] = user
    return user


def _solution(world: World, used_by: list[str], **given: Any) -> Solution:
    supplier = world.suppliers[given.pop("supplier")] if "supplier" in given else None
    steward = world.agencies[given.pop("steward")]
    solution = actions.register_solution(**given, supplier=supplier, steward=steward, by=None)
    for agency in used_by:
        actions.take_into_use(solution=solution, agency=world.agencies[agency], by=None)
    return solution
