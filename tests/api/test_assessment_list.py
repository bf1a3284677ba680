"""The list of assessments: what one may see, narrowed, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def titles(asker, query: str = "") -> list[str]:
    return [each["title"] for each in asker.get(f"assessments/{query}").json()["results"]]


@pytest.fixture
def several(town):
    """A public ROS, a members' DPIA, a private ROS in force and a draft, in this order."""
    building.approved(town, title="Åpen ros", visibility="public")
    building.approved(town, kind="dpia", title="Delt dpia", visibility="members")
    building.approved(town, title="Lukket ros")
    building.started(town, title="Kladd")


def test_each_sees_what_she_may(several, anyone, as_stranger, as_outsider, as_reader):
    assert titles(anyone) == titles(as_stranger) == ["Åpen ros"]
    assert titles(as_outsider) == ["Delt dpia", "Åpen ros"]
    assert titles(as_reader) == ["Kladd", "Lukket ros", "Delt dpia", "Åpen ros"]


def test_others_are_not_told_what_the_owner_works_on(several, town, as_outsider, as_reader):
    shared = Assessment.objects.get(title="Delt dpia")
    building.actions.revise(assessment=building.fresh(shared), by=town.author)
    own, others = (
        next(row for row in asker.get("assessments/").json()["results"] if row["id"] == str(shared.pk))
        for asker in (as_reader, as_outsider)
    )
    assert (own["has_draft"], others["has_draft"]) == (True, False)
    assert others["newest_state"] == "approved"


def test_filters_narrow(several, town, as_reader, as_outsider):
    dpia = Assessment.objects.get(title="Delt dpia")
    solution = dpia.solutions.get()
    assert titles(as_reader, "?kind=dpia") == ["Delt dpia"]
    assert titles(as_reader, f"?solution={solution.pk}") == ["Delt dpia"]
    assert titles(as_reader, "?q=ROS%20lukket") == ["Lukket ros"]
    assert titles(as_outsider, "?q=lukket") == []
    assert len(titles(as_outsider, f"?owner={town.agency.pk}")) == 2


def test_what_is_past_its_day_can_be_asked_for(several, as_reader):
    past = timezone.localdate() - timedelta(days=1)
    Assessment.objects.filter(title="Lukket ros").update(review_due=past)
    assert titles(as_reader, "?overdue=true") == ["Lukket ros"]


def test_pages_hold_everything_once(several, as_reader):
    seen, address = [], "assessments/?limit=3"
    while address:
        page = as_reader.get(address).json()
        seen += [each["title"] for each in page["results"]]
        address = page["next"] and page["next"].partition("http://testserver")[2]
    assert seen == ["Kladd", "Lukket ros", "Delt dpia", "Åpen ros"]


def test_counting_is_asked_for(several, as_reader, anyone):
    assert "total" not in as_reader.get("assessments/").json()
    assert as_reader.get("assessments/?count=1").json()["total"] == {"count": 4, "more": False}
    assert anyone.get("assessments/?count=1").json()["total"] == {"count": 1, "more": False}


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("kind=rros", "kind"),
        ("owner=1", "owner"),
        ("solution=x", "solution"),
        ("limit=101", "limit"),
        ("limit=0", "limit"),
        ("overdue=perhaps", "overdue"),
        ("q=a%00b", "q"),
        ("titel=x", "titel"),
    ],
)
def test_a_wrong_filter_is_named(anyone, query, where):
    refused(anyone.get(f"assessments/?{query}"), 422, "request.invalid", where=where)


@pytest.mark.parametrize("cursor", ["x", "2027-01-01_x", "_", "2027-01-01T00:00:00%2B99:00_a"])
def test_a_cursor_we_did_not_make_is_refused(anyone, cursor):
    refused(anyone.get(f"assessments/?cursor={cursor}"), 422, "list.cursor_malformed", where="cursor")
