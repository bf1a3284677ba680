"""Who built on what: named where one may see it, counted where not, never more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments import actions
from assessments.engine.content import Mark
from assessments.lineage import tree
from registry.actions import update_agency
from tests import world
from tests.assessments import building
from tests.assessments.building import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def hamlet(db):
    """A third agency."""
    return building.staffed("Dalby kommune")


def forked(of, town, visibility="members"):
    """A fork in force in the town, shown to members."""
    fork = actions.fork(version=of, owner=town.agency, by=world.fresh(town.author))
    version = building.adopted(town, fork)
    building.show(building.fresh(fork), town, visibility)
    return building.again(version)


def told(assessment, actor):
    """Title's place, depth, hidden and further of each node; None for one that is not shown."""
    found = tree(building.fresh(assessment), world.fresh(actor) if actor else None)
    owner = [n.named.assessment.owner.name.split()[0] if n.named else None for n in found.nodes]
    return [(name, node.depth, node.hidden) for name, node in zip(owner, found.nodes, strict=True)]


@pytest.fixture
def middle(in_force, village):
    return forked(in_force, village)


@pytest.fixture
def last(middle, hamlet):
    return forked(middle, hamlet)


def test_the_whole_family_is_one_tree_from_its_origin(in_force, last, town):
    expected = [("Fjordby", 0, 0), ("Skogvik", 1, 0), ("Dalby", 2, 0)]
    assert told(in_force.assessment, town.reader) == told(last.assessment, town.reader) == expected


def test_a_hidden_one_between_two_is_a_nameless_place_and_a_hidden_last_one_a_number(
    in_force, middle, last, town, village, hamlet
):
    building.show(middle.assessment, village, "private")
    assert told(in_force.assessment, town.reader) == [("Fjordby", 0, 0), (None, 1, 0), ("Dalby", 2, 0)]
    building.show(last.assessment, hamlet, "private")
    assert told(in_force.assessment, town.reader) == [("Fjordby", 0, 2)]
    assert told(in_force.assessment, None) == [("Fjordby", 0, 2)]


def test_nothing_of_a_hidden_one_is_in_the_tree(in_force, middle, village, town):
    building.show(middle.assessment, village, "private")
    found = str(tree(in_force.assessment, world.fresh(town.reader)))
    assert not [
        word for word in (village.agency.name, str(middle.assessment_id), middle.digest) if word in found
    ]


def test_an_agency_that_will_not_be_named_is_counted_save_by_itself_and_where_it_is_public(
    in_force, middle, town, village
):
    update_agency(agency=village.agency, is_named_in_lineage=False, by=village.administrator)
    assert told(in_force.assessment, town.reader) == [("Fjordby", 0, 1)]
    named = [("Fjordby", 0, 0), ("Skogvik", 1, 0)]
    assert told(in_force.assessment, village.reader) == named
    assert told(middle.assessment, town.reader) == named, "its own page names it anyway"
    building.show(middle.assessment, village, "public")
    assert told(in_force.assessment, town.reader) == named


def rewrite(fork, town, mark=None, cell=""):
    """A next version in force in which a scenario has another title; withheld, or a cell, with a mark."""
    actions.revise(assessment=building.fresh(fork), by=world.fresh(town.author))
    content = stored(fork).content
    row = content.rows["scenarios"][0]
    changed = content.with_row("scenarios", replace(row, fields={**row.fields, "title": "Noe helt annet"}))
    building.write(fork, changed.with_mark(f"scenarios/{row.id}{cell}", mark))
    building.approve(town, building.freeze(town, building.fresh(fork)))


def stand(assessment, here, actor):
    nodes = tree(building.fresh(here), world.fresh(actor)).nodes
    return next(n.named.stand for n in nodes if n.named and n.named.assessment == assessment)


def test_it_says_how_far_behind_and_how_far_apart(in_force, middle, town, village):
    mine = stand(middle.assessment, in_force.assessment, town.reader)
    assert (mine.built_on, mine.behind, mine.divergence) == (1, 0, 0)
    building.renewed(town, in_force.assessment)
    assert stand(middle.assessment, in_force.assessment, town.reader).behind == 1
    rewrite(middle.assessment, village)
    assert 0 < stand(middle.assessment, in_force.assessment, town.reader).divergence < 50


def test_what_one_may_not_compare_has_no_divergence(in_force, middle, town, village, hamlet):
    building.show(building.fresh(in_force.assessment), town, "private")
    seen = stand(middle.assessment, middle.assessment, hamlet.reader)
    assert (seen.built_on, seen.behind, seen.divergence) == (None, 0, None)
    own = stand(middle.assessment, middle.assessment, village.reader)
    assert (own.built_on, own.divergence) == (None, 0), "one's own with what was taken over"


@pytest.mark.parametrize("cell", ["", "/title"])
def test_what_is_withheld_counts_neither_as_alike_nor_as_changed(in_force, middle, town, village, cell):
    before = stand(middle.assessment, in_force.assessment, town.reader).divergence
    rewrite(middle.assessment, village, Mark("offl-24-3"), cell)
    assert stand(middle.assessment, in_force.assessment, town.reader).divergence == before == 0
    assert stand(middle.assessment, in_force.assessment, village.reader).divergence > 0


def test_what_the_original_withholds_is_not_counted_as_left_out(town, village, hamlet):
    assessment = building.fill(building.started(town))
    content = stored(assessment).content
    hidden = replace(content.rows["scenarios"][0], id="skjult")
    content = content.with_row("scenarios", hidden).with_mark("scenarios/skjult", Mark("offl-24-3"))
    building.write(assessment, content)
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    fork = forked(building.again(version), village)
    assert stand(fork.assessment, assessment, hamlet.reader).divergence == 0


def test_later_versions_that_one_is_not_shown_are_not_counted(in_force, middle, town, village):
    choice = {"visibility": "public", "shows_later": False}
    actions.share(assessment=building.fresh(in_force.assessment), by=world.fresh(town.approver), **choice)
    building.renewed(town, in_force.assessment)
    assert stand(middle.assessment, in_force.assessment, town.reader).behind == 1
    assert stand(middle.assessment, in_force.assessment, village.reader).behind == 0


def test_a_tree_of_many_costs_as_many_queries_as_one_of_few(
    in_force, middle, village, town, django_assert_max_num_queries
):
    for _ in range(4):
        actions.fork(version=in_force, owner=town.agency, by=world.fresh(town.author))
    with django_assert_max_num_queries(15):
        assert len(tree(building.fresh(in_force.assessment), world.fresh(town.reader)).nodes) == 6


def test_a_long_line_breaks_nothing(in_force, town):
    version = in_force
    for _ in range(30):
        version = forked(version, town, "private")
    assert tree(version.assessment, world.fresh(town.reader)).nodes[-1].depth == 30
