"""Saying what a draft is written in, and choosing it with the fork."""

from __future__ import annotations

import pytest

from assessments import actions
from tests import world
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def fork(in_force, village):
    return actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))


def test_a_draft_goes_on_in_another_language_and_what_it_is_built_on_keeps_its_own(as_outsider, fork):
    address = f"assessments/{fork.pk}/draft/"
    assert as_outsider.get(address).json()["language"] == "nb"
    answer = as_outsider.put(f"{address}language", {"language": "nn"})
    assert (answer.status_code, answer.json()["language"]) == (200, "nn")
    read = as_outsider.get(f"assessments/{fork.pk}/").json()
    assert (read["language"], read["upstream"]["language"]) == ("nn", "nb")


def test_the_version_says_what_it_is_written_in(as_outsider, anyone, village, fork, in_force):
    as_outsider.put(f"assessments/{fork.pk}/draft/language", {"language": "nn"})
    made = as_outsider.post(f"assessments/{fork.pk}/draft/submit").json()
    assert as_outsider.get(f"versions/{made['id']}/").json()["language"] == "nn"
    assert anyone.get(f"versions/{in_force.pk}/").json()["language"] == "nb"


@pytest.mark.parametrize(("given", "language"), [({"language": "en"}, "en"), ({}, "nb")])
def test_it_is_chosen_when_one_forks_else_it_is_the_original_s(
    as_outsider, in_force, village, given, language
):
    made = as_outsider.post(f"versions/{in_force.pk}/fork", {"owner": str(village.agency.pk), **given})
    assert (made.status_code, made.json()["language"]) == (201, language)


def test_an_original_out_of_sight_does_not_say_its_language(as_outsider, fork, in_force, town):
    building.show(building.fresh(in_force.assessment), town, "private")
    assert as_outsider.get(f"assessments/{fork.pk}/").json()["upstream"]["language"] is None


@pytest.mark.parametrize(
    ("given", "where"),
    [({}, "language"), ({"language": "no"}, "language"), ({"language": "nn", "x": 1}, "x")],
)
def test_a_wrong_language_is_named(as_outsider, fork, in_force, village, given, where):
    answer = as_outsider.put(f"assessments/{fork.pk}/draft/language", given)
    refused(answer, 422, "request.invalid", where)


def test_a_fork_in_a_wrong_language_is_named_and_not_made(as_outsider, in_force, village):
    given = {"owner": str(village.agency.pk), "language": "no"}
    refused(as_outsider.post(f"versions/{in_force.pk}/fork", given), 422, "request.invalid", "language")


def test_others_do_not_say_it(as_author, as_stranger, anyone, fork, village):
    from tests.api.asking import Asker

    address, given = f"assessments/{fork.pk}/draft/language", {"language": "nn"}
    for who in (as_author, as_stranger):
        refused(who.put(address, given), 404, "assessment.absent")
    assert anyone.put(address, given).status_code == 401
    refused(Asker(village.reader).put(address, given), 403, "assessment.not_permitted")


def test_without_a_draft_there_is_nothing_to_say_it_of(as_author, in_force):
    answer = as_author.put(f"assessments/{in_force.assessment_id}/draft/language", {"language": "nn"})
    refused(answer, 409, "draft.absent")
