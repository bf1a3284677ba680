"""The front desk and the belt at the same moment, on PostgreSQL: no order is left without an answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from exports import actions
from exports.models import Export, Rendition
from registry import jobs
from tests import world
from tests.assessments import building
from tests.exports.conftest import _no_bell, needs_postgres

__all__ = ["_no_bell", "needs_postgres"]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("needs_postgres"),
]


def at_once(*works) -> None:
    """Do all of these, starting at the same moment; what one raises is raised."""
    line_up = Barrier(len(works))

    def one(work) -> None:
        try:
            line_up.wait(timeout=10)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for outcome in [pool.submit(one, work) for work in works]:
            outcome.result()


def test_orders_placed_while_the_file_is_being_made_all_get_it() -> None:
    town = world.staffed("Fjordby kommune")
    version = building.approved(town)
    people = [world.member(town.agency, "reader") for _person in range(4)]

    def order(who) -> None:
        actions.order_export(
            version=building.again(version), format="json", language="nb", by=world.fresh(who)
        )

    order(town.reader)
    at_once(jobs.drain, jobs.drain, *[partial(order, who) for who in people])
    jobs.drain()
    assert {each.state for each in Export.objects.select_related("job", "rendition")} == {"done"}
    assert Export.objects.filter(rendition=None).count() == 0
    assert (Export.objects.count(), Rendition.objects.count()) == (5, 1)
