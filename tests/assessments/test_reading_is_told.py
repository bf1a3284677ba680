"""Who reads a version that is not for everyone is told of in the owner's trail; or nothing is shown."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from assessments import access, reading
from assessments.pulling import pulling
from assessments.watching import step_of
from registry.errors import Unavailable
from registry.models import Event
from tests import world
from tests.api.asking import ROOT, Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def _told() -> list[Event]:
    return list(Event.objects.filter(verb="version_read").order_by("id"))


def _read(version, user) -> None:
    reading.read_version(version, world.fresh(user) if user else None)


@pytest.fixture
def shared(town):
    """A version in force, shown to all members."""
    return building.approved(town, visibility="members")


def test_it_says_who_read_which_version_for_whom_and_how(shared, town, village):
    _read(shared, village.author)
    (event,) = _told()
    assert (event.who, event.agency, event.object_id) == (
        village.author, town.agency, str(shared.assessment_id),
    )  # fmt: skip
    assert event.detail == {
        "version": 1, "reading": "members", "readers": [str(village.agency.pk)],
    }  # fmt: skip


def test_the_owners_own_people_are_told_of_too(shared, town):
    _read(shared, town.reader)
    assert _told()[0].detail["reading"] == "full"


def test_what_everyone_sees_leaves_nothing(town, stranger):
    version = building.approved(town, visibility="public")
    _read(version, None)
    _read(version, stranger)
    assert not _told()


def test_what_is_taken_over_is_told_of_as_it_was_read(shared, town, village):
    ours = building.actions.fork(version=shared, owner=village.agency, by=world.fresh(village.author))
    building.renewed(town, shared.assessment)
    pulling(building.fresh(ours), world.fresh(village.author))
    event = _told()[-1]
    assert (event.who, event.detail["version"], event.detail["reading"]) == (village.author, 2, "members")


def test_once_a_day_for_each_person_and_version(shared, town, village, monkeypatch):
    for _time in range(3):
        _read(shared, village.author)
    _read(shared, village.reader)
    assert [event.who for event in _told()] == [village.author, village.reader]
    monkeypatch.setattr("registry.audit.reads.timezone.localdate", lambda: "another day")
    _read(shared, village.author)
    assert len(_told()) == 3


def test_a_second_reading_that_day_costs_one_look_up(shared, village, django_assert_max_num_queries):
    version, reader = building.again(shared), world.fresh(village.reader)
    for _time in range(2):
        reading.tell_of_reading(version, access.reading_of(reader, version.assessment), reader)
    with django_assert_max_num_queries(1):
        reading.tell_of_reading(version, access.reading_of(reader, version.assessment), reader)


def test_the_page_and_the_api_both_tell(shared, village):
    client = Client()
    client.force_login(village.reader)
    assert client.get(f"/versions/{shared.pk}/").status_code == 200
    assert Asker(village.author).get(f"versions/{shared.pk}/").status_code == 200
    assert [event.who for event in _told()] == [village.reader, village.author]


def test_comparing_reads_both_sides(town, shared):
    newer = building.renewed(town, shared.assessment)
    answer = Asker(town.reader).get(f"comparisons/?from={shared.pk}&to={newer.pk}")
    assert answer.status_code == 200
    assert sorted(event.detail["version"] for event in _told()) == [1, 2]


def test_being_told_how_much_a_version_matters_is_not_reading_it(town, village, shared):
    newer = building.renewed(town, shared.assessment)
    step_of(shared, newer, world.fresh(village.author))
    assert not _told()


def test_looking_at_what_may_be_taken_over_reads_the_original(town, village, shared):
    fork = building.actions.fork(version=shared, owner=village.agency, by=world.fresh(village.author))
    building.renewed(town, shared.assessment)
    assert Asker(village.author).get(f"assessments/{fork.pk}/pull/").status_code == 200
    told = [(event.agency, event.detail["version"]) for event in _told()]
    assert told == [(town.agency, 1), (town.agency, 2)]  # the first when it was forked


@pytest.fixture
def full_disk(monkeypatch):
    """No event can be written."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("registry.audit.reads.record", refuse)


def test_what_cannot_be_recorded_is_not_shown(shared, village, full_disk):
    with pytest.raises(Unavailable):
        _read(shared, village.author)
    asker = Asker(village.author)
    refused(asker.client.get(f"{ROOT}versions/{shared.pk}/"), 503, "trail.unavailable")
    client = Client()
    client.force_login(village.author)
    answer = client.get(f"/versions/{shared.pk}/")
    assert answer.status_code == 503
    assert shared.head["title"] not in answer.content.decode()


def test_what_everyone_sees_is_shown_all_the_same(town, full_disk):
    version = building.approved(town, visibility="public")
    assert Asker().get(f"versions/{version.pk}/").status_code == 200
