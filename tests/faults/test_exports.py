"""The print shop in trouble: nothing is lost, nothing is made twice, nothing stands half-written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from exports import actions, production
from exports.models import Rendition
from exports.render import formats
from exports.render.errors import RendererUnavailable, TemplateFault
from registry import jobs
from registry.models import Event, Job
from tests import world
from tests.exports.conftest import _no_bell, again, in_force, made, order, town, village

__all__ = ["_no_bell", "in_force", "order", "town", "village"]

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker's end in the middle of its work: not an Exception."""


def later(export, **time) -> None:
    """Let the clock of an order's job run: its waits and its lease are over."""
    past = timezone.now() - timedelta(**(time or {"hours": 1}))
    Job.objects.filter(pk=export.job_id).update(run_after=past)
    Job.objects.filter(pk=export.job_id, lease_until__isnull=False).update(lease_until=past)


def files() -> list[Path]:
    """Every file in the storage."""
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def verbs() -> list[str]:
    """What was recorded about files, in order."""
    found = Event.objects.filter(verb__startswith="export_").order_by("id")
    return list(found.values_list("verb", flat=True))


@pytest.fixture
def full_disk(settings):
    """The disk is full until the returned function is called."""
    usual = settings.STORAGES["default"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**usual, "BACKEND": "tests.exports.full_disk.FullDisk"},
    }

    def clear() -> None:
        settings.STORAGES = {**settings.STORAGES, "default": usual}

    return clear


def test_a_worker_that_ends_in_the_middle_is_followed_by_one_that_makes_the_file_once(
    order, in_force, reader, monkeypatch
) -> None:
    export, real = order(in_force, reader), production.render
    calls = []

    def render(*args):
        calls.append(args)
        if len(calls) == 1:
            raise Killed
        return real(*args)

    monkeypatch.setattr(production, "render", render)
    assert made(export).state == "queued"
    later(export)
    assert made(export).state == "done"
    assert (Rendition.objects.count(), len(files()), len(calls)) == (1, 1, 2)
    assert verbs() == ["export_ordered", "export_made"]


def test_a_worker_thought_dead_that_wakes_up_late_keeps_nothing(order, in_force, reader, monkeypatch) -> None:
    export, real = order(in_force, reader), production.render

    def overtaken(*args):
        monkeypatch.setattr(production, "render", real)
        later(export)
        jobs.drain("another")  # takes the job over and makes the file while this one sleeps
        return real(*args)

    monkeypatch.setattr(production, "render", overtaken)
    export = made(export)
    assert (export.state, export.job.attempts) == ("done", 2)
    assert [str(path) for path in files()] == [default_storage.path(export.rendition.file)]
    assert (Rendition.objects.count(), verbs()) == (1, ["export_ordered", "export_made"])


def test_two_jobs_for_one_file_keep_one(order, in_force, reader, monkeypatch) -> None:
    export, real = order(in_force, reader), production.render

    def beaten(*args):
        monkeypatch.setattr(production, "render", real)
        rendition = production.make(production.plan(again(export)))
        rendition.save(force_insert=True)
        return real(*args)

    monkeypatch.setattr(production, "render", beaten)
    export = made(export)
    assert (export.state, Rendition.objects.count()) == ("done", 1)
    assert default_storage.exists(export.rendition.file)


def test_without_pango_pdf_says_so_and_word_still_works(order, in_force, reader, monkeypatch) -> None:
    def missing(*_args):
        raise RendererUnavailable("Pango is missing")

    monkeypatch.setattr(formats, "write_pdf", missing)
    pdf, word = made(order(in_force, reader, "pdf")), made(order(in_force, reader, "docx"))
    assert (pdf.state, pdf.job.error_code, pdf.job.attempts) == ("failed", "export.renderer_unavailable", 1)
    assert "Pango is missing" in pdf.job.error_message
    assert word.state == "done"


def test_once_pango_is_there_the_same_order_is_tried_again(order, in_force, reader, monkeypatch) -> None:
    def missing(*_args):
        raise RendererUnavailable("Pango is missing")

    with monkeypatch.context() as patch:
        patch.setattr(formats, "write_pdf", missing)
        export = made(order(in_force, reader, "pdf"))
    monkeypatch.setattr(formats, "write_pdf", lambda *_args: b"%PDF")
    actions.try_again(export=export, by=world.fresh(reader))
    assert made(export).state == "done"
    assert "export_tried_again" in verbs()


def test_a_template_that_cannot_be_filled_does_not_stop_the_worker(
    order, in_force, reader, monkeypatch
) -> None:
    def broken(*_args):
        raise TemplateFault("line 3")

    monkeypatch.setattr(production, "render", broken)
    export = made(order(in_force, reader, "docx"))
    assert (export.state, export.job.error_code) == ("queued", "job.fault")
    assert export.job.error_reference in export.job.error_message
    assert "line 3" not in export.job.error_message


def test_a_full_disk_leaves_nothing_half_written_and_the_order_waits_longer_each_time(
    order, in_force, reader, full_disk, settings
) -> None:
    export = order(in_force, reader)
    waits = []
    for _attempt in range(settings.JOB_ATTEMPTS):
        export = made(export)
        waits.append(export.job.run_after - timezone.now())
        assert files() == [] and not Rendition.objects.exists()
        later(export)
    assert waits[0] < waits[1] < waits[2]
    export = again(export)
    assert (export.state, export.job.attempts) == ("dead", settings.JOB_ATTEMPTS)
    assert verbs() == ["export_ordered"]


def test_once_there_is_room_an_order_that_gave_up_is_tried_again(
    order, in_force, reader, full_disk, settings
) -> None:
    export = order(in_force, reader)
    for _attempt in range(settings.JOB_ATTEMPTS):
        export = made(export)
        later(export)
    full_disk()
    actions.try_again(export=again(export), by=world.fresh(reader))
    export = made(export)
    assert (export.state, len(files())) == ("done", 1)


def test_a_new_order_of_what_gave_up_gets_a_job_of_its_own(
    order, in_force, reader, full_disk, settings
) -> None:
    first = order(in_force, reader)
    for _attempt in range(settings.JOB_ATTEMPTS):
        later(made(first))
    full_disk()
    second = made(order(in_force, reader))
    assert (again(first).state, second.state) == ("dead", "done")


def test_a_file_that_cannot_be_recorded_is_not_kept(order, in_force, reader, monkeypatch) -> None:
    from exports import tasks

    def broken(*_args, **_kwargs):
        raise RuntimeError("the trail is full")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "record", broken)
        export = made(order(in_force, reader))
    assert (export.state, Rendition.objects.count(), files()) == ("queued", 0, [])
    later(export)
    assert made(export).state == "done"
