"""From which version on others are shown an assessment, and what then counts as in force to them."""

from __future__ import annotations

import pytest

from assessments import access, actions
from assessments.models import Notice, NoticeKind
from assessments.reading import behind
from assessments.search import bank, feed
from assessments.upstream import SourceStatus, built_on
from registry import jobs
from registry.errors import Invalid, NotFound
from tests import world
from tests.assessments import building
from tests.assessments.building import refused

pytestmark = pytest.mark.django_db
CANARY = "Kanarifugl"


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


def show(version, town, **given):
    assessment = building.fresh(version.assessment)
    return actions.share(
        assessment=assessment, by=world.fresh(town.approver), **{"visibility": "members"} | given
    )


def renewed(town, version):
    """The next version in force, with another title."""
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    content = building.stored(assessment).content
    building.write(assessment, content.with_field("title", CANARY))
    return building.approve(town, building.freeze(town, building.fresh(assessment)))


def numbers(actor, version) -> list[int]:
    """The versions one sees, all of which can be opened and no others."""
    seen = access.visible_versions(actor).filter(assessment=version.assessment_id)
    return sorted(seen.values_list("number", flat=True))


def in_force(actor, version):
    found = access.in_force(actor, access.find(actor, version.assessment_id))
    return found.number if found else None


def test_others_are_shown_every_version_from_the_first_one_on_unless_it_is_said(
    town, outsider, in_force
) -> None:
    newer = renewed(town, in_force)
    assert numbers(outsider, newer) == [1, 2]
    assert building.fresh(newer.assessment).shown == newer


def test_this_version_only_keeps_later_ones_to_oneself(town, village, outsider) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    second = renewed(town, first)
    assert (numbers(outsider, first), in_force(outsider, first)) == ([1], 1)
    assert (numbers(town.reader, first), in_force(town.reader, first)) == ([1, 2], 2)
    with pytest.raises(NotFound):
        access.find_version(outsider, second.pk)


def test_nothing_that_only_a_newer_version_says_is_listed_found_or_counted(town, village, outsider) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    fork = actions.fork(version=first, owner=village.agency, by=outsider)
    renewed(town, first)
    outsider = world.fresh(outsider)
    (row,) = [each for each in feed.page(outsider).items if each.pk == first.assessment_id]
    assert (row.title, row.in_force.number, row.newest_number, row.newest_state) == (
        "Sak",
        1,
        1,
        "superseded",
    )
    assert row.review_due is None
    assert not feed.page(outsider, feed.Filters(text=CANARY)).items
    assert not bank.bank_page(outsider).hits
    assert behind(fork, outsider, first) == []
    assert {each.behind for each in feed.page(outsider).items} == {0}
    (own,) = feed.page(world.fresh(town.reader), feed.Filters(owner=town.agency.pk)).items
    assert (own.in_force.number, bool(own.review_due)) == (2, True)


def test_the_title_follows_once_the_newer_version_is_shown_or_nothing_is(town) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    renewed(town, first)
    titles = []
    for given in ({}, {"visibility": "private"}, {}, {"shown_from": 2}):
        titles.append(show(first, town, **given).title)
    assert titles == ["Sak", CANARY, "Sak", CANARY]


def test_from_a_later_version_on_the_older_ones_are_not_shown(town, outsider) -> None:
    first = building.approved(town, visibility="members")
    second = renewed(town, first)
    show(first, town, shown_from=2)
    assert (numbers(outsider, first), in_force(outsider, first)) == ([2], 2)
    renewed(town, second)
    assert numbers(outsider, first) == [2, 3]


def test_with_nothing_in_force_others_are_shown_nothing(town, outsider) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    second = renewed(town, first)
    actions.withdraw(version=second, reason="Feil", by=world.fresh(town.approver))
    assert numbers(outsider, first) == []
    with pytest.raises(NotFound):
        access.find(outsider, first.assessment_id)


def test_only_what_is_or_was_in_force_can_be_chosen(town) -> None:
    first = building.approved(town)
    for number in (2, 99):
        with refused(Invalid, "share.version_unknown", "shown_from", has_how=True):
            show(first, town, shown_from=number)


def test_the_trail_says_which_versions_are_shown(town) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    detail = building.last_event(first.assessment).detail
    assert detail == {"from": "private", "to": "members", "shown_from": 1, "shows_later": False}


def test_a_version_one_is_not_shown_is_not_told_of(town, village, outsider) -> None:
    first = building.approved(town)
    show(first, town, shown_from=1, shows_later=False)
    actions.fork(version=first, owner=village.agency, by=outsider)
    renewed(town, first)
    jobs.drain()
    assert not Notice.objects.exists()


def test_who_built_on_a_version_that_is_shown_no_longer_is_warned_and_not_named_it(
    town, village, outsider
) -> None:
    first = building.approved(town, visibility="members")
    actions.fork(version=first, owner=village.agency, by=outsider)
    show(first, town, shown_from=1, shows_later=False)
    second = renewed(town, first)
    jobs.drain()
    Notice.objects.all().delete()
    show(first, town, shown_from=second.number)
    jobs.drain()
    assert [each.kind for each in Notice.objects.all()] == [NoticeKind.NARROWED]
    told = built_on(first, world.fresh(outsider))
    assert (told.status, told.seen) == (SourceStatus.NOT_SHOWN, None)
