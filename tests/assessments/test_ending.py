"""What ends by itself is said two weeks ahead: that an agency is shown something, or something withheld."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments import actions, tasks
from assessments.engine.content import Mark
from assessments.models import Grant, Notice, NoticeKind, Withholding
from assessments.watching import notices_of, told
from registry.models import Event
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
PLACE = "technical_description"


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


# --- An agency is shown something --------------------------------------------------------------------


@pytest.fixture
def hidden(town):
    """A version in force, shown to nobody else."""
    return building.approved(town)


def name(version, town, agency, **given):
    assessment = building.fresh(version.assessment)
    return actions.name_agency(assessment=assessment, agency=agency, by=world.fresh(town.approver), **given)


def test_an_agency_is_told_once_that_what_it_is_shown_ends(town, village, hidden) -> None:
    name(hidden, town, village.agency, until=in_days(15))
    Notice.objects.all().delete()
    assert actions.warn_of_ends() == 0
    Grant.objects.update(until=in_days(14))
    tasks.remind(None, lambda percent, step: None)
    assert actions.warn_of_ends() == 0
    said = [(each.user, each.kind) for each in Notice.objects.select_related("user")]
    assert said == [(village.author, NoticeKind.ENDING)]
    [heard] = told(notices_of(village.author), world.fresh(village.author))
    assert heard.assessment is not None and "to uker" in heard.sentence


def test_naming_it_anew_tells_of_the_new_end(town, village, hidden) -> None:
    for days in (3, 10):
        name(hidden, town, village.agency, until=in_days(days))
        assert actions.warn_of_ends() == 1


@pytest.mark.parametrize("how", ["for good", "shown to all", "withdrawn", "ended"])
def test_nobody_is_told_of_an_end_that_takes_nothing(town, village, hidden, how) -> None:
    until = None if how == "for good" else in_days(3)
    name(hidden, town, village.agency, until=until)
    if how == "shown to all":
        assessment = building.fresh(hidden.assessment)
        actions.share(assessment=assessment, visibility="members", by=world.fresh(town.approver))
    if how == "withdrawn":
        actions.withdraw(version=building.again(hidden), reason="Feil", by=world.fresh(town.approver))
    if how == "ended":
        Grant.objects.update(until=in_days(-1))
    assert actions.warn_of_ends() == 0


# --- Something is withheld ---------------------------------------------------------------------------


def held(town, until: date | None, circle: str = "members"):
    """A version in force and shown, with an answer withheld by a mark until a day."""
    assessment = building.started(town)
    building.fill(assessment)
    content = building.stored(assessment).content
    mark = Mark("offl-24-3", "", until.isoformat() if until else None)
    building.write(assessment, content.with_mark(PLACE, mark))
    version = building.approve(town, building.freeze(town, assessment))
    if circle != "private":
        building.show(building.fresh(assessment), town, circle)
    return building.again(version)


def uncovering() -> set[object]:
    return {each.user for each in Notice.objects.filter(kind=NoticeKind.UNCOVERING).select_related("user")}


@pytest.mark.parametrize(("days", "ends"), [(15, 0), (14, 1), (0, 1), (-1, 0)])
def test_writers_and_risk_owners_are_told_once_that_a_mark_ends(town, village, days, ends) -> None:
    version = held(town, in_days(days))
    assert actions.warn_of_ends() == ends
    assert actions.warn_of_ends() == 0
    assert uncovering() == ({town.author, town.approver, town.administrator} if ends else set())
    assert Event.objects.about(version.assessment).filter(verb="owner_warned").count() == ends


def test_what_is_said_names_nothing(town) -> None:
    held(town, in_days(3))
    tasks.remind(None, lambda percent, step: None)
    [heard] = told(notices_of(town.author), world.fresh(town.author))
    assert heard.assessment is not None and "holder det tilbake lenger" in heard.sentence


def test_what_is_withheld_longer_is_no_end(town) -> None:
    version = held(town, in_days(3))
    given = {"path": PLACE, "ground": "offl-24-3", "until": in_days(90), "by": world.fresh(town.author)}
    actions.withhold_at_once(version=version, **given)
    assert actions.warn_of_ends() == 0
    Withholding.objects.update(until=in_days(10))
    assert actions.warn_of_ends() == 1


def test_a_later_end_is_told_of_when_its_time_comes(town) -> None:
    version = held(town, in_days(3))
    given = {"path": "in_scope", "ground": "offl-13", "until": in_days(30), "by": world.fresh(town.author)}
    actions.withhold_at_once(version=version, **given)
    assert actions.warn_of_ends() == 1
    Withholding.objects.update(until=in_days(12))
    assert [actions.warn_of_ends(), actions.warn_of_ends()] == [1, 0]


def test_what_nobody_else_is_shown_is_uncovered_to_nobody(town) -> None:
    version = held(town, in_days(3), "private")
    assert actions.warn_of_ends() == 0
    actions.make_share_link(
        assessment=building.fresh(version.assessment), version=1, until=in_days(9), for_whom="Acme",
        by=world.fresh(town.approver),
    )  # fmt: skip
    assert actions.warn_of_ends() == 1


def test_what_is_lifted_has_no_end(town) -> None:
    version = held(town, None)
    given = {"path": "in_scope", "ground": "offl-13", "until": in_days(3), "by": world.fresh(town.author)}
    found = actions.withhold_at_once(version=version, **given)
    actions.lift_withholding(withholding=found, by=world.fresh(town.approver))
    assert actions.warn_of_ends() == 0
