"""What the tests of the API may ask for: people who ask, and assessments in every state."""

from __future__ import annotations

import pytest

from tests.api.asking import Asker
from tests.assessments import building
from tests.assessments.conftest import complete, draft, in_force, town, village, waiting  # noqa: F401 (fixtures)


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
def as_administrator(town):
    """The town's administrator."""
    return Asker(town.administrator)


@pytest.fixture
def as_outsider(village):
    """An author in the other agency."""
    return Asker(village.author)


@pytest.fixture
def as_stranger(stranger):
    """A person who belongs nowhere."""
    return Asker(stranger)
