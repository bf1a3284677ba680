"""The trail cannot be bent without showing it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from registry import actions, audit
from registry.errors import Fault
from registry.models import Event
from tests import world

pytestmark = pytest.mark.django_db


def _tamper(sql: str, *values: object) -> None:
    """Do by hand what the database refuses, as somebody with the keys to it could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE registry_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER registry_event_no_update")
            cursor.execute("DROP TRIGGER registry_event_no_delete")
        cursor.execute(sql, values)


@pytest.fixture
def chain():
    agency = world.agency()
    for word in ("first", "second", "third"):
        audit.record(word, agency, None, agency, word=word)
    return agency


def test_a_chain_holds(chain):
    assert audit.verify(chain) == audit.Verdict(events=4)
    assert audit.verify(chain).holds


def test_places_follow_each_other(chain):
    places = [(event.seq, event.prev) for event in Event.objects.about(chain)]
    hashes = ["", *Event.objects.about(chain).values_list("hash", flat=True)]
    assert places == list(enumerate(hashes[:-1], start=1))


def test_a_changed_event_breaks_the_chain(chain):
    _tamper("UPDATE registry_event SET verb = 'forged' WHERE object_id = %s AND seq = 2", str(chain.pk))
    assert audit.verify(chain).broken_at == 2


def test_a_removed_event_breaks_the_chain(chain):
    _tamper("DELETE FROM registry_event WHERE object_id = %s AND seq = 3", str(chain.pk))
    assert audit.verify(chain).broken_at == 3


def test_reordered_events_break_the_chain(chain):
    _tamper(
        "UPDATE registry_event SET seq = 30 WHERE object_id = %s AND seq = 2",
        str(chain.pk),
    )
    assert audit.verify(chain).broken_at == 2


def test_chains_of_different_objects_are_separate(chain):
    other = world.agency()
    assert Event.objects.about(other).get().seq == 1


@pytest.mark.parametrize("deed", ["UPDATE registry_event SET verb = 'x'", "DELETE FROM registry_event"])
def test_the_database_refuses_to_change_or_remove_an_event(chain, deed):
    refused = pytest.raises(DatabaseError, match="never changed or removed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_the_manager_refuses_to_change_or_remove_events(chain):
    event = Event.objects.about(chain).first()
    for deed in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError, match="never"):
            deed()


def test_two_events_cannot_take_the_same_place(chain):
    last = Event.objects.about(chain).last()
    last.pk, last._state.adding = None, True
    with pytest.raises(DatabaseError), transaction.atomic():
        last.save()


def test_an_event_outside_a_transaction_is_a_fault(chain, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(Fault):
        audit.record("lost", chain, None)


def test_a_detail_with_a_float_is_refused(chain):
    with pytest.raises(TypeError):
        audit.record("measured", chain, None, value=0.1)


def test_a_detail_keeps_what_can_be_said(chain):
    event = audit.record(
        "said", chain, None, when=chain.created.date(), who=chain, words=["a\x00b"], many={"b", "a"}
    )
    assert Event.objects.get(pk=event.pk).detail == {
        "when": chain.created.date().isoformat(),
        "who": str(chain.pk),
        "words": ["ab"],
        "many": ["a", "b"],
    }


def test_an_event_carries_the_id_of_the_request(chain):
    with audit.request("abc"):
        assert audit.record("asked", chain, None).request_id == "abc"
    assert audit.record("not asked", chain, None).request_id == ""


def test_the_trail_outlives_the_agency(chain):
    actions.remove_agency(agency=chain, by=None)
    chain.pk = chain.pk or Event.objects.filter(verb="agency_removed").get().agency_id
    assert audit.verify(chain).holds
    assert Event.objects.filter(verb="agency_removed").exists()


def test_the_trail_is_for_those_who_may_read_it(town, village):
    seen = {role: Event.objects.visible_to(person).exists() for role, person in town.people.items()}
    assert [role.value for role, may in seen.items() if may] == ["auditor", "administrator"]
    assert not Event.objects.visible_to(town.auditor).filter(agency=village.agency).exists()
