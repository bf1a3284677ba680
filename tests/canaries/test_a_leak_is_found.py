"""That the looking can fail: a leak that is planted is found, in a page, an answer, a search and a file."""

from __future__ import annotations

import pytest

from assessments.models import Assessment
from tests.canaries.crawl import Look
from tests.canaries.opening import texts_of
from tests.canaries.test_files import Wish, handed
from tests.canaries.words import TOLD, words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_is_withheld(monkeypatch):
    """As if the one function that redacts had been forgotten."""
    monkeypatch.setattr("assessments.reading.view.redact", lambda content, *_rest: content)


def version(canaries, name: str) -> str:
    return str(canaries.assessments[name].current_id)


@pytest.mark.parametrize("place", ["/versions/{}/", "/api/v1/versions/{}/"])
def test_what_is_no_longer_withheld_is_met(canaries, nothing_is_withheld, place) -> None:
    look = Look(canaries, "anonymous").ask([place.format(version(canaries, "ROS, everyone"))])
    told = "\n".join(look.leaks)
    assert all(each in told for each in ("assumptions", "knowledge_base", "local_vulnerability", "rationale"))


def test_what_is_no_longer_withheld_is_met_where_links_lead(canaries, nothing_is_withheld) -> None:
    assert Look(canaries, "anonymous", pages=1, few=1).follow("/").leaks


@pytest.mark.parametrize("format", ["docx", "xlsx", "json"])
def test_what_is_no_longer_withheld_is_met_in_a_file(
    canaries, nothing_is_withheld, monkeypatch, format
) -> None:
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    look = Look(canaries, "ended")
    data, _name = handed(canaries, Wish("ended", "ROS, everyone", 1, format))
    look.read("a file", *texts_of(data))
    assert look.leaks


def test_an_assessment_shown_to_too_many_is_met(canaries) -> None:
    hidden = canaries.assessments["ROS, own agency"]
    Assessment.objects.filter(pk=hidden.pk).update(visibility="public")
    look = Look(canaries, "anonymous").ask(["/", f"/assessments/{hidden.pk}/"])
    assert len(look.leaks) == 2
    [word] = words_in(hidden.title)
    assert Look(canaries, "anonymous").client.get(f"/api/v1/assessments/?q={word}").json()["results"]


def test_a_digest_of_what_is_withheld_is_met(canaries) -> None:
    look = Look(canaries, "anonymous")
    shut = sorted(look.digests)[0]
    look.read("an answer", f'"etag": "{shut}{"0" * (64 - TOLD)}"')
    assert look.leaks
