"""The trail: what an event costs its deed, and what sealing and checking a hundred thousand takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from registry import audit
from registry.audit import checking, lines, merkle, sealing
from registry.models import Agency, Event, Seal, SignInFailure, User
from tests import world
from tests.benchmarks.conftest import Bench

EVENTS, OBJECTS = 100_000, 500


@pytest.fixture(autouse=True)
def _key_of_this_test(settings: Any, tmp_path: Any) -> None:
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


def _ms(work: Callable[[], object], times: int) -> float:
    """Median CPU time of one `work` in ms, inside a transaction that is open already."""
    taken = []
    with transaction.atomic():
        for _time in range(times):
            begun = time.process_time()
            work()
            taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def _many(agency: Agency, user: User, count: int) -> Iterator[Event]:
    """Events as `record` makes them, chained over some hundred objects."""
    heads: dict[str, tuple[int, str]] = {}
    start = timezone.now() - timedelta(days=1)
    for number in range(count):
        key = f"{number % OBJECTS:036}"
        seq, prev = heads.get(key, (0, ""))
        event = Event(
            who=user, agency=agency, verb="section_saved", object_type="assessments.assessment",
            object_id=key,
            at=start + timedelta(milliseconds=number), request_id=f"{number:032x}",
            detail={"path": f"scenarios/{number}"}, seq=seq + 1, prev=prev,
        )  # fmt: skip
        event.hash = audit.digest(event)
        heads[key] = (event.seq, event.hash)
        yield event


@pytest.fixture
def full(town: world.Staffed) -> Agency:
    """An agency with a hundred thousand events behind it."""
    Event.objects.bulk_create(_many(town.agency, town.author, EVENTS), batch_size=5_000)
    return town.agency


def test_an_event_costs_its_deed_less_than_a_millisecond(full: Agency, bench: Bench) -> None:
    user = User.objects.get(memberships__agency=full, memberships__role="author")

    def plainly() -> None:
        SignInFailure(key="x" * 64).save(force_insert=True)

    def tell() -> None:
        audit.record("section_saved", full, user, full, path="scenarios/1", version=3)

    def read_again() -> None:
        audit.note_read("version_read", full, user, full, thing=full.pk, version=3)

    read_again()
    plain = _ms(plainly, 300)
    bench.record("an event in its transaction, CPU", _ms(tell, 300), "ms", 1, f"plain insert {plain:.2f} ms")
    bench.record(
        "a reading that was told today, CPU", _ms(read_again, 300), "ms", 1, f"plain insert {plain:.2f} ms"
    )


def test_sealing_and_checking_a_hundred_thousand(full: Agency, bench: Bench) -> None:
    made: list[Seal] = []
    taken = _cpu(lambda: made.extend(sealing.seal_all()))
    count = sum(seal.size for seal in made)
    hashing = _cpu(lambda: merkle.root([bytes(32)] * count))
    bench.record(f"sealing {count:,} events, CPU", taken, "s", 6, f"the tree alone {hashing:.1f} s")
    taken = _cpu(lambda: list(checking.examine(lines.DatabaseTrail())))
    bench.record(f"verifying {count:,} events, CPU", taken, "s", 6, f"the tree alone {hashing:.1f} s")
    sealed = lines.proof_of(Event.objects.get(sealed__seal=1, sealed__place=made[0].size // 2))
    assert sealed is not None
    bench.record("hashes in a proof", len(sealed["path"]), "hashes", 17, f"of {made[0].size:,} events")
    world.person()
    bench.record("sealing one more, CPU", _cpu(sealing.seal_all), "s", 0.5, f"among {count:,} sealed")


def _cpu(work: Callable[[], object]) -> float:
    """CPU time of `work` in seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
