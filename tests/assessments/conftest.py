"""What the tests of the archive may ask for beside people and agencies."""

from __future__ import annotations

import pytest

from tests.assessments import building


@pytest.fixture
def town(db):
    """An agency with one person in each role."""
    return building.staffed("Fjordby kommune")


@pytest.fixture
def village(db, town):
    """Another agency with one person in each role."""
    return building.staffed("Skogvik kommune")


@pytest.fixture
def draft(town):
    """A ROS of the town with an empty draft."""
    return building.started(town)


@pytest.fixture
def complete(draft):
    """A ROS of the town with everything answered in its draft."""
    return building.fill(draft)


@pytest.fixture
def waiting(town):
    """A complete version of the town's ROS that waits for the risk owner."""
    return building.submitted(town)


@pytest.fixture
def in_force(town):
    """A version of the town's ROS in force, shown to everyone."""
    return building.approved(town, visibility="public")


@pytest.fixture
def needs_postgres(db):
    """Threads with connections of their own: SQLite's test database in memory has but one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
