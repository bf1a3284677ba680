"""What the tests of the API may ask for: people who ask, and assessments in every state."""

from __future__ import annotations

import pytest

from tests.api.asking import Asker
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
def waiting(town):
    """A complete version of the town's ROS that waits for the risk owner."""
    return building.submitted(town)


@pytest.fixture
def in_force(town):
    """A version of the town's ROS in force, shown to everyone."""
    return building.approved(town, visibility="public")


@pytest.fixture
def hidden(town):
    """A version of the town's ROS in force, shown to nobody else."""
    return building.approved(town)


@pytest.fixture
def anyone(db):
    """Nobody is signed in."""
    return Asker()


@pytest.fixture
def as_author(town):
    """The town's author."""
    return Asker(town.author)


@pytest.fixture
def as_reader(town):
    """The town's reader."""
    return Asker(town.reader)


@pytest.fixture
def as_dpo(town):
    """The town's data protection officer."""
    return Asker(town.dpo)


@pytest.fixture
def as_approver(town):
    """The town's risk owner."""
    return Asker(town.approver)


@pytest.fixture
def as_outsider(village):
    """An author in the other agency."""
    return Asker(village.author)


@pytest.fixture
def as_stranger(stranger):
    """A person who belongs nowhere."""
    return Asker(stranger)
