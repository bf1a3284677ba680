"""What every test may ask for. Everything is built through the actions (tests/world.py)."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations  # importing operations first is a circle
from django.utils import translation
from hypothesis import HealthCheck, settings

from registry import actions
from tests import world
from tests.actions import watch_all
from tests.remembered import numbers

# `make laws` (LAW_EXAMPLES=10000) looks longer than the ordinary run; no law is about time.
settings.register_profile(
    "laws",
    max_examples=int(os.environ.get("LAW_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("laws")

MATRIX = os.environ.get("MATRIX")  # `make matrix` asks so much that each worker has a world of its own

# What is dear to set up is told in one worker: by the beginning of a file's path.
TOGETHER = {
    "tests/stories/test_demo": "demo",
    "tests/stories/": "stories",  # one installation of its own
    "tests/pages/test_layout": "layout",
    "tests/matrix/test_matrix_pages": "matrix, pages" if MATRIX == "whole" else "matrix",  # one world each
    "tests/matrix/test_matrix_api": "matrix",
    "tests/matrix/test_a_fault": "matrix",
    "tests/canaries/": "canaries",  # one world
    "tests/fuzz/": "fuzz",  # one world
    "tests/registry/signing_in/": "provider",  # one running sign-in provider
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Test by test over the workers, save for what belongs together. (xdist's own groups miss pytest 9.2.)"""
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for start, name in TOGETHER.items() if nodeid.startswith(start)), nodeid)

    return Grouped(config, log)


def pytest_collection_finish() -> None:
    """What is loaded by now stays as long as the process: the collector need not go through it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    """Files go to a folder of the test's own, static names are plain, passwords are quick to hash."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True  # a static file is looked up when asked for, not all per client
    settings.CELERY_BROKER_URL = "memory://"


@pytest.fixture(autouse=True)
def _no_language_of_another_test():
    """A request leaves its reader's language in the thread it ran in: here the next one starts without it."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _names_of_this_test():
    """Names are numbered from one in each test, so that worlds that are built alike are alike."""
    numbers.at = 1


@pytest.fixture(scope="session", autouse=True)
def _sqlite_can_be_emptied():
    """Tests that commit empty the tables afterwards; SQLite's "written once" triggers step aside for that."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _sql in triggers]
        return drops + original(self, style, tables, **options) + [sql for _name, sql in triggers]

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = original


@pytest.fixture(scope="session", autouse=True)
def _no_action_writes_in_silence():
    """Whichever test does an action: when it has written and left no event, the test fails."""
    watch_all()


@pytest.fixture
def town(db) -> world.Staffed:
    """An agency with one person in each role."""
    return world.staffed("Fjordby kommune")


@pytest.fixture
def village(db, town) -> world.Staffed:
    """Another agency with one person in each role."""
    return world.staffed("Skogvik kommune")


@pytest.fixture
def agency(town):
    """The town's agency."""
    return town.agency


@pytest.fixture
def other_agency(village):
    """The village's agency."""
    return village.agency


@pytest.fixture
def reader(town):
    """May read in the town."""
    return town.reader


@pytest.fixture
def author(town):
    """May write in the town."""
    return town.author


@pytest.fixture
def reviewer(town):
    """May comment in the town."""
    return town.reviewer


@pytest.fixture
def dpo(town):
    """The town's data protection officer."""
    return town.dpo


@pytest.fixture
def approver(town):
    """The town's risk owner."""
    return town.approver


@pytest.fixture
def auditor(town):
    """May read the town's trail."""
    return town.auditor


@pytest.fixture
def administrator(town):
    """Decides who is a member of the town."""
    return town.administrator


@pytest.fixture
def stranger(db):
    """A person who belongs nowhere."""
    return world.person("Stranger")


@pytest.fixture
def outsider(village):
    """An author in the other agency."""
    return village.author


@pytest.fixture
def operator(db):
    """Runs the installation and has no role anywhere."""
    return actions.appoint_operator(user=world.person("Operator"), by=None)


@pytest.fixture
def solution(db):
    """A solution nobody stewards."""
    return world.solution("Sak og arkiv")


@pytest.fixture
def api():
    """An API client; `api.force_authenticate(user)` signs it in."""
    from rest_framework.test import APIClient

    return APIClient(raise_request_exception=False)
