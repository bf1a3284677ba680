"""One world for the fuzzing: built once, and as it was after every run."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.fuzz import world


@pytest.fixture(scope="package")
def fuzzed(django_db_setup, django_db_blocker):
    """Both sides and the operator; gone when the last of these tests is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.built()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _is_asked_here(settings):
    """The server of the tests answers by its number."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
