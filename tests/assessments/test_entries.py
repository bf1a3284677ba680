"""What others may know of an assessment they may not read: that it exists, and nothing more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import access, actions
from assessments.search import feed
from registry.errors import Invalid, NotFound
from tests import world
from tests.assessments import building
from tests.assessments.building import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(town):
    """In force, shown to nobody else, known to members."""
    return building.only_listed(town, word="Kanarifugl")


def share(town, assessment, **given):
    assessment = building.fresh(assessment)
    given = {"visibility": assessment.visibility, **given}
    return actions.share(assessment=assessment, by=world.fresh(town.approver), **given)


def only(actor, filters=None):
    return [(each.pk, each.is_entry) for each in feed.page(actor, filters).items]


def test_members_know_of_it_and_can_read_nothing_of_it(listed, outsider, stranger) -> None:
    assessment = listed.assessment
    assert only(outsider) == [(assessment.pk, True)]
    assert access.find_known(outsider, assessment.pk).is_entry
    assert only(stranger) == only(None) == []
    for find, key in ((access.find, assessment.pk), (access.find_version, listed.pk)):
        with pytest.raises(NotFound):
            find(outsider, key)


@pytest.mark.parametrize(
    "find",
    [access.find, access.find_known, access.find_version, access.find_draft],
    ids=lambda it: it.__name__,
)
def test_what_is_no_id_at_all_is_as_absent_as_what_one_may_not_see(outsider, find) -> None:
    with pytest.raises(NotFound):
        find(outsider, "x")


def test_everyone_may_be_let_know(town, listed, stranger) -> None:
    share(town, listed.assessment, listed_to="public")
    assert only(stranger) == only(None) == [(listed.assessment_id, True)]


def test_an_entry_in_a_list_tells_nothing_that_counts_or_dates_its_content(town, listed, outsider) -> None:
    actions.fork(version=listed, owner=town.agency, by=world.fresh(town.author))
    (row,) = feed.page(outsider).items
    told = (row.in_force, row.newest_state, row.newest_number, row.review_due, row.has_draft)
    assert told == (None, None, None, None, False)
    assert (row.times_forked, row.behind, row.ahead) == (0, 0, 0)


def test_an_entry_is_found_by_what_it_tells_and_by_nothing_else(town, listed, outsider) -> None:
    assessment = building.fresh(listed.assessment)
    found, late = [(assessment.pk, True)], assessment.review_due + timedelta(days=1)
    building.actions.revise(assessment=assessment, by=world.fresh(town.author))
    told = [{"text": "sak"}, {"kind": "ros"}, {"owner": town.agency.pk}, {"state": "in_force"},
            {"solution": assessment.solutions.get().pk}]  # fmt: skip
    assert [only(outsider, feed.Filters(**each)) for each in told] == [found] * len(told)
    untold = [{"text": "kanarifugl"}, {"is_overdue": True, "today": late}, {"state": "draft"},
              {"state": "submitted"}, {"is_whole": True}]  # fmt: skip
    assert [only(outsider, feed.Filters(**each)) for each in untold] == [[]] * len(untold)
    assert [feed.count_up_to(outsider, feed.Filters(**each))[0] for each in (*told, *untold)] == [1] * 5 + [
        0
    ] * 5


def test_who_may_read_it_is_given_all_of_it_once(town, village, listed, outsider) -> None:
    actions.name_agency(
        assessment=building.fresh(listed.assessment), agency=village.agency, by=world.fresh(town.approver)
    )
    assert only(world.fresh(outsider)) == [(listed.assessment_id, False)]
    assert only(world.fresh(town.reader)) == [(listed.assessment_id, False)]


def test_it_can_be_listed_before_anything_is_in_force(town, draft, outsider) -> None:
    share(town, draft, listed_to="members")
    (row,) = feed.page(outsider).items
    assert (row.is_entry, row.current_id, row.standing_since) == (True, None, row.created)


def test_the_trail_says_that_it_is_listed_and_an_unknown_circle_is_refused(town, listed) -> None:
    assert building.last_event(listed.assessment).detail["listed_to"] == "members"
    for circle in ("named", "", "king"):
        with refused(Invalid, "choice.unknown", "listed_to"):
            share(town, listed.assessment, listed_to=circle)


def test_an_entry_cannot_be_watched_forked_or_written_in(listed, village, outsider) -> None:
    with refused(NotFound, "assessment.absent"):
        actions.watch(assessment=listed.assessment, by=outsider)
    with refused(NotFound, "version.absent"):
        actions.fork(version=listed, owner=village.agency, by=outsider)
    with refused(NotFound, "assessment.absent"):
        access.check_can_edit(outsider, listed.assessment)


def test_the_day_it_stands_since_is_that_of_what_is_in_force(listed) -> None:
    assert building.fresh(listed.assessment).standing_since == listed.created <= timezone.now()
