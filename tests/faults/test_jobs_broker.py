"""A broker that is down, hung or full never fails the request that orders a job."""

from __future__ import annotations

import socket
import time

import pytest
from django.db import transaction
from kombu.transport import get_transport_cls

from registry import environment, jobs
from registry.celery import app
from registry.jobs import bell
from registry.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _handlers(settings):
    settings.JOB_HANDLERS = {"nothing": "tests.faults.job_handlers.do_nothing"}


@pytest.fixture
def use_broker(tmp_path, monkeypatch):
    """Point Celery at another broker for this test, with the options the settings would give it."""
    before = (app.conf.broker_url, app.conf.broker_transport_options)

    def point(url: str, options: dict) -> None:
        app.conf.broker_url, app.conf.broker_transport_options = url, options
        app.conf.broker_read_url = app.conf.broker_write_url = None
        app._pool = app.amqp._producer_pool = None
        monkeypatch.setattr(bell, "_deaf_until", 0.0)

    def redis(port: int) -> None:
        get_transport_cls("redis")  # as a process that is set to use Redis does when it starts
        app.amqp.routes, app.amqp.queues  # noqa: B018 (made once per process)
        point(*environment.broker({"REDIS_URL": f"redis://127.0.0.1:{port}/0"}, tmp_path))

    yield redis
    point(*before)


@pytest.fixture
def hung_port():
    """Something that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


@pytest.fixture
def closed_port():
    """Nobody listens here."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return port


def order() -> tuple[Job, float]:
    """Order a job in a transaction, as a request does; answers the seconds it took too."""
    started = time.monotonic()
    with transaction.atomic():
        job = jobs.enqueue("nothing", {})
    return job, time.monotonic() - started


def test_a_hung_broker_holds_an_order_up_for_less_than_two_seconds(use_broker, hung_port) -> None:
    use_broker(hung_port)
    job, seconds = order()
    assert seconds < 2
    assert Job.objects.get(id=job.id).state == "queued"


def test_a_hung_broker_holds_up_only_the_first_order(use_broker, hung_port) -> None:
    use_broker(hung_port)
    order()
    _job, seconds = order()
    assert seconds < 0.2


def test_a_broker_that_is_down_does_not_fail_an_order(use_broker, closed_port) -> None:
    use_broker(closed_port)
    job, seconds = order()
    assert seconds < 2
    assert jobs.drain() == 1
    assert Job.objects.get(id=job.id).state == "done"


def test_the_sweeper_rings_again_when_the_broker_is_back(
    use_broker, closed_port, settings, monkeypatch
) -> None:
    settings.JOB_RING_AGAIN_SECONDS = 0
    use_broker(closed_port)
    job, _seconds = order()
    heard = []
    monkeypatch.setattr(bell, "ring", lambda job_id: heard.append(job_id) or True)
    assert jobs.sweep()["rung"] == 1
    assert heard == [job.id]


def test_an_order_that_is_rolled_back_leaves_no_job_and_no_bell(monkeypatch) -> None:
    heard = []
    monkeypatch.setattr(bell, "ring", heard.append)
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("nothing", {})
        raise RuntimeError
    assert (heard, Job.objects.count()) == ([], 0)
