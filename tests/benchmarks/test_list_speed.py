"""A page of what one may see, among ten thousand and among a million."""

from __future__ import annotations

import statistics
import time

import pytest
from django.contrib.auth.models import Permission as DjangoPermission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext, _TestState
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_objects_for_user

from assessments import actions
from assessments.models import Assessment, Version
from assessments.search import feed
from assessments.watching import step_of
from registry import jobs
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import renewed, rewrite
from tests.benchmarks.big import approved, big_draft
from tests.benchmarks.conftest import Bench, cpu_ms
from tests.benchmarks.crowd import fill, settle

MILLION = 1_000_000
PAGES = ("/api/v1/assessments/", "/")
IN_VIEW: list[float] = []


@pytest.fixture
def version(town: world.Staffed) -> Version:
    """Something in force that all of them are like, among the agencies that own them."""
    settle()
    return approved(big_draft(town, scenarios=1, measures=2), town)


def clocked(get_response):
    """The innermost middleware: keeps how much CPU (ms) the view and the rendering of its answer took."""

    def middleware(request):
        begun = time.process_time()
        response = get_response(request)
        IN_VIEW.append((time.process_time() - begun) * 1000)
        return response

    return middleware


def _page_of(user, path: str):
    client = Client()
    client.force_login(user)
    return lambda: client.get(path)


def _queries(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)  # counted before the next request empties the log


def _stock_guardian(user):
    """What a page costs when each object has its own grant and each row is asked about again."""
    permission = DjangoPermission.objects.get(codename="view_assessment")
    kind = ContentType.objects.get_for_model(Assessment)
    granted = Assessment.objects.order_by("?").values_list("pk", flat=True)[:5000]
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(user=user, permission=permission, content_type=kind, object_pk=str(pk))
        for pk in granted
    )

    def page():
        from guardian.core import ObjectPermissionChecker

        shown = get_objects_for_user(user, "assessments.view_assessment", Assessment).order_by("-updated")[
            :20
        ]
        return [ObjectPermissionChecker(user).has_perm("view_assessment", each) for each in shown]

    return page


@pytest.fixture
def _rendered_as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the test client's own listening, which copies the context of every included template."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture
def _clocked(settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.clocked"]


@pytest.mark.usefixtures("_rendered_as_served", "_clocked")
@pytest.mark.parametrize("path", PAGES, ids=["api", "catalogue"])
def test_a_page_among_ten_thousand(path: str, version: Version, village: world.Staffed, bench: Bench) -> None:
    fill(10_000, version)
    get = _page_of(village.reader, path)
    assert get().status_code == 200
    ours = _queries(get)
    stock = _stock_guardian(village.reader)
    theirs = _queries(stock)
    IN_VIEW.clear()
    whole, reference = cpu_ms(get, times=15), cpu_ms(stock, times=3)
    named = f"list page of 20 among 10,000 ({path})"
    bench.record(f"{named}, queries", ours, "queries", 10, f"stock {theirs}")
    bench.record(
        f"{named}, CPU in the view",
        statistics.median(IN_VIEW),
        "ms",
        30,
        f"stock {reference:.0f} ms, rows only; whole request {whole:.0f} ms",
    )


@pytest.mark.usefixtures("_rendered_as_served", "_clocked")
@pytest.mark.parametrize("path", PAGES, ids=["api", "catalogue"])
def test_a_page_of_forks_that_are_all_behind(
    path: str, version: Version, town: world.Staffed, village: world.Staffed, bench: Bench, monkeypatch
) -> None:
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    for _time in range(feed.PAGE_SIZE):
        actions.fork(version=version, owner=village.agency, by=world.fresh(village.author))
    renewed(town, version.assessment, lambda draft: rewrite(draft, in_scope="Et annet omfang enn før."))
    jobs.drain()
    assert {each.weight for each in feed.page(world.fresh(village.author)).items} == {"notable", None}
    get = _page_of(village.author, path)
    queries = _queries(get)
    IN_VIEW.clear()
    cpu_ms(get, times=15)
    forks = feed.page(world.fresh(village.author)).items[1:]
    one_by_one = _queries(lambda: [step_of(version, building.again(version), None) for _fork in forks])
    named = f"list page of 20 forks that are behind ({path})"
    bench.record(f"{named}, queries", queries, "queries", 10, f"weighed one by one {one_by_one} more")
    bench.record(f"{named}, CPU in the view", statistics.median(IN_VIEW), "ms", 35)


@pytest.mark.postgres
def test_a_page_among_a_million(version: Version, village: world.Staffed, bench: Bench) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a million rows are measured on PostgreSQL: DATABASE_URL=postgres://… make bench")
    fill(MILLION, version)
    stock = Assessment.objects.filter(visibility__in=["members", "public"], current__isnull=False)
    reference, _planned = _in_database(_asked(lambda: list(stock.order_by("-title")[:20])))
    for path in PAGES:
        get = _page_of(village.reader, path)
        get()
        asked = _asked(get)
        spent, planned = map(
            statistics.median, zip(*(_in_database(asked) for _time in range(7)), strict=True)
        )
        bench.record(
            f"list page among 1,000,000 ({path}), in the database",
            spent,
            "ms",
            20,
            f"{len(asked)} queries, planned in {planned:.0f} ms; one without an index {reference:.0f} ms",
        )


def _asked(work) -> list[str]:
    """The questions of `work` as they were put."""
    with CaptureQueriesContext(connection) as captured:
        work()
        return [each["sql"] for each in captured if each["sql"].startswith(("SELECT", "("))]


def _in_database(statements: list[str]) -> tuple[float, float]:
    """Answering and planning, in ms."""
    answering = planning = 0.0
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {each}")
            (plan,) = cursor.fetchone()[0]
            answering += plan["Execution Time"]
            planning += plan["Planning Time"]
    return answering, planning
