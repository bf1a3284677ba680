"""A file made at the machine, on behalf of a person who may read what is in it."""

from __future__ import annotations

import json

import pytest

from registry.errors import NotFound
from registry.exporting import export_to_file
from registry.models import Event
from tests.assessments.building import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_to_wait_for(monkeypatch):
    """Here no worker is quicker than the command."""
    monkeypatch.setattr("registry.exporting.time.sleep", lambda seconds: pytest.fail("waits for nobody"))


@pytest.fixture
def export(tmp_path):
    def export(version, by: str):
        return export_to_file(
            version=str(version.pk), format="json", language="nb", by=by, to=tmp_path / "file.json"
        )

    return export


def test_it_is_ordered_made_and_collected_in_the_persons_name(export, in_force, town) -> None:
    path = export(in_force, f" {town.reader.email.upper()} ")
    assert json.loads(path.read_text())["version"]["digest"] == in_force.digest
    events = Event.objects.filter(who=town.reader, verb__startswith="export_").order_by("id")
    assert list(events.values_list("verb", flat=True)) == [
        "export_ordered",
        "export_made",
        "export_collected",
    ]


def test_for_somebody_who_is_not_here_nothing_is_made(export, in_force) -> None:
    with refused(NotFound, "user.unknown"):
        export(in_force, "ingen@example.no")


def test_a_version_the_person_may_not_see_is_absent(export, waiting, village, tmp_path) -> None:
    with refused(NotFound, "version.absent"):
        export(waiting, village.reader.email)
    assert not (tmp_path / "file.json").exists()
