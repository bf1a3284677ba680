"""Many writers on one object at once: the chain neither forks nor loses an event."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from registry import audit
from registry.models import Agency
from tests import world

WRITERS, EACH = 6, 5


def _write(key):
    try:
        for number in range(EACH):
            with transaction.atomic():
                audit.record("wrote", Agency(pk=key), None, number=number)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_many_writers_make_one_chain():
    agency = world.agency()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(_write, [agency.pk] * WRITERS))
    assert audit.verify(agency) == audit.Verdict(events=1 + WRITERS * EACH)


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_event():
    agency = world.agency()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("half done", agency, None)
        raise ZeroDivisionError
    assert audit.verify(agency) == audit.Verdict(events=1)
