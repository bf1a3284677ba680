"""One world for the whole matrix: built once, and as it was after every cell."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tests.matrix.scene import Scene


@pytest.fixture(scope="package")
def files(tmp_path_factory):
    """Where the files of this world lie."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="package")
def scene(django_db_setup, django_db_blocker, files):
    """Everyone, and everything in each circle; gone when the last of its tests is done."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(files)}}
    store = {**settings.STORAGES, "default": kept}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(STORAGES=store):
            made = Scene.built()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _same_files(settings, files, _files_of_this_test):
    """Each test has a folder of its own; here they share one."""
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": str(files)}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
