"""The original of the original: chains, short cuts and crossed lines merge from the right place."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.merge import Kind
from assessments.models import Draft
from assessments.pulling import parents_of, pulling
from registry.errors import NotFound
from tests import world
from tests.assessments import building
from tests.assessments.building import refused, stored
from tests.assessments.test_fork import fork
from tests.assessments.test_pull import renewed, rewrite

pytestmark = pytest.mark.django_db


def in_force(town, assessment, **answers):
    """The open draft completed, answered for and put in force, shown to members."""
    author = world.fresh(town.author)
    building.fill(assessment)
    rewrite(assessment, **answers)
    building.confirm_all(building.fresh(assessment), author)
    version = building.approve(town, building.freeze(town, building.fresh(assessment)))
    building.show(version.assessment, town, "members")
    return building.again(version)


def offered(assessment, town, source=None):
    found = pulling(building.fresh(assessment), world.fresh(town.author), source and source.pk)
    return {each.piece.path: each.piece for each in found.offered}


def take_all(assessment, town, version):
    author = world.fresh(town.author)
    actions.choose_all(assessment=building.fresh(assessment), version=version, by=author)
    return actions.pull(assessment=building.fresh(assessment), version=version, by=author)


@pytest.fixture
def hamlet(db, village):
    return building.staffed("Elvestad kommune")


@pytest.fixture
def chain(town, village, hamlet):
    """A (the town's), B built on A (the village's, in force), C built on B (the hamlet's draft)."""
    a = building.approved(town, visibility="members")
    b = in_force(village, fork(a, village))
    c = fork(b, hamlet)
    return a, b, c


def test_a_fork_of_a_fork_takes_from_the_first_original(town, village, hamlet, chain) -> None:
    a, _b, c = chain
    newer = renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A"))
    assert offered(c, hamlet, newer)["in_scope"].kind is Kind.OFFER
    take_all(c, hamlet, newer)
    assert stored(c).content.fields["in_scope"] == "Fra A"
    draft = Draft.objects.get(assessment=c)
    assert (draft.base, draft.merged) == (chain[1], [str(newer.pk)])


def test_what_came_by_the_short_cut_is_not_offered_again_by_the_long_way(
    town, village, hamlet, chain
) -> None:
    a, b, c = chain
    newer_a = renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A"))
    take_all(c, hamlet, newer_a)
    actions.revise(assessment=building.fresh(b.assessment), by=world.fresh(village.author))
    take_all(b.assessment, village, newer_a)
    rewrite(b.assessment, assumptions="Fra B")
    building.confirm_all(building.fresh(b.assessment), world.fresh(village.author))
    newer_b = building.approve(village, building.freeze(village, building.fresh(b.assessment)))
    assert set(offered(c, hamlet, newer_b)) == {"assumptions"}


def test_what_both_bodies_changed_along_two_ways_is_a_conflict(town, village, hamlet, chain) -> None:
    a, b, c = chain
    take_all(c, hamlet, renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A")))
    newer_b = renewed(village, b.assessment, lambda x: rewrite(x, in_scope="Fra B"))
    assert offered(c, hamlet, newer_b)["in_scope"].kind is Kind.CONFLICT


def test_a_version_knows_all_it_came_from(town, village, hamlet, chain) -> None:
    a, b, c = chain
    newer = renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A"))
    take_all(c, hamlet, newer)
    version = actions.submit(assessment=building.fresh(c), by=world.fresh(hamlet.author))
    assert parents_of(c.family)[version.pk] == [b.pk, newer.pk]


def test_an_original_may_take_straight_from_its_fork(town, village, chain) -> None:
    a, b, _c = chain
    newer_b = renewed(
        village, b.assessment, lambda x: rewrite(x, in_scope="Fra B", local_environment="Hemmelig")
    )
    assert "in_scope" in offered(a.assessment, town, newer_b)
    take_all(a.assessment, town, newer_b)
    content = stored(a.assessment).content
    assert content.fields["in_scope"] == "Fra B"
    assert "Hemmelig" not in str(content)


def test_two_who_take_from_one_another_in_turn_come_to_rest(town, village, chain) -> None:
    a, b, _c = chain
    newer_b = renewed(village, b.assessment, lambda x: rewrite(x, in_scope="Fra B"))
    take_all(a.assessment, town, newer_b)
    newer_a = building.approve(town, building.freeze(town, building.fresh(a.assessment)))
    assert offered(b.assessment, village, newer_a) == {}
    take_all(b.assessment, village, newer_a)
    assert stored(b.assessment).content.fields["in_scope"] == "Fra B"


def test_a_middle_one_that_is_hidden_by_now_shows_nothing_of_itself(town, village, hamlet, chain) -> None:
    a, b, c = chain
    building.show(b.assessment, village, "private")
    with refused(NotFound, "version.absent"):
        offered(c, hamlet, b)
    newer = renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A"))
    assert set(offered(c, hamlet, newer)) == {"in_scope"}


def test_a_text_both_came_from_is_no_measure_for_those_who_may_not_see_it(town, hamlet, chain) -> None:
    a, _b, c = chain
    newer = renewed(town, a.assessment, lambda x: rewrite(x, in_scope="Fra A"))
    actions.share(
        assessment=building.fresh(a.assessment), visibility="members", shown_from=2,
        by=world.fresh(town.approver),
    )  # fmt: skip
    with refused(NotFound, "version.absent"):
        offered(c, hamlet, newer)


def test_ones_own_text_by_way_of_another_body_offers_nothing_that_body_was_not_shown(town, village) -> None:
    a = building.approved(town, visibility="members")
    actions.withhold_at_once(
        version=a, path="technical_description", ground="offl-24-3", by=world.fresh(town.author)
    )
    back = fork(in_force(village, fork(building.again(a), village), technical_description="Vår"), town)
    newer = renewed(town, a.assessment, lambda x: rewrite(x, technical_description="Ny", in_scope="Fra A"))
    assert set(offered(back, town, newer)) == {"in_scope"}
