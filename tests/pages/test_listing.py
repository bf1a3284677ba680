"""What a list says of each assessment, at a glance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from django.utils.formats import date_format

from assessments import actions
from assessments.models import Assessment
from assessments.pages.listing import Card, cards
from assessments.search import feed
from tests import world
from tests.assessments import building


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def only(actor, today: date | None = None) -> Card:
    """The one card of a list that has one."""
    (card,) = cards(feed.page(actor).items, actor, today)
    return card


def said(card: Card) -> tuple[list[str], list[str]]:
    return [str(each.word) for each in card.standings], [str(each) for each in card.foot]


def test_the_owner_is_told_of_its_draft_and_whom_it_is_shown_to(town, in_force, village):
    actions.revise(assessment=in_force.assessment, by=town.author)
    changed = Assessment.objects.get().updated.date()
    day = f"Changed {date_format(changed, 'DATE_FORMAT')}"
    assert said(only(town.reader)) == (["In force", "Draft"], [day, "Everyone"])
    assert said(only(village.reader)) == (["In force"], [day])


def test_of_an_entry_one_is_told_that_it_is_there(town, village):
    version = building.approved(town)
    actions.share(assessment=version.assessment, visibility="private", listed_to="members", by=town.approver)
    assert said(only(village.reader)) == (
        ["In force", "Not shown to you"],
        ["You may ask its owner to see it."],
    )


def test_what_is_past_its_day_is_said_to_be(town, in_force):
    due = Assessment.objects.get().review_due
    assert "Review overdue" not in said(only(town.reader, due))[0]
    assert "Review overdue" in said(only(town.reader, due + timedelta(days=1)))[0]


def test_a_fork_says_how_far_it_is_behind_and_the_original_how_often_it_is_used(town, village, in_force):
    actions.fork(version=in_force, owner=village.agency, by=village.author)
    building.renewed(town, in_force.assessment)
    reader = world.fresh(village.reader)
    original, fork = cards(feed.page(reader).items, reader)
    assert (said(original)[0], said(original)[1][1:]) == (["In force"], ["reused once"])
    assert said(fork)[0] == ["Draft", "1 version behind the original"]


def test_what_it_covers_is_named_with_its_version(town, in_force):
    solution = in_force.assessment.solutions.get()
    assert only(town.reader).covers == f"{solution.name} (1)"
    in_force.assessment.assessed.update(version="")
    assert only(town.reader).covers == solution.name
