"""Many writers on one object at once: the chain neither forks nor loses an event."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from registry import audit
from registry.audit import checking, keys, lines, sealing
from registry.models import Agency, Event, SealEntry
from tests import world

WRITERS, AT_ONCE = 200, 40  # a server takes about a hundred connections, and others want some


def _write(key):
    try:
        with transaction.atomic():
            audit.record("wrote", Agency(pk=key), None)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_many_writers_make_one_chain():
    agency = world.agency()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_write, [agency.pk] * WRITERS))
    assert audit.verify(agency) == audit.Verdict(events=1 + WRITERS)


def _seal(_number):
    try:
        return [seal.number for seal in sealing.seal_all()]
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_of_many_who_seal_at_once_one_does_while_others_write(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"
    agency = world.agency()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        writing = [pool.submit(_write, agency.pk) for _number in range(60)]
        made = [number for numbers in pool.map(_seal, range(8)) for number in numbers]
        for each in writing:
            each.result()
    sealing.seal_all()
    assert len(made) == len(set(made))
    assert SealEntry.objects.count() == Event.objects.count()
    assert list(checking.examine(lines.DatabaseTrail(), keys.trusted_keys())) == []


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_event():
    agency = world.agency()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("half done", agency, None)
        raise ZeroDivisionError
    assert audit.verify(agency) == audit.Verdict(events=1)
