"""Word, PDF and the second order."""

from __future__ import annotations

import statistics
import time

import pytest

from assessments.models import Version
from exports import actions as exports
from exports.models import Export
from exports.production import document_of, make, plan
from exports.render.fonts import font_set
from exports.render.formats import render
from registry import jobs
from tests import world
from tests.benchmarks.big import approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms


@pytest.fixture
def version(town: world.Staffed) -> Version:
    """A large ROS in force."""
    return approved(big_draft(town), town)


def _plan(version: Version, town: world.Staffed, format: str):
    export = Export(
        version=version, format=format, language="nb", reading="full", edition=exports.bundled_edition(),
        ordered_by=town.author,
    )  # fmt: skip
    return plan(export)


def test_word_of_100_scenarios(version: Version, town: world.Staffed, bench: Bench) -> None:
    planned = _plan(version, town, "docx")
    spent = cpu_ms(lambda: make(planned), times=5) / 1000
    bench.record("Word, 100 scenarios, CPU", spent, "s", 0.6, "")


def test_pdf_of_100_scenarios(version: Version, town: world.Staffed, bench: Bench) -> None:
    from weasyprint import HTML

    from exports.render import pdf
    from exports.render.html import build_html

    document, fonts = document_of(_plan(version, town, "pdf")), font_set()
    html = build_html(document, fonts.faces, fonts.family)

    def stock() -> None:
        page = HTML(string=html, url_fetcher=pdf._asset_fetcher(fonts.files))
        page.write_pdf(pdf_variant="pdf/a-3a")

    ours, bare = [], []
    for _ in range(3):  # turn about, so that a noisy moment falls on both
        ours.append(_spent(lambda: render("pdf", document)))
        bare.append(_spent(stock))
    mine, theirs = statistics.median(ours), statistics.median(bare)
    bench.record("PDF, ROS with 100 scenarios, tagged, CPU", mine, "s", 4, f"bare WeasyPrint {theirs:.2f} s")
    bench.record("PDF over bare WeasyPrint on the same HTML", mine / theirs, "ratio", 1.10, "1.00")


def _spent(work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_the_second_order_renders_nothing(version: Version, town: world.Staffed, bench: Bench) -> None:
    first = exports.order_export(version=version, format="json", language="nb", by=town.author)
    jobs.drain()
    first.refresh_from_db()
    assert first.rendition_id

    def again() -> None:
        fresh = Version.objects.get(pk=version.pk)
        second = exports.order_export(
            version=fresh, format="json", language="nb", by=world.fresh(town.author)
        )
        assert second.rendition_id == first.rendition_id

    again()
    walls = []
    for _ in range(9):
        begun = time.perf_counter()
        again()
        walls.append((time.perf_counter() - begun) * 1000)
    bench.record("second order of the same thing", statistics.median(walls), "ms", 50, "no rendering")
