"""One world for all that is looked through: built once, and as it was after every look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import override_settings

from registry.jobs import bell
from tests.canaries.builder import World
from tests.canaries.world import built


@pytest.fixture(scope="package")
def files(tmp_path_factory):
    """Where the files of this world lie."""
    return tmp_path_factory.mktemp("files")


@dataclass
class Heard(logging.Handler):
    """Every log line, whatever its level."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.DEBUG)

    __hash__ = object.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what would be written."""
        self.lines.append(f"{record.name} {self.format(record)}")


@pytest.fixture(scope="package")
def logged() -> Iterator[list[str]]:
    """What is logged with LOG_LEVEL=DEBUG, from before the world is built until the last look."""
    heard, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    yield heard.lines
    root.removeHandler(heard)
    root.setLevel(level)


@pytest.fixture(scope="package")
def letters() -> list[mail.EmailMessage]:
    """The letters sent while the world was built."""
    return []


@pytest.fixture(scope="package")
def canaries(django_db_setup, django_db_blocker, files, logged, letters) -> Iterator[World]:
    """The world; gone when the last of its tests is done."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(files)}}
    mails = {"MAIL_IS_ON": True, "PUBLIC_URL": "https://vurdert.example"}
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(bell, "ring", lambda job_id: True)
        with override_settings(STORAGES={**settings.STORAGES, "default": kept}, **mails):
            mail.outbox = []
            made = built()
            letters += mail.outbox
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _same_files(settings, files, _files_of_this_test):
    """Each test has a folder of its own; here they share one."""
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": str(files)}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}
