"""Lists ask the database the same number of times however long they are, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from tests import world
from tests.api.asking import Asker
from tests.assessments import building

pytestmark = pytest.mark.django_db
PEOPLE = ("anyone", "stranger", "outsider", "reader", "author", "many")


def queries(asker: Asker, address: str) -> int:
    asker.get(address)  # what a process learns once (content types, forms) is not counted
    with CaptureQueriesContext(connection) as seen:
        assert asker.get(address).status_code == 200
    return len(seen) - (asker.user is not None)  # the tests load the person anew for every request


def asker(who: str, town: Any, village: Any) -> Asker:
    people: dict[str, Callable[[], Any]] = {
        "anyone": lambda: None,
        "stranger": lambda: world.person("Fremmed"),
        "outsider": lambda: village.author,
        "reader": lambda: town.reader,
        "author": lambda: town.author,
        "many": lambda: _everywhere(town, village),
    }
    return Asker(people[who]())


def _everywhere(town: Any, village: Any) -> Any:
    person = world.member(town.agency, "reader", "author", "dpo", "approver")
    building.world.actions.add_member(agency=village.agency, user=person, role="author", by=None)
    return person


def grow(town: Any) -> None:
    for _ in range(6):
        version = building.approved(town, visibility="public")
        actions.fork(version=version, owner=town.agency, by=world.fresh(town.author))


@pytest.mark.parametrize("query", ["", "?count=1", "?kind=ros&q=sak"])
def test_the_list_of_assessments(town, village, query):
    building.approved(town, visibility="public")
    people = {who: asker(who, town, village) for who in PEOPLE}
    before = {who: queries(one, f"assessments/{query}") for who, one in people.items()}
    grow(town)
    assert {who: queries(one, f"assessments/{query}") for who, one in people.items()} == before
    assert max(before.values()) <= 10


@pytest.mark.parametrize("who", ["anyone", "outsider", "reader"])
def test_the_versions_of_an_assessment(in_force, town, village, who):
    one, address = asker(who, town, village), f"assessments/{in_force.assessment_id}/versions/"
    before = queries(one, address)
    for _ in range(3):
        building.renewed(town, in_force.assessment)
    assert queries(one, address) == before <= 5


@pytest.mark.parametrize("who", ["anyone", "outsider", "reader"])
def test_the_forks_of_an_assessment(in_force, town, village, who):
    one, address = asker(who, town, village), f"assessments/{in_force.assessment_id}/lineage/"
    actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    before = queries(one, address)
    for _ in range(5):
        actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    assert queries(one, address) == before <= 15


def test_comments(waiting, town, as_reader):
    address = f"versions/{waiting.pk}/comments/"
    actions.comment(version=waiting, text="En", by=town.reviewer)
    before = queries(as_reader, address)
    for number in range(5):
        actions.comment(version=waiting, text=f"Nr {number}", by=world.member(town.agency, "reviewer"))
    assert queries(as_reader, address) == before <= 5


def test_orders(in_force, town, village, as_outsider):
    def order(language: str, version: Any) -> None:
        wanted = {"version": str(version.pk), "format": "json", "language": language}
        as_outsider.post("exports/", wanted)

    order("nb", in_force)
    before = queries(as_outsider, "exports/")
    for language in ("nn", "en"):
        order(language, in_force)
        order(language, building.approved(town, visibility="public"))
    assert queries(as_outsider, "exports/") == before <= 5


def test_a_draft_and_a_version_cost_the_same_however_many_rows(town, as_author):
    draft = building.fill(building.started(town))
    address = f"assessments/{draft.pk}/draft/"
    before = queries(as_author, address)
    content = building.stored(draft).content
    row = content.rows["scenarios"][0]
    more = tuple(type(row)(f"{number:08d}-0000-4000-8000-000000000000", row.fields) for number in range(50))
    building.write(draft, content.with_rows("scenarios", (row, *more)))
    assert queries(as_author, address) == before <= 15
    version = actions.submit(assessment=draft, by=town.author)
    assert queries(as_author, f"versions/{version.pk}/") <= 16
