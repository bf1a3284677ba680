"""A picked row that was updated goes back as one step, and leaves alone what is none of it."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.models import Draft, PieceChoice, Pull
from assessments.pulling import pulling
from registry.errors import Conflict
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_pick_row import _published, answer, mine, pick, source, view  # noqa: F401
from tests.assessments.test_pull import renewed, rewrite_row
from tests.assessments.test_update_picked import ROW, cells, changed, found, picked, told, undo, update  # noqa: F401

pytestmark = pytest.mark.django_db


def test_it_is_undone_as_one_step_with_what_it_is_built_on(town, village, source, picked):
    before, standing = stored(picked).root, view(picked, village).standing
    newest = changed(town, source, title="Ny tittel")
    update(picked, village, newest)
    assert Pull.objects.get().row == ROW
    with recorded("pull_undone", picked):
        undo(picked, village)
    assert (stored(picked).root, view(picked, village).standing) == (before, standing)
    assert told(picked, village) == [ROW]
    update(picked, village, newest)
    assert cells(picked)["title"] == "Ny tittel"


def test_what_was_written_since_stays_and_where_both_met_it_is_refused(town, village, source, picked):
    update(picked, village, changed(town, source, title="Ny tittel"))
    rewrite_row(picked, "scenarios", "s-1", consequence="Skrevet etterpå.")
    undo(picked, village)
    assert cells(picked)["consequence"] == "Skrevet etterpå." and cells(picked)["title"] != "Ny tittel"
    update(picked, village, changed(town, source, title="Nyere tittel"))
    rewrite_row(picked, "scenarios", "s-1", title="Skrevet om.")
    with refused(Conflict, "pull.written_since"):
        undo(picked, village)


def test_choices_for_other_rows_of_the_same_source_are_left_alone(town, village, source, picked):
    def change(assessment) -> None:
        rewrite_row(assessment, "scenarios", "s-1", title="Ny tittel")
        rewrite_row(assessment, "measures", "m-1", title="Nytt tiltak")

    newest = renewed(town, source.assessment, change)
    other = found(picked, village, row="measures/m-1").at("measures/m-1/title")
    actions.choose(
        assessment=building.fresh(picked), version=newest, path=other.piece.path, verdict="never",
        reason="Nei.", row="measures/m-1", seen=other.stamp, by=world.fresh(village.author),
    )  # fmt: skip
    update(picked, village, newest)
    undo(picked, village)
    assert PieceChoice.objects.get(path="measures/m-1/title").reason == "Nei."


def test_a_row_picked_into_a_fork_is_updated_beside_what_that_is_built_on(town, village, source, in_force):
    fork = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    pick(source, fork, village)
    base = Draft.objects.get(assessment=fork).base
    update(fork, village, changed(town, source, title="Ny tittel"))
    draft = Draft.objects.get(assessment=fork)
    assert (draft.base, draft.merged, cells(fork)["title"]) == (base, [], "Ny tittel")
    with refused(Conflict, "pull.nothing_newer"):
        pulling(building.fresh(fork), world.fresh(village.author))
