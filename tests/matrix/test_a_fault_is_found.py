"""That the matrix can fail: faults planted in the rules are found by what the ordinary run asks.

Each is one that people make: a check forgotten, a circle too wide, a day too long, a text not redacted,
a deed done before the check, an absence that says too much.
"""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from assessments.access import doings, eyes, sight
from assessments.models import Assessment, Grant, Visibility
from registry.access import policy
from registry.access.roles import PERMISSIONS_OF, Role
from registry.errors import NotFound
from setup import access_table
from tests.matrix.cells import check_row

pytestmark = pytest.mark.django_db
ROWS = {row.name: row for row in access_table.rows()}
READS = "GET /api/v1/versions/{V}/"
KNOWS = "GET /api/v1/assessments/{A}/"
APPROVES = "POST /api/v1/versions/{W}/approve"
PAGE_APPROVES = "POST /versions/{W}/review/approve/"
QUESTIONS = (eyes.branches_of, eyes.seen, eyes.known_by, eyes.known_and_marked, eyes.versions_seen)


@pytest.fixture(autouse=True)
def _questions_put_anew():
    """Those kept from before know nothing of the fault, and the next test shall know nothing of it either."""
    for each in QUESTIONS:
        each.cache_clear()
    yield
    for each in QUESTIONS:
        each.cache_clear()


def found(scene, *names: str) -> str:
    """What these rows have against the answers; fails when they have nothing."""
    told = []
    for name in names:
        try:
            check_row(scene, ROWS[name])
        except AssertionError as wrong:
            told.append(str(wrong))
    assert told, "the fault is not found"
    return "\n".join(told)


@pytest.mark.parametrize("name", [READS, KNOWS, APPROVES, PAGE_APPROVES])
def test_without_a_fault_nothing_is_found(scene, name):
    check_row(scene, ROWS[name])


@pytest.mark.parametrize("name", [APPROVES, PAGE_APPROVES])
def test_a_check_of_roles_that_is_forgotten(scene, monkeypatch, name):
    monkeypatch.setattr(doings, "check_may", lambda actor, permission, assessment: None)
    told = found(scene, name)
    assert "reader" in told and "auditor" in told and "approver" not in told


def test_one_role_that_may_too_much(scene, monkeypatch):
    monkeypatch.setitem(PERMISSIONS_OF, Role.AUDITOR, PERMISSIONS_OF[Role.APPROVER])
    policy.settle_roles(scene.people.owner.agency)
    told = found(scene, APPROVES)
    assert "auditor" in told and "reader" not in told


def test_a_circle_that_is_too_wide(scene):
    Assessment.objects.filter(pk=scene.cases["private"].ids["A"]).update(visibility=Visibility.MEMBERS)
    assert re.search(r"200, not 404: .*\(private\)", found(scene, READS))


def test_naming_that_never_ends(scene, monkeypatch):
    """Those alike are not all asked in every row, but in some row of each rule."""
    monkeypatch.setattr(type(Grant.objects.all()), "live", lambda self, on=None: self.all())
    rows = [name for name, row in ROWS.items() if row.outside == "reads"]
    assert re.search(r"200, not 404: .*\bended \(named\)", found(scene, *rows))


def test_a_text_that_is_not_redacted(scene, monkeypatch):
    monkeypatch.setattr("assessments.reading.view.redact", lambda content, *_rest: content)
    assert "reads " in found(scene, READS)


def test_a_deed_that_is_done_before_the_check(scene, monkeypatch):
    check_may = doings.check_may

    def late(actor, permission, assessment):
        Assessment.objects.filter(pk=assessment.pk).update(updated=timezone.now())
        check_may(actor, permission, assessment)

    monkeypatch.setattr(doings, "check_may", late)
    assert "left assessments_assessment" in found(scene, APPROVES)


def test_an_absence_that_says_too_much(scene, monkeypatch):
    def telling(asked=None):
        there = Assessment.objects.filter(pk=asked).exists()
        return NotFound("assessment.absent", "You may not see it." if there else "There is none.")

    monkeypatch.setattr(sight, "absent_assessment", telling)
    assert "differs from what is not there" in found(scene, KNOWS)
