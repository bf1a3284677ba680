"""What each person has read: a bookmark that only moves forward."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.models import LastSeen
from registry.models import Event
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(in_force, town):
    return building.renewed(town, in_force.assessment)


def seen(user) -> list[int]:
    return list(LastSeen.objects.filter(user=user).values_list("version__number", flat=True))


def test_the_newest_version_read_is_kept(in_force, newer, outsider):
    assert actions.note_seen(version=in_force, by=outsider) is None
    assert actions.note_seen(version=newer, by=outsider) == in_force
    assert seen(outsider) == [2]


def test_reading_an_old_version_again_changes_nothing(in_force, newer, outsider):
    actions.note_seen(version=newer, by=outsider)
    assert actions.note_seen(version=in_force, by=outsider) == newer
    assert seen(outsider) == [2]


def test_each_person_has_a_bookmark_of_her_own(in_force, newer, outsider, reader):
    actions.note_seen(version=in_force, by=outsider)
    actions.note_seen(version=newer, by=reader)
    assert (seen(outsider), seen(reader)) == ([1], [2])


def test_it_leaves_no_event_and_writes_only_when_it_moves(in_force, outsider):
    actions.note_seen(version=in_force, by=outsider)
    events = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        actions.note_seen(version=in_force, by=outsider)
    asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) == 1 and asked[0].startswith("SELECT")
    assert Event.objects.count() == events
