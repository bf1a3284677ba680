"""What the tests of the print shop may ask for: people quickly, and orders on versions of the town."""

from __future__ import annotations

import pytest

from exports import actions
from exports.models import Export
from registry import jobs
from registry.jobs import bell
from tests import world
from tests.assessments import building
from tests.assessments.conftest import in_force, needs_postgres, town, village, waiting

__all__ = ["in_force", "needs_postgres", "town", "village", "waiting"]


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch):
    """Nobody listens in these tests: they drain the queue themselves."""
    monkeypatch.setattr(bell, "ring", lambda job_id: True)


@pytest.fixture
def order():
    """Order a version as someone; JSON in bokmål unless something else is said."""

    def order(version, by, format="json", language="nb") -> Export:
        return actions.order_export(
            version=building.again(version), format=format, language=language, by=world.fresh(by)
        )

    return order


def made(export: Export) -> Export:
    """The order after the queue has been drained."""
    jobs.drain()
    return again(export)


def again(export: Export) -> Export:
    """The order as another request would load it."""
    return Export.objects.select_related("job", "rendition", "ordered_by").get(pk=export.pk)
