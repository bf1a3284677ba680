"""What the tests of the pages may ask for."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.assessments import conftest as archive
from tests.world import fresh

town, village = archive.town, archive.village
draft, complete, waiting, in_force = archive.draft, archive.complete, archive.waiting, archive.in_force


@pytest.fixture
def enter():
    """`enter(user)` is a client where that person is signed in; without a user nobody is."""

    def entered(user=None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            user = fresh(user)
            user.language = "en"
            user.save(update_fields=["language"])
            client.force_login(user)
        return client

    return entered


@pytest.fixture
def fork(village, in_force):
    """The village's fork of what is in force in the town."""
    from assessments import actions

    return actions.fork(version=in_force, owner=village.agency, by=fresh(village.author))
