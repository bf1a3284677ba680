"""In any small world, pages, API, searches, counts and look-ups agree with the rules as they are written.

The rules are those of docs/sharing.md in plain Python (tests/canaries/rules.py); they ask nothing of the
software. So `list(user) == {o | may(user, view, o)}` where neither side is made of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import AssessedSolution, Assessment
from registry.models import Agency, Solution, User
from tests import world
from tests.assessments import building
from tests.assessments.test_lists import STATES, put
from tests.canaries.rules import APPROVED, Case, Who, is_let_out, is_within

pytestmark = pytest.mark.django_db
AGENCIES = ("one", "two", "three")
PEOPLE: dict[str, tuple[str, ...]] = {
    "anonymous": (), "stranger": (), "operator": (), "of one": ("one",), "of two": ("two",),
    "of three": ("three",), "of one and three": ("one", "three"),
}  # fmt: skip
ADDRESS = re.compile(r'href="/assessments/([0-9a-f-]{36})/"')
EXAMPLES = settings().max_examples // 6  # each takes half a second; more when LAW_EXAMPLES asks for more
thing = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["ros", "dpia"]),
        "owner": st.integers(0, 2),
        "visibility": st.sampled_from(["private", "named", "named", "members", "public"]),
        "listed_to": st.sampled_from(["private", "private", "members", "public"]),
        "grants": st.dictionaries(st.integers(0, 2), st.sampled_from(["live", "ended"]), max_size=2),
        "shown_from": st.integers(1, 3),
        "shows_later": st.booleans(),
        "states": st.lists(st.sampled_from(STATES[1:]), max_size=3),
        "solution": st.integers(0, 1),
        "minutes": st.integers(0, 2),
    }
)


@dataclass(frozen=True)
class Here:
    """Three agencies, two solutions, and the people, each with a browser."""

    agencies: list[Agency]
    solutions: list[Solution]
    clients: dict[str, Client]
    template: Any


@pytest.fixture
def here(db) -> Here:
    agencies = {name: world.agency(f"{name.title()} kommune") for name in AGENCIES}
    clients = {name: Client() for name in PEOPLE}
    for name, of in PEOPLE.items():
        if name != "anonymous":
            clients[name].force_login(_person(name, [agencies[each] for each in of]))
    solutions = [world.solution("Den ene"), world.solution("Den andre")]
    template = building.submitted(building.staffed("A fourth"))  # of which nobody here sees anything
    return Here([agencies[name] for name in AGENCIES], solutions, clients, template)


def _person(name: str, of: list[Agency]) -> User:
    from registry import actions

    user = world.person(name)
    if name == "operator":
        return actions.appoint_operator(user=user, by=None)
    for agency in of:
        actions.add_member(agency=agency, user=user, role="reader", by=None)
    return world.fresh(user)


def case_of(number: int, given: dict[str, Any]) -> Case:
    """The thing as the rules see it."""
    states = {place: state for place, state in enumerate(given["states"], start=1)}
    approved = [place for place, state in states.items() if state == "approved"]
    was_in_force = ("approved", "superseded")
    return Case(
        name=f"sak{number}", kind=given["kind"], owner=AGENCIES[given["owner"]], circle=given["visibility"],
        named=frozenset(AGENCIES[at] for at, how in given["grants"].items() if how == "live"),
        listed_to=given["listed_to"], first=given["shown_from"], later=given["shows_later"],
        states={place: APPROVED if state in was_in_force else state for place, state in states.items()},
        in_force=max(approved, default=None),
    )  # fmt: skip


def may_read(case: Case, who: Who) -> bool:
    """Whether she may open it: her own, or one in whose circle she is that has a version to show."""
    is_shown = any(is_let_out(case, number) for number in case.states)
    return case.owner in who.agencies or (is_within(case, who) and is_shown)


def may_know(case: Case, who: Who) -> bool:
    """Whether she may know that it exists."""
    to = case.listed_to
    return may_read(case, who) or to == "public" or (to == "members" and bool(who.agencies))


@settings(
    max_examples=max(10, EXAMPLES), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    things=st.lists(thing, max_size=6), names=st.sets(st.sampled_from(sorted(PEOPLE)), min_size=2, max_size=3)
)
def test_every_list_count_search_and_look_up_says_what_the_rules_say(here, things, names) -> None:
    with transaction.atomic():
        made = put(things, here.agencies, here.template)
        cases = dict(zip(made, (case_of(at, each) for at, each in enumerate(things)), strict=True))
        for (key, case), each in zip(cases.items(), things, strict=True):
            Assessment.objects.filter(pk=key).update(title=case.name, search_text=case.name)
            AssessedSolution.objects.create(assessment_id=key, solution=here.solutions[each["solution"]])
        for name in sorted(names):
            who = Who(name, frozenset(PEOPLE[name]))
            known = {str(key): case for key, case in cases.items() if may_know(case, who)}
            readable = {key for key, case in known.items() if may_read(case, who)}
            _check_lists(here, here.clients[name], known, readable)
            _check_filters(here, here.clients[name], known, readable, things)
            _check_look_ups(
                here.clients[name], {str(key): case for key, case in cases.items()}, known, readable
            )
        transaction.set_rollback(True)


def _check_lists(here: Here, client: Client, known: dict[str, Case], readable: set[str]) -> None:
    assert on_page(client, "/") == set(known)
    for size in (100, 2):
        assert listed(client, f"limit={size}") == set(known)
    assert listed(client, "whole=1") == readable
    found = client.get("/api/v1/assessments/?count=1&limit=100").json()
    assert found["total"]["count"] == len(known)
    assert {each["id"] for each in found["results"] if each["is_entry"]} == set(known) - readable


def _check_filters(
    here: Here, client: Client, known: dict[str, Case], readable: set[str], things: list[dict[str, Any]]
) -> None:
    """What one narrows by: kind, owner, solution, and what is in force."""
    solution_of = {f"sak{at}": each["solution"] for at, each in enumerate(things)}
    narrowed = {
        "kind=ros": lambda case: case.kind == "ros",
        f"owner={here.agencies[0].pk}": lambda case: case.owner == "one",
        f"solution={here.solutions[0].pk}": lambda case: solution_of[case.name] == 0,
    }
    for query, fits in narrowed.items():
        expected = {key for key, case in known.items() if fits(case)}
        assert listed(client, query) == expected, query
        assert on_page(client, f"/?{query.replace('owner=', 'agency=')}") == expected, query
    in_force = {key for key, case in known.items() if case.in_force is not None}
    assert on_page(client, "/?state=in_force") == in_force


def _check_look_ups(
    client: Client, cases: dict[str, Case], known: dict[str, Case], readable: set[str]
) -> None:
    """Each by its id, and by the one word of its title."""
    for key, case in cases.items():
        assert is_there(client, f"/assessments/{key}/") == (key in known)
        assert is_there(client, f"/api/v1/assessments/{key}/") == (key in known)
        assert is_there(client, f"/assessments/{key}/history/") == (key in readable)
        assert is_there(client, f"/api/v1/assessments/{key}/versions/") == (key in readable)
        found = {key} if key in known else set()
        assert listed(client, f"q={case.name}") == found
        assert on_page(client, f"/?q={case.name.upper()}") == found


def is_there(client: Client, address: str) -> bool:
    """Whether something is found there: its page, or where one goes on from it."""
    answer = client.get(address)
    assert answer.status_code in (200, 302, 404) and "sign-in" not in answer.headers.get("Location", "")
    return answer.status_code != 404


def on_page(client: Client, address: str) -> set[str]:
    """The ids that a page of the catalogue leads to."""
    return set(ADDRESS.findall(client.get(address).content.decode()))


def listed(client: Client, query: str) -> set[str]:
    """The ids on all pages of the list, each once."""
    found: list[str] = []
    address = f"/api/v1/assessments/?{query}"
    while address:
        page = client.get(address).json()
        found += [each["id"] for each in page["results"]]
        address = page["next"]
    assert len(found) == len(set(found))
    return set(found)
