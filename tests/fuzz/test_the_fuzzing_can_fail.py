"""That the fuzzing can fail: a leak and an error that are planted are found."""

from __future__ import annotations

import pytest

from assessments.models import Draft
from exports.models import Export
from registry.api.problems import Problem
from tests.fuzz.running import Told, run
from tests.fuzz.settings import configured

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(fuzzed, tmp_path):
    """What is found about the operations whose address matches."""

    def look(only: str) -> set[str]:
        told: Told = run(fuzzed, configured(fuzzed, tmp_path, number=0, examples=20, thinned=False), only)
        return set(told.findings)

    return look


def test_an_order_that_anyone_may_look_up_is_found(found, monkeypatch):
    monkeypatch.setattr("exports.api.views.find_export", lambda _actor, pk: Export.objects.get(pk=pk))
    told = found("^/api/v1/exports/({id}/)?$")
    assert any("object_level_authorization" in each and "GET /api/v1/exports/{id}/" in each for each in told)


def test_a_draft_that_anyone_may_read_is_found_by_its_words(found, monkeypatch):
    monkeypatch.setattr("assessments.access.find_draft", lambda _actor, pk: Draft.objects.get(assessment=pk))
    assert any("a word of another's" in each for each in found("/assessments/{assessment}/draft/$"))


def test_an_error_of_the_server_is_found(found, monkeypatch):
    monkeypatch.setattr("exports.api.views.find_export", lambda *_given: 1 // 0)
    assert any("not_a_server_error" in each for each in found("/exports/{id}/$"))


def test_a_status_that_is_not_described_is_found(found, monkeypatch):
    monkeypatch.setattr("registry.api.problems._from_validation", lambda _error: Problem(418, "teapot", ""))
    assert any("status_code_conformance" in each for each in found("/suppliers/$"))
