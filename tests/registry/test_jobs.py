"""The queue: what happens to a job from the order to the end."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from registry import jobs
from registry.errors import Conflict, Fault, Refusal
from registry.jobs import bell
from registry.models import Job, User
from tests import world

pytestmark = pytest.mark.django_db


class Fatal(BaseException):
    """What WeasyPrint raises when a document wants a file it may not have: not an Exception."""


def succeed(job, progress) -> None:
    """Say how far it is, and end well."""
    progress(40, "halfway")


def refuse(job, progress) -> None:
    """Something the orderer can act on."""
    raise Refusal("export.gone", gettext_lazy("Yes"), how=gettext_lazy("No"))


def break_down(job, progress) -> None:
    """Something we must act on."""
    raise RuntimeError("a secret detail")


def break_down_with_a_reference(job, progress) -> None:
    """Something we must act on, and that is already in the log."""
    raise Fault("7f3a")


def break_out(job, progress) -> None:
    """Something that ordinary handlers do not catch."""
    raise Fatal


def be_stopped(job, progress) -> None:
    """The worker is asked to stop in the middle."""
    raise SystemExit


def lose_the_lease(job, progress) -> None:
    """Another worker has taken the job over meanwhile."""
    Job.objects.filter(id=job.id).update(attempts=job.attempts + 1)
    progress(90, "too late")


KINDS = (succeed, refuse, break_down, break_down_with_a_reference, break_out, be_stopped, lose_the_lease)


@pytest.fixture(autouse=True)
def _quiet_house(settings, monkeypatch):
    settings.JOB_HANDLERS = {kind.__name__: f"{__name__}.{kind.__name__}" for kind in KINDS}
    monkeypatch.setattr(bell, "ring", lambda job_id: True)


def performed(kind: str, by=None) -> Job:
    """A job of this kind, ordered, taken and worked on once."""
    ordered = jobs.enqueue(kind, {}, by=by)
    jobs.perform(jobs.claim("worker", ordered.id))
    ordered.refresh_from_db()
    return ordered


def abandoned(**columns) -> Job:
    """A job whose worker has been silent for longer than its lease."""
    job = jobs.claim("gone", jobs.enqueue("succeed", {}).id)
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(id=job.id).update(lease_until=past, **columns)
    job.refresh_from_db()
    return job


# --- ordering


def test_the_same_order_twice_is_one_job() -> None:
    assert jobs.enqueue("succeed", {}, dedup="a").id == jobs.enqueue("succeed", {}, dedup="a").id


def test_orders_without_a_key_are_jobs_of_their_own() -> None:
    assert jobs.enqueue("succeed", {}).id != jobs.enqueue("succeed", {}).id


def test_what_is_done_can_be_ordered_again() -> None:
    first = jobs.enqueue("succeed", {}, dedup="a")
    jobs.drain()
    assert jobs.enqueue("succeed", {}, dedup="a").id != first.id


def test_an_unknown_kind_is_a_mistake_in_the_code() -> None:
    with pytest.raises(LookupError):
        jobs.enqueue("unheard of", {})


def test_ids_in_the_payload_are_kept_as_text() -> None:
    some = uuid.uuid4()
    assert jobs.enqueue("succeed", {"version": some}).payload == {"version": str(some)}


# --- taking


def test_the_oldest_that_is_due_is_taken_first() -> None:
    first = jobs.enqueue("succeed", {})
    jobs.enqueue("succeed", {})
    assert jobs.claim("worker").id == first.id


def test_a_job_is_taken_once() -> None:
    job = jobs.enqueue("succeed", {})
    jobs.claim("worker", job.id)
    assert jobs.claim("another", job.id) is None


def test_a_job_that_waits_for_its_next_attempt_is_not_taken() -> None:
    job = performed("break_down")
    assert jobs.claim("worker", job.id) is None


def test_an_abandoned_job_is_taken_over_with_a_higher_fence() -> None:
    job = abandoned()
    assert jobs.claim("another", job.id).attempts == job.attempts + 1


def test_a_heartbeat_prolongs_the_lease_of_the_holder_only() -> None:
    job = jobs.claim("worker", jobs.enqueue("succeed", {}).id)
    assert jobs.heartbeat(job, job.attempts)
    assert not jobs.heartbeat(job, job.attempts - 1)


def test_a_bell_for_a_job_that_is_gone_does_nothing() -> None:
    assert jobs.run(str(uuid.uuid4())) is None


# --- ending


def test_a_job_that_ends_well_is_done() -> None:
    job = performed("succeed")
    assert (job.state, job.progress, job.step, job.lease_until) == ("done", 100, "halfway", None)


def test_a_refusal_is_shown_in_the_orderers_language_and_not_tried_again() -> None:
    job = performed("refuse", by=world.person("Kari", language="nb"))
    assert (job.state, job.error_code) == ("failed", "export.gone")
    assert job.error_message == "Ja Nei"


def test_anything_else_is_tried_again_later() -> None:
    job = performed("break_down")
    assert (job.state, job.error_code) == ("queued", "job.fault")
    assert job.run_after > timezone.now()


def test_what_broke_is_in_the_log_under_the_reference_the_user_sees(caplog) -> None:
    job = performed("break_down")
    assert job.error_reference in job.error_message
    assert job.error_reference in caplog.text
    assert "a secret detail" in caplog.text
    assert "a secret detail" not in job.error_message


def test_a_fault_keeps_its_own_reference() -> None:
    assert performed("break_down_with_a_reference").error_reference == "7f3a"


def test_an_error_outside_exception_does_not_reach_the_worker() -> None:
    assert performed("break_out").state == "queued"


def test_a_worker_that_is_asked_to_stop_hands_the_job_back_uncounted() -> None:
    job = jobs.enqueue("be_stopped", {})
    with pytest.raises(SystemExit):
        jobs.perform(jobs.claim("worker", job.id))
    job.refresh_from_db()
    assert (job.state, job.attempts_allowed - job.attempts) == ("queued", 4)


def test_each_attempt_waits_longer_than_the_one_before(settings) -> None:
    job, waits = jobs.enqueue("break_down", {}), []
    for _attempt in range(3):
        Job.objects.filter(id=job.id).update(run_after=timezone.now())
        jobs.perform(jobs.claim("worker", job.id))
        job.refresh_from_db()
        waits.append(round((job.run_after - timezone.now()).total_seconds()))
    assert waits == [5, 10, 20]


def test_after_the_last_attempt_a_job_is_dead_and_says_why() -> None:
    job = jobs.enqueue("break_down", {})
    Job.objects.filter(id=job.id).update(attempts=3)
    jobs.perform(jobs.claim("worker", job.id))
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("dead", "job.fault")


# --- the fence


def test_a_slow_worker_that_lost_its_lease_cannot_finish() -> None:
    slow = abandoned()
    jobs.claim("another", slow.id)
    with pytest.raises(jobs.LeaseLost):
        jobs.finish(slow, slow.attempts)


def test_what_a_slow_worker_wrote_with_its_finish_is_rolled_back() -> None:
    slow = abandoned()
    jobs.claim("another", slow.id)
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        world.person("Written too late")
        jobs.finish(slow, slow.attempts)
    assert not User.objects.filter(name="Written too late").exists()


def test_a_slow_worker_cannot_fail_what_another_works_on() -> None:
    slow = abandoned()
    jobs.claim("another", slow.id)
    jobs.fail(slow, slow.attempts, RuntimeError(), retry=True)
    slow.refresh_from_db()
    assert (slow.state, slow.error_code) == ("running", "")


def test_progress_stops_a_worker_that_lost_its_lease() -> None:
    job = performed("lose_the_lease")
    assert (job.state, job.attempts, job.step) == ("running", 2, "")


# --- sweeping


def test_an_abandoned_job_waits_again_after_a_sweep() -> None:
    job = abandoned()
    assert jobs.sweep()["requeued"] == 1
    assert jobs.drain() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_stops_its_worker_every_time_is_dead_after_four() -> None:
    job = abandoned()
    for _attempt in range(4):
        jobs.sweep()
        Job.objects.filter(id=job.id).update(run_after=timezone.now())
        if jobs.claim("doomed", job.id):
            Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == ("dead", 4, "job.worker_lost")


def test_the_sweeper_leaves_a_job_alone_whose_worker_is_alive() -> None:
    jobs.claim("worker", jobs.enqueue("succeed", {}).id)
    assert jobs.sweep() == {"dead": 0, "requeued": 0, "rung": 0}


def test_the_sweeper_rings_for_what_waits_but_not_twice_in_a_row(settings) -> None:
    settings.JOB_RING_AGAIN_SECONDS = 0
    jobs.enqueue("succeed", {})
    settings.JOB_RING_AGAIN_SECONDS = 10
    assert [jobs.sweep()["rung"], jobs.sweep()["rung"]] == [1, 0]


def test_the_sweeper_stops_ringing_when_nobody_hears(monkeypatch, settings) -> None:
    settings.JOB_RING_AGAIN_SECONDS = 0
    rung = []
    for _number in range(3):
        jobs.enqueue("succeed", {})
    monkeypatch.setattr(bell, "ring", rung.append)
    assert (jobs.sweep()["rung"], len(rung)) == (0, 1)


# --- giving another chance


def test_a_dead_job_can_be_queued_again_with_a_higher_fence() -> None:
    job = abandoned(attempts=4)
    jobs.sweep()
    job.refresh_from_db()
    jobs.requeue(job)
    assert jobs.drain() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == ("done", 5, "")


def test_a_job_that_waits_cannot_be_queued_again() -> None:
    with pytest.raises(Conflict):
        jobs.requeue(jobs.enqueue("succeed", {}))


def test_a_failed_job_cannot_be_queued_again_beside_its_live_twin() -> None:
    first = jobs.enqueue("refuse", {}, dedup="a")
    jobs.drain()
    jobs.enqueue("refuse", {}, dedup="a")
    with pytest.raises(Conflict):
        jobs.requeue(first)
