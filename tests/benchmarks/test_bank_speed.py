"""Searching the scenario bank among twenty thousand rows, and keeping a thousand of them."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions.bank import keep_in_bank
from assessments.engine.content import Row
from assessments.models import Assessment, BankRow, Version
from assessments.search import BankFilters, bank_page, others
from registry.models import Agency
from tests import world
from tests.assessments.building import stored, with_scenarios, write
from tests.benchmarks.big import approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms

AGENCIES = 200
ROWS = 20_000  # about a hundred scenarios and measures in each of two hundred assessments
WORDS = (
    "adresse",
    "barn",
    "brann",
    "foresatt",
    "innlogging",
    "kopi",
    "leverandør",
    "logg",
    "nøkkel",
    "skjermet",
)


def in_force(town: world.Staffed, scenarios: int) -> Version:
    """A ROS in force with so many scenarios, told apart by their titles."""
    assessment = big_draft(town, scenarios=1, measures=2)
    content = stored(assessment).content
    cells = content.rows["scenarios"][0].fields
    rows = (Row(str(uuid4()), {**cells, "title": f"Scenario {number}"}) for number in range(scenarios))
    write(assessment, with_scenarios(content, tuple(rows)))
    return approved(assessment, town)


def fill(version: Version) -> None:
    """Twenty thousand rows: half of them the same scenarios in every agency, half each one's own."""
    pattern = list(BankRow.objects.filter(version=version).values())
    made = [Agency(name=f"Virksomhet {n}", orgnr=f"39{n:07}") for n in range(AGENCIES - 1)]
    for place, owner in enumerate(Agency.objects.bulk_create(made)):
        assessment = Assessment.objects.create(
            kind="ros", owner=owner, title=f"Vurdering {place}", language="nb",
            visibility=("private", "members", "public")[place % 3], family=version.assessment.family,
            created_by=version.author, updated=timezone.now(),
        )  # fmt: skip
        assessment.current = assessment.shown = _again(version, assessment)
        assessment.save(update_fields=["current", "shown"])
        BankRow.objects.bulk_create(_rows(pattern, assessment, place))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _again(version: Version, assessment: Assessment) -> Version:
    """The same text as a version of its own."""
    return Version.objects.create(
        assessment=assessment, number=1, schema=version.schema, manifest=bytes(version.manifest),
        head=version.head, digest=version.digest, author=version.author, created=version.created,
    )  # fmt: skip


def _rows(pattern: list[dict[str, object]], assessment: Assessment, place: int) -> list[BankRow]:
    rows = []
    for number, values in enumerate(pattern):
        words = f" {WORDS[(place + number) % 10]} {WORDS[(place * 4 + number) % 10]}"
        own = {"row": str(uuid4())} if number % 2 else {}
        text = {"search_text": f"{values['search_text']}{words}", "id": None, "is_origin": False}
        rows.append(
            BankRow(
                **{
                    **values,
                    **text,
                    **own,
                    "assessment_id": assessment.pk,
                    "version_id": assessment.current_id,
                }
            )
        )
    return rows


def test_searching_among_twenty_thousand(town: world.Staffed, village: world.Staffed, bench: Bench) -> None:
    version = in_force(town, scenarios=98)
    fill(version)
    assert BankRow.objects.count() >= ROWS
    actor, search = village.reader, BankFilters(text="skjermet adresse")
    assert bank_page(actor, search).hits
    spent = cpu_ms(lambda: bank_page(actor, search))
    bench.record("bank search, two words among 20,000 rows, CPU", spent, "ms", 150)
    bench.record("bank page, no words, among 20,000 rows, CPU", cpu_ms(lambda: bank_page(actor)), "ms", 150)
    first = BankRow.objects.filter(version=version, likelihood_before__isnull=False).order_by("pk")[0]
    assert others(actor, first.collection, first.row).agencies > 100
    spent = cpu_ms(lambda: others(actor, first.collection, first.row))
    bench.record("how 130 agencies scored one scenario, CPU", spent, "ms", 50)
    _measure_the_page(actor, bench)


def _measure_the_page(actor: object, bench: Bench) -> None:
    client = Client()
    client.force_login(actor)
    assert client.get("/bank/?q=adresse").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get("/bank/?q=adresse")
    bench.record("bank page (/bank/?q=…), queries", len(asked), "queries", 16)
    bench.record("bank page (/bank/?q=…), CPU", cpu_ms(lambda: client.get("/bank/?q=adresse")), "ms", 250)


def test_keeping_a_thousand_scenarios(town: world.Staffed, bench: Bench) -> None:
    version = in_force(town, scenarios=1000)
    with CaptureQueriesContext(connection) as asked:
        assert keep_in_bank([version]) == 1002
    bench.record("keeping 1,000 scenarios in the bank, queries", len(asked), "queries", 40)
    bench.record(
        "keeping 1,000 scenarios in the bank, CPU", cpu_ms(lambda: keep_in_bank([version])), "ms", 800
    )
