"""Updates of a picked row that are not wanted, cannot be had, or are not there for whoever asks."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.models import Picked
from registry.errors import Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused
from tests.assessments.test_pick_row import _published, mine, source  # noqa: F401
from tests.assessments.test_pull import rewrite_row
from tests.assessments.test_update_picked import ROW, cells, changed, found, offered, picked, told, update  # noqa: F401

pytestmark = pytest.mark.django_db


def decline(assessment, town, reason="Vi har vår egen.", by=None, row=ROW):
    return actions.decline_updates(
        assessment=building.fresh(assessment), row=row, reason=reason, by=by or world.fresh(town.author)
    )


def test_never_for_this_row_is_remembered_with_its_reason_also_when_the_source_changes_again(
    town, village, source, picked
):
    changed(town, source, title="Ny tittel")
    with recorded("row_updates_declined", picked):
        decline(picked, village)
    assert told(picked, village) == []
    changed(town, source, title="Enda nyere")
    assert told(picked, village) == []
    with refused(NotFound, "offer.absent"):
        found(picked, village)
    kept = Picked.objects.filter(row="s-1").last()
    assert (kept.declined, kept.declined_by) == ("Vi har vår egen.", village.author)


def test_it_is_wanted_again(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    decline(picked, village)
    with recorded("row_updates_wanted", picked):
        actions.want_updates(assessment=building.fresh(picked), row=ROW, by=world.fresh(village.author))
    assert told(picked, village) == [ROW]
    update(picked, village, newest)
    assert cells(picked)["title"] == "Ny tittel"


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_never_needs_a_reason(village, picked, reason):
    with refused(Invalid, "pull.reason_missing", "reason", has_how=True):
        decline(picked, village, reason)


@pytest.mark.parametrize("row", ["scenarios/nei", "nei/s-1", "scenarios", ""])
def test_a_row_that_was_not_picked_has_no_source_to_follow(village, picked, row):
    with refused(NotFound, "row.absent", row):
        decline(picked, village, row=row)


# --- Refused -------------------------------------------------------------------------------------


def test_nothing_newer_is_nothing_to_take(village, source, picked):
    for row in (ROW, "scenarios/nei", "", "x"):
        with refused(NotFound, "offer.absent", row):
            update(picked, village, source, expected="x", row=row)


def test_it_names_the_row_as_it_was_read(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    read = building.etag(picked, ROW)
    with refused(PreconditionRequired, "draft.etag_missing", ROW):
        update(picked, village, newest, expected=None)
    rewrite_row(picked, "scenarios", "s-1", consequence="Skrevet imens.")
    with refused(Stale, "draft.stale", ROW) as said:
        update(picked, village, newest, expected=read)
    assert said.value.detail["current"]["consequence"] == "Skrevet imens."
    assert said.value.detail["etag"] == building.etag(picked, ROW)


def test_it_names_the_version_as_it_was_read(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    changed(town, source, title="Enda nyere")
    with refused(Stale, "offer.stale", "from", has_how=True):
        update(picked, village, newest)


def test_of_two_pressing_at_once_the_second_is_told(town, village, source, picked):
    newest, read = changed(town, source, title="Ny tittel"), building.etag(picked, ROW)
    update(picked, village, newest, expected=read)
    with refused(NotFound, "offer.absent"):
        update(picked, village, newest, expected=read)
    assert Picked.objects.filter(assessment=picked, row="s-1").count() == 2


def test_a_source_that_is_closed_by_now_offers_nothing(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    building.show(building.fresh(source.assessment), town, "private")
    for row in (ROW,):
        with refused(NotFound, "offer.absent", row):
            update(picked, village, newest, row=row)
    assert told(picked, village) == []


def test_strangers_and_other_agencies_find_nothing(town, village, source, picked, stranger):
    newest = changed(town, source, title="Ny tittel")
    for who in (world.fresh(town.author), stranger):
        with refused(NotFound, "assessment.not_own"):
            found(picked, village, by=who)
        with refused(NotFound, "assessment.absent"):
            update(picked, village, newest, by=who)
        with refused(NotFound, "assessment.absent"):
            decline(picked, village, by=who)


def test_a_reader_sees_what_is_offered_and_takes_nothing(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    reader = world.fresh(village.reader)
    assert found(picked, village, by=reader).offered
    with refused(NotPermitted, "assessment.not_permitted"):
        update(picked, village, newest, by=reader)
    with refused(NotPermitted, "assessment.not_permitted"):
        decline(picked, village, by=reader)
