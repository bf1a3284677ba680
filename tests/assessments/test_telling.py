"""Who is told that something happened upstream, who is not, and that nobody is told twice."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions, tasks
from assessments.models import Assessment, Notice, NoticeKind, Watch
from assessments.watching import notices_of, told, unread
from registry import actions as registry
from registry import jobs
from registry.access import policy
from registry.errors import Invalid, NotFound
from registry.models import Job, Notify, User
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def fork_here(village, in_force):
    """The village's fork of what is in force in the town."""
    return actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))


def renew(town, version):
    """The next version in force, and everyone told."""
    newer = building.renewed(town, version.assessment)
    jobs.drain()
    return newer


def heard(user: User) -> list[str]:
    """What a person is told, as she would read it now, newest first."""
    user = world.fresh(user)
    return [each.sentence for each in told(notices_of(user).order_by("-at"), user)]


def listeners() -> set[User]:
    return {notice.user for notice in Notice.objects.select_related("user")}


def withdraw(town, version):
    actions.withdraw(version=building.again(version), reason="Feil", by=world.fresh(town.approver))


# --- Who is told ---------------------------------------------------------------------------------


def test_those_who_write_in_the_agency_of_a_fork_are_told(town, village, in_force, fork_here) -> None:
    newer = renew(town, in_force)
    assert listeners() == {village.author}
    notice = Notice.objects.get()
    assert (notice.assessment, notice.version, notice.kind) == (fork_here, newer, NoticeKind.IN_FORCE)
    [sentence] = heard(village.author)
    assert "Sak" in sentence and "2" in sentence


def test_approving_what_nobody_builds_on_or_watches_orders_nothing(in_force) -> None:
    assert not Job.objects.filter(kind="tell").exists()


def test_approving_costs_the_same_however_many_have_built_on_it(town, village, in_force, fork_here) -> None:
    def cost() -> int:
        assessment = building.fresh(in_force.assessment)
        actions.revise(assessment=assessment, by=world.fresh(town.author))
        waiting = building.freeze(town, assessment)
        with CaptureQueriesContext(connection) as seen:
            building.approve(town, waiting)
        return len(seen)

    before = cost()
    for _time in range(4):
        actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    assert cost() == before


def test_a_watcher_is_told_and_needs_no_role(town, stranger, in_force) -> None:
    actions.watch(assessment=in_force.assessment, by=stranger)
    renew(town, in_force)
    assert listeners() == {stranger}


def test_who_does_the_deed_is_not_told_of_it(town, in_force) -> None:
    for user in (town.approver, town.reader):
        actions.watch(assessment=in_force.assessment, by=world.fresh(user))
    renew(town, in_force)
    assert listeners() == {town.reader}


def test_who_has_chosen_never_is_not_told(town, village, in_force, fork_here) -> None:
    actions.watch(assessment=fork_here, how=Notify.NEVER, by=world.fresh(village.author))
    renew(town, in_force)
    assert listeners() == set()


def test_a_deactivated_person_is_told_nothing(town, village, in_force, fork_here) -> None:
    actions.watch(assessment=in_force.assessment, by=world.fresh(village.reader))
    for user in (village.author, village.reader):
        registry.deactivate_person(user=user, by=None)
    renew(town, in_force)
    assert listeners() == set()


def test_who_has_left_the_agency_is_told_and_shown_nothing(town, village, in_force, fork_here) -> None:
    renew(town, in_force)
    registry.remove_member(agency=village.agency, user=village.author, role="author", by=None)
    renew(town, in_force)
    assert Notice.objects.count() == 1
    assert (heard(village.author), unread(world.fresh(village.author))) == ([], 0)


def test_others_who_see_the_fork_are_told_only_if_they_watch_it(town, village, in_force, fork_here) -> None:
    outside = world.staffed("Fjellheim kommune")
    renew(town, in_force)
    assert listeners() == {village.author}
    assert unread(world.fresh(outside.author)) == 0


@pytest.fixture
def by_name(town, village, in_force):
    """Forks of the village and two other agencies, of what then is shown to the village and one of them."""
    third, fourth = world.staffed("Fjellheim kommune"), world.staffed("Dalen kommune")
    for each in (village, third, fourth):
        actions.fork(version=in_force, owner=each.agency, by=world.fresh(each.author))
    building.show(building.fresh(in_force.assessment), town, "named")
    for each in (village, third):
        actions.name_agency(
            assessment=building.fresh(in_force.assessment), agency=each.agency, by=world.fresh(town.approver)
        )
    jobs.drain()
    Notice.objects.all().delete()
    return third, fourth


def test_of_agencies_named_one_by_one_each_is_told_by_its_own_grant(town, village, in_force, by_name) -> None:
    third, _fourth = by_name
    renew(town, in_force)
    assert listeners() == {village.author, third.author}
    Notice.objects.all().delete()
    actions.unname_agency(
        assessment=building.fresh(in_force.assessment), agency=third.agency, by=world.fresh(town.approver)
    )
    jobs.drain()
    assert [(each.user, each.kind) for each in Notice.objects.all()] == [(third.author, NoticeKind.NARROWED)]


def test_who_watches_a_fork_is_told_by_the_grant_of_her_agency_in_it(
    town, village, in_force, by_name, stranger
) -> None:
    third, _fourth = by_name
    fork = Assessment.objects.get(owner=village.agency)
    building.adopted(village, fork)
    for reader in (village.reader, third.reader):
        building.show(building.fresh(fork), village, "members")
        actions.watch(assessment=building.fresh(fork), by=world.fresh(reader))
    building.show(building.fresh(fork), village, "named")
    renew(town, in_force)
    about = Notice.objects.filter(assessment=fork, kind=NoticeKind.IN_FORCE)
    assert {each.user for each in about} == {village.author, village.reader}
    actions.name_agency(
        assessment=building.fresh(fork), agency=third.agency, by=world.fresh(village.approver)
    )
    about.delete()
    renew(town, in_force)
    assert {each.user for each in about} == {
        village.author, village.reader, third.reader,
    }  # fmt: skip


def test_however_many_agencies_are_named_telling_asks_the_same(town, village, in_force, by_name) -> None:
    def cost() -> int:
        building.renewed(town, in_force.assessment)
        job = jobs.claim("first")
        with CaptureQueriesContext(connection) as seen:
            tasks.tell(job, lambda percent, step: None)
        jobs.drain()
        return len(seen)

    cost()  # what is weighed and ordered the first time
    few = cost()
    for number in range(4):
        other = world.staffed(f"Kommune {number}")
        assessment = building.fresh(in_force.assessment)
        actions.name_agency(assessment=assessment, agency=other.agency, by=world.fresh(town.approver))
        actions.fork(version=building.again(in_force), owner=other.agency, by=world.fresh(other.author))
    jobs.drain()
    cost()
    assert cost() == few


def test_what_is_forked_on_is_told_of_its_own_upstream_only(town, village, in_force, fork_here) -> None:
    middle = building.adopted(village, fork_here)
    building.show(building.fresh(fork_here), village, "public")
    third = world.staffed("Fjellheim kommune")
    actions.fork(version=middle, owner=third.agency, by=third.author)
    renew(town, in_force)
    assert listeners() == {village.author}


def test_a_version_one_may_not_see_is_not_told_of(town, village, in_force, fork_here) -> None:
    building.show(building.fresh(in_force.assessment), town, "private")
    jobs.drain()
    Notice.objects.all().delete()
    renew(town, in_force)
    assert listeners() == set()


# --- When it goes out of sight -------------------------------------------------------------------


def test_narrowing_is_told_once_it_hides_what_one_built_on(town, village, in_force, fork_here) -> None:
    building.show(building.fresh(in_force.assessment), town, "members")
    jobs.drain()
    assert listeners() == set()
    building.show(building.fresh(in_force.assessment), town, "private")
    jobs.drain()
    assert listeners() == {village.author}
    assert "Sak" not in heard(village.author)[0]


def test_narrowing_and_widening_again_before_anyone_is_told_tells_nothing(
    town, village, in_force, fork_here
) -> None:
    building.show(building.fresh(in_force.assessment), town, "private")
    building.show(building.fresh(in_force.assessment), town, "public")
    jobs.drain()
    assert listeners() == set()


def test_a_withdrawal_is_told_to_those_who_saw_it_without_names(town, village, in_force, fork_here) -> None:
    withdraw(town, in_force)
    jobs.drain()
    assert listeners() == {village.author}
    assert "Sak" not in heard(village.author)[0]


def test_a_withdrawal_of_what_was_hidden_already_is_not_told(town, village, in_force, fork_here) -> None:
    building.show(building.fresh(in_force.assessment), town, "private")
    jobs.drain()
    withdraw(town, in_force)
    jobs.drain()
    assert set(Notice.objects.values_list("kind", flat=True)) == {NoticeKind.NARROWED}


def test_a_watcher_hears_that_it_is_gone_without_its_name(town, stranger, in_force) -> None:
    actions.watch(assessment=in_force.assessment, by=stranger)
    building.show(building.fresh(in_force.assessment), town, "members")
    jobs.drain()
    [only] = told(notices_of(stranger), stranger)
    assert (only.assessment, only.version) == (None, None)
    assert "Sak" not in only.sentence


def test_an_older_notice_names_nothing_once_upstream_is_hidden(town, village, in_force, fork_here) -> None:
    newer = renew(town, in_force)
    assert newer.assessment.title in heard(village.author)[0]
    building.show(building.fresh(in_force.assessment), town, "private")
    user = world.fresh(village.author)
    [only] = told(notices_of(user), user)
    assert (only.assessment, only.version) == (fork_here, None)
    assert "Sak" not in only.sentence


def test_a_version_that_was_taken_back_is_not_named_though_a_newer_one_is_shown(
    town, stranger, in_force
) -> None:
    actions.watch(assessment=in_force.assessment, by=stranger)
    second = renew(town, in_force)
    withdraw(town, second)
    renew(town, in_force)
    newest, withdrawn, second_told = told(notices_of(stranger).order_by("-at"), stranger)
    assert (newest.version.number, newest.step) == (3, None)
    assert (withdrawn.version, second_told.version) == (None, None)
    assert not set("23") & set(withdrawn.sentence + second_told.sentence)


# --- Once ----------------------------------------------------------------------------------------


def test_telling_that_is_killed_and_taken_again_tells_nobody_twice(
    town, village, in_force, fork_here, monkeypatch
) -> None:
    for _time in range(3):
        actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    monkeypatch.setattr(import_module("assessments.actions.tell"), "BATCH", 2)
    building.renewed(town, in_force.assessment)
    job = jobs.claim("first")
    steps = iter([None, None, KeyboardInterrupt])  # the assessment, two forks, and then the worker is stopped

    def progress(percent, step):
        if (stop := next(steps)) is not None:
            raise stop

    with pytest.raises(KeyboardInterrupt):
        tasks.tell(job, progress)
    assert Notice.objects.count() == 2
    tasks.tell(job, lambda percent, step: None)
    tasks.tell(job, lambda percent, step: None)
    assert Notice.objects.count() == 4
    assert Notice.objects.values("assessment").distinct().count() == 4


def test_a_second_narrowing_is_told_again(town, village, in_force, fork_here) -> None:
    for visibility in ("private", "public", "private"):
        building.show(building.fresh(in_force.assessment), town, visibility)
        jobs.drain()
    assert Notice.objects.count() == 2


# --- Choosing, and reading -----------------------------------------------------------------------


def test_watching_is_recorded_in_the_persons_own_chain(in_force, stranger) -> None:
    with recorded("assessment_watched", stranger):
        actions.watch(assessment=in_force.assessment, by=stranger, how="daily")
    assert building.last_event(in_force.assessment).verb != "assessment_watched"
    with recorded("assessment_unwatched", stranger):
        actions.unwatch(assessment=in_force.assessment_id, by=stranger)
    assert not Watch.objects.exists()


def test_what_one_may_not_see_cannot_be_watched(draft, stranger) -> None:
    with refused(NotFound, "assessment.absent"):
        actions.watch(assessment=draft, by=stranger)


def test_a_way_of_being_told_that_is_unknown_is_refused(in_force, stranger) -> None:
    with refused(Invalid, "watch.how_unknown", where="how"):
        actions.watch(assessment=in_force.assessment, by=stranger, how="pigeon")


def test_one_marks_only_ones_own_notices_as_read(town, village, in_force, fork_here, stranger) -> None:
    renew(town, in_force)
    ids = list(Notice.objects.values_list("pk", flat=True))
    assert actions.mark_read(by=stranger, only=ids) == 0
    assert unread(world.fresh(village.author)) == 1
    assert actions.mark_read(by=world.fresh(village.author), only=ids) == 1
    assert actions.mark_read(by=world.fresh(village.author)) == 0
    assert unread(world.fresh(village.author)) == 0


def test_counting_what_is_unread_is_one_query_and_two_when_there_is_any(
    town, village, in_force, fork_here, django_assert_num_queries
) -> None:
    user = world.fresh(village.author)
    policy.is_member(user)  # what she holds is read once per request
    with django_assert_num_queries(1):
        assert unread(user) == 0
    renew(town, in_force)
    with django_assert_num_queries(2):
        assert unread(user) == 1
