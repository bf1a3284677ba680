"""Starting an assessment."""

from __future__ import annotations

import pytest

from tests import world
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted(town, solution):
    building.forms()
    return {
        "kind": "ros",
        "owner": str(town.agency.pk),
        "title": "Sak og arkiv",
        "solutions": [{"solution": str(solution.pk), "version": "5.2"}],
    }


def test_an_author_starts_a_ros(as_author, wanted, solution):
    answer = as_author.post("assessments/", wanted)
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://testserver/api/v1/assessments/{body['id']}/"
    assert body["solutions"] == [{"id": str(solution.pk), "name": solution.name, "version": "5.2"}]
    assert (body["has_draft"], body["visibility"], body["language"]) == (True, "private", "nb")
    assert body["can"]["edit"] and body["can"]["submit"]


@pytest.mark.parametrize("role", ["reader", "reviewer", "dpo", "approver", "auditor", "administrator"])
def test_other_roles_do_not_start(town, wanted, role):
    from tests.api.asking import Asker

    refused(Asker(town[role]).post("assessments/", wanted), 403, "assessment.create_not_permitted", "owner")


def test_one_starts_in_ones_own_agency(as_outsider, wanted):
    refused(as_outsider.post("assessments/", wanted), 403, "assessment.create_not_permitted", "owner")


def test_nobody_starts_without_signing_in(anyone, wanted):
    refused(anyone.post("assessments/", wanted), 401, "access.not_signed_in")


def test_agencies_and_solutions_are_not_there_for_a_stranger(as_stranger, wanted):
    problem = refused(as_stranger.post("assessments/", wanted), 422, "request.invalid", "owner")
    assert {reason["where"] for reason in problem["reasons"]} == {"owner", "solutions/0/solution"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "rros"}, "kind"),
        ({"kind": 7}, "kind"),
        ({"owner": "x"}, "owner"),
        ({"owner": "6a5e1a1e-0000-4000-8000-000000000000"}, "owner"),
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": ["x"]}, "title"),
        ({"language": "se"}, "language"),
        ({"solutions": "x"}, "solutions"),
        ({"solutions": [{"solution": "x"}]}, "solutions/0/solution"),
        ({"solutions": [{}]}, "solutions/0/solution"),
        ({"visibility": "public"}, "visibility"),
        ({"id": "x", "owner_id": "y"}, "owner_id"),
    ],
)
def test_what_is_wrong_is_named(as_author, wanted, change, where):
    refused(as_author.post("assessments/", {**wanted, **change}), 422, "request.invalid", where=where)


def test_an_assessment_is_about_something(as_author, wanted):
    refused(
        as_author.post("assessments/", {**wanted, "solutions": []}),
        422,
        "assessment.solution_missing",
        "solutions",
    )


@pytest.mark.parametrize("body", [[], "x", 3, None])
def test_a_body_of_another_kind_is_refused(as_author, wanted, body):
    assert as_author.ask("post", "assessments/", body).status_code in (400, 422)


def test_the_language_is_the_agencys_own_unless_another_is_asked_for(as_author, wanted):
    assert as_author.post("assessments/", {**wanted, "language": "nn"}).json()["language"] == "nn"


def test_a_solution_twice_is_one_solution(as_author, wanted):
    other = world.solution()
    chosen = [*wanted["solutions"], {"solution": str(other.pk)}]
    made = as_author.post("assessments/", {**wanted, "solutions": chosen}).json()
    assert len(made["solutions"]) == 2
