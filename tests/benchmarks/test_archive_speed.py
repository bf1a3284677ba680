"""Forking, storing and listing."""

from __future__ import annotations

import statistics
import time
import zlib
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.engine.canonical import canonical
from assessments.engine.content import to_plain
from assessments.models import Draft, Item, Version
from tests import world
from tests.benchmarks.big import approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms


@pytest.fixture
def version(town: world.Staffed) -> Version:
    """A large version in force."""
    return approved(big_draft(town), town)


def test_a_fork_costs_little_whatever_its_size(
    version: Version, village: world.Staffed, bench: Bench
) -> None:
    def fork() -> None:
        actions.fork(version=Version.objects.get(pk=version.pk), owner=village.agency, by=village.author)

    def copy_row_by_row() -> None:
        for item in Item.objects.filter(family=version.assessment.family):
            item.pk, item.family = None, village.agency.pk
            item.save()
        Item.objects.filter(family=village.agency.pk).delete()

    copied = cpu_ms(copy_row_by_row, times=3)
    bench.record("fork of 100 scenarios, CPU", cpu_ms(fork), "ms", 100, f"row-by-row copy {copied:.0f} ms")
    with CaptureQueriesContext(connection) as queries:
        fork()
    rows = Item.objects.filter(family=version.assessment.family).count()
    bench.record("fork of 100 scenarios, queries", len(queries), "queries", 25, f"row by row {rows}")
    spent = statistics.median(_in_database(fork) for _ in range(7))
    copied = statistics.median(_in_database(copy_row_by_row) for _ in range(3))
    bench.record("fork of 100 scenarios, in the database", spent, "ms", 10, f"row by row {copied:.0f} ms")


def _in_database(work: Callable[[], None]) -> float:
    """The time `work` waits for the database, in ms."""
    waited = 0.0

    def clocked(execute: Callable[..., object], *args: object) -> object:
        nonlocal waited
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            waited += (time.perf_counter() - begun) * 1000

    with connection.execute_wrapper(clocked):
        work()
    return waited


def test_a_further_version_stores_what_changed(version: Version, town: world.Staffed, bench: Bench) -> None:
    assessment = version.assessment
    before = _stored_bytes(assessment.family)
    actions.revise(assessment=assessment, by=town.author)
    for row in version.content.rows["scenarios"][:3]:
        stored = Draft.objects.get(assessment=assessment).stored()
        actions.save_row(
            assessment=assessment, collection="scenarios", row=row.id,
            fields={"description": "Endret: " + str(row.fields["description"])},
            expected=stored.etags[f"scenarios/{row.id}"], by=town.author,
        )  # fmt: skip
    kept = set(Item.objects.filter(family=assessment.family).values_list("pk", flat=True))
    new = actions.submit(assessment=assessment, by=town.author)
    assert kept == set(Item.objects.filter(family=assessment.family).values_list("pk", flat=True))
    reached = {*new.stored.objects} - {*version.stored.objects}
    items = Item.objects.filter(family=assessment.family, digest__in=list(reached))
    size = items.aggregate(n=Sum(Length("body")))["n"] + 32 * len(reached)
    size += len(bytes(new.manifest)) + len(canonical(new.head))
    whole = canonical(to_plain(new.content))
    reference = f"full JSON {len(whole) / 1024:.0f} KB, zipped {len(zlib.compress(whole, 9)) / 1024:.0f} KB"
    bench.record("storage per further version, 3 items changed", size / 1024, "KB", 12, reference)
    drafts = (_stored_bytes(assessment.family) - before) / 1024
    bench.record("the same with the trees of each save on the way", drafts, "KB", None, "no bar")


def _stored_bytes(family: object) -> int:
    return Item.objects.filter(family=family).aggregate(n=Sum(Length("body")))["n"]


def test_saving_one_row_of_a_large_draft(town: world.Staffed, bench: Bench) -> None:
    assessment = big_draft(town)
    row = Draft.objects.get(assessment=assessment).stored().content.rows["scenarios"][50].id
    texts = iter(f"Tekst {n}" for n in range(100))

    def save() -> None:
        expected = Draft.objects.get(assessment=assessment).stored().etags[f"scenarios/{row}"]
        actions.save_row(
            assessment=assessment, collection="scenarios", row=row, fields={"description": next(texts)},
            expected=expected, by=town.author,
        )  # fmt: skip

    bench.record("saving one row of 100 scenarios, CPU", cpu_ms(save), "ms", None, "no bar")
