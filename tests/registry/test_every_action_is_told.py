"""Every action leaves an event: read off the code here, and watched in every test that does one."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from django.db import transaction

from registry import audit
from registry.models import Agency, Event
from tests import world
from tests.actions import FLOORS, OF_NOBODY_TOO, UNTOLD, Untold, every_action, watched

TELLING = {"record", "record_person", "entrance", "note_read"}  # what registry.audit offers for telling


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(Path(*module.split(".")).with_suffix(".py").read_text("utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _called(node: ast.FunctionDef) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id


def _reaches_the_trail(action: object, seen: set[tuple[str, str]]) -> bool:
    """Whether the function tells the trail itself, or calls one in some floor's actions that does."""
    module, name = action.__module__, inspect.unwrap(action).__name__
    if (module, name) in seen or name not in _functions(module):
        return False
    seen.add((module, name))
    here: ModuleType = inspect.getmodule(inspect.unwrap(action))
    for word in set(_called(_functions(module)[name])):
        known = getattr(here, word, None)
        origin = getattr(known, "__module__", "") or ""
        if word in TELLING and (origin.startswith("registry.audit") or inspect.ismodule(known)):
            return True
        is_ours = inspect.isfunction(known) and any(origin.startswith(f"{f}.actions") for f in FLOORS)
        if is_ours and _reaches_the_trail(known, seen):
            return True
    return False


def test_the_actions_are_found():
    assert len(every_action()) > 60


@pytest.mark.parametrize("name", sorted(every_action()))
def test_every_action_reaches_the_trail_or_says_why_not(name):
    assert _reaches_the_trail(every_action()[name], set()) != (name in UNTOLD), name


def test_no_reason_is_kept_for_an_action_that_is_gone():
    assert set(UNTOLD) <= set(every_action())


def test_every_action_is_watched_in_the_tests():
    for floor in FLOORS:
        module = __import__(f"{floor}.actions", fromlist=["actions"])
        bare = [n for n in module.__all__ if not getattr(getattr(module, n), "is_watched", False)]
        assert not [name for name in bare if f"{floor}.{name}" not in {*UNTOLD, *OF_NOBODY_TOO}]


@pytest.mark.django_db
def test_an_action_that_writes_in_silence_is_caught(agency):
    @transaction.atomic
    def rename() -> None:
        Agency.objects.filter(pk=agency.pk).update(name="Stille")

    with pytest.raises(Untold, match="registry_agency"):
        watched("rename", rename)()


@pytest.mark.django_db
def test_who_did_it_for_whom_and_in_which_request_stands_in_the_event(client, administrator, agency):
    client.force_login(administrator)
    given = {"name": "Nytt navn", "language": "nb", "address": ""}
    answer = client.post(f"/agencies/{agency.pk}/edit/", given)
    event = Event.objects.get(verb="agency_changed")
    assert (event.who, event.agency, event.object_id) == (administrator, agency, str(agency.pk))
    assert event.request_id == answer.headers["X-Request-ID"]


@pytest.mark.django_db
def test_words_with_line_breaks_stay_one_event(agency):
    event = audit.record("said", agency, None, words="a\r\nb\x1b[31m\u2028c")
    assert Event.objects.get(pk=event.pk).detail == {"words": "a\nb[31m\nc"}
    assert audit.verify(agency).holds


@pytest.mark.django_db
def test_a_deed_that_fails_leaves_no_event():
    before = Event.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        world.agency("Halvgjort")
        raise ZeroDivisionError
    assert Event.objects.count() == before
