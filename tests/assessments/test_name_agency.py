"""Agencies named one by one: who sees what, until when, what is left in the trail, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import access, actions
from assessments.engine.redact import Reading
from assessments.models import Grant, Notice, NoticeKind
from assessments.search import feed
from assessments.watching import notices_of, told
from registry import jobs
from registry.errors import Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def hidden(town):
    """A version in force, shown to nobody else."""
    return building.approved(town)


def name(version, town, agency, **given):
    assessment = building.fresh(version.assessment)
    return actions.name_agency(assessment=assessment, agency=agency, by=world.fresh(town.approver), **given)


def unname(version, town, agency):
    actions.unname_agency(assessment=version.assessment, agency=agency, by=world.fresh(town.approver))


def sees(user, version) -> bool:
    user = world.fresh(user)
    found = access.visible_versions(user).filter(pk=version.pk).exists()
    assert found == (version.assessment_id in {each.pk for each in feed.page(user).items})
    return found


def test_a_named_agency_sees_what_is_approved_and_nobody_else_does(town, village, hidden) -> None:
    third = world.staffed("Tredje kommune")
    name(hidden, town, village.agency, reason="Samme løsning")
    assert [sees(each, hidden) for each in (village.reader, third.reader)] == [True, False]
    assert access.reading_of(world.fresh(village.reader), hidden.assessment) is Reading.MEMBERS
    assert building.fresh(hidden.assessment).visibility == "named"


def test_a_grant_counts_through_its_last_day_and_not_a_day_longer(town, village, hidden) -> None:
    today = timezone.localdate()
    name(hidden, town, village.agency, until=today)
    assert sees(village.reader, hidden)
    Grant.objects.update(until=today - timedelta(days=1))
    assert not sees(village.reader, hidden)


def test_a_wider_circle_needs_no_grant_and_is_not_narrowed_by_one(town, village, hidden) -> None:
    third = world.staffed("Tredje kommune")
    name(hidden, town, village.agency)
    building.show(building.fresh(hidden.assessment), town, "members")
    assert sees(village.reader, hidden) and sees(third.reader, hidden)
    name(hidden, town, third.agency)
    assert building.fresh(hidden.assessment).visibility == "members"


def test_what_is_shown_to_nobody_else_has_nobody_named_in_it_any_more(town, village, hidden) -> None:
    third = world.staffed("Tredje kommune")
    name(hidden, town, village.agency)
    building.show(building.fresh(hidden.assessment), town, "private")
    assert building.last_event(hidden.assessment).detail["unnamed"] == [str(village.agency.pk)]
    name(hidden, town, third.agency)
    assert [sees(each, hidden) for each in (village.reader, third.reader)] == [False, True]


def test_naming_again_sets_a_new_end(town, village, hidden) -> None:
    name(hidden, town, village.agency, until=timezone.localdate())
    name(hidden, town, village.agency)
    assert Grant.objects.get().until is None


def test_naming_and_taking_it_back_stand_in_the_owners_trail(town, village, hidden) -> None:
    with recorded("agency_named", hidden.assessment):
        name(hidden, town, village.agency, until=timezone.localdate(), reason="Hemmelig grunn")
    event = building.last_event(hidden.assessment)
    assert (event.agency_id, event.detail["named"]) == (town.agency.pk, str(village.agency.pk))
    assert (event.detail["from"], event.detail["to"]) == ("private", "named")
    assert "Hemmelig" not in str(event.detail)
    with recorded("agency_unnamed", hidden.assessment):
        unname(hidden, town, village.agency)


def test_the_named_body_is_told_and_by_name(town, village, hidden) -> None:
    name(hidden, town, village.agency)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.version) == (village.author, NoticeKind.NAMED, None)
    [only] = told(notices_of(village.author), world.fresh(village.author))
    assert (only.assessment, only.version) == (hidden.assessment, None)


def test_what_is_not_in_force_yet_is_told_of_once_it_is(town, village) -> None:
    version = building.submitted(town)
    name(version, town, village.agency)
    assert not notices_of(world.fresh(village.author)).exists()
    building.approve(town, version)
    assert notices_of(world.fresh(village.author)).exists()


def test_losing_the_grant_warns_those_who_built_on_it_and_no_others(town, village, hidden) -> None:
    third = world.staffed("Tredje kommune")
    for each in (village, third):
        name(hidden, town, each.agency)
        actions.fork(version=hidden, owner=each.agency, by=world.fresh(each.author))
    Notice.objects.all().delete()
    unname(hidden, town, village.agency)
    jobs.drain()
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (village.author, NoticeKind.NARROWED)
    [only] = told(notices_of(village.author), world.fresh(village.author))
    assert hidden.assessment.title not in only.sentence
    unname(hidden, town, third.agency)
    jobs.drain()
    assert set(Notice.objects.values_list("user", flat=True)) == {village.author.pk, third.author.pk}


def test_two_that_lose_it_at_once_are_both_warned(town, village, hidden) -> None:
    third = world.staffed("Tredje kommune")
    for each in (village, third):
        name(hidden, town, each.agency)
        actions.fork(version=hidden, owner=each.agency, by=world.fresh(each.author))
    Notice.objects.all().delete()
    for each in (village, third):
        unname(hidden, town, each.agency)
    jobs.drain()
    assert set(Notice.objects.values_list("user", flat=True)) == {village.author.pk, third.author.pk}


def test_narrowing_and_withdrawing_warn_those_who_were_named(town, village, hidden) -> None:
    name(hidden, town, village.agency)
    actions.fork(version=hidden, owner=village.agency, by=world.fresh(village.author))
    Notice.objects.all().delete()
    actions.withdraw(version=building.again(hidden), reason="Feil", by=world.fresh(town.approver))
    jobs.drain()
    assert [each.kind for each in Notice.objects.all()] == [NoticeKind.WITHDRAWN]


def test_a_grant_that_had_ended_is_taken_back_without_a_warning(town, village, hidden) -> None:
    name(hidden, town, village.agency)
    actions.fork(version=hidden, owner=village.agency, by=world.fresh(village.author))
    Notice.objects.all().delete()
    Grant.objects.update(until=timezone.localdate() - timedelta(days=1))
    unname(hidden, town, village.agency)
    jobs.drain()
    assert not Notice.objects.exists()


def test_only_who_may_share_names_and_takes_back(town, village, hidden, stranger) -> None:
    name(hidden, town, village.agency)
    given = {"assessment": hidden.assessment, "agency": village.agency}
    for deed in (actions.name_agency, actions.unname_agency):
        with refused(NotPermitted, "assessment.not_permitted"):
            deed(**given, by=world.fresh(town.author))
        with refused(NotPermitted, "assessment.not_permitted"):
            deed(**given, by=world.fresh(village.approver))
        with refused(NotFound, "assessment.absent"):
            deed(**given, by=world.fresh(stranger))


def test_ones_own_agency_and_a_day_that_has_been_are_refused(town, village, hidden) -> None:
    with refused(Invalid, "grant.own_agency", "agency"):
        name(hidden, town, town.agency)
    with refused(Invalid, "grant.until_past", "until"):
        name(hidden, town, village.agency, until=timezone.localdate() - timedelta(days=1))
    with refused(NotFound, "grant.absent"):
        unname(hidden, town, village.agency)
