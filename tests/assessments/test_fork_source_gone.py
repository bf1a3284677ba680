"""A fork stays whole and honest when what it was built on can no longer be seen."""

from __future__ import annotations

import pytest

from assessments import access, actions
from assessments.models import Draft
from assessments.reading import read_draft, read_version, upstream_of
from assessments.upstream import built_on
from registry.errors import NotFound
from tests import world
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_fork import adopter, fork, fork_here  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["narrowed", "withdrawn"])
def test_a_fork_stays_whole_when_its_source_is_gone_and_names_it_no_more(
    town, village, in_force, fork_here, adopter, way
) -> None:
    before = stored(fork_here).content
    title = read_draft(Draft.objects.get(assessment=fork_here), adopter).computed["based_on"]
    assert "Sak" in title
    if way == "narrowed":
        building.show(building.fresh(in_force.assessment), town, "private")
    else:
        actions.withdraw(version=building.again(in_force), reason="Feil", by=town.approver)
    with pytest.raises(NotFound):
        access.find_version(adopter, in_force.pk)
    view = read_draft(Draft.objects.get(assessment=fork_here), adopter)
    assert (view.full, view.standing.identical_percent) == (before, 100)
    assert "Sak" not in view.computed["based_on"] and in_force.digest[:12] in view.computed["based_on"]
    assert not upstream_of(fork_here, adopter).is_visible
    assert upstream_of(fork_here, adopter).behind == []
    assert building.adopted(village, fork_here).review.state == "approved"


def test_a_reader_of_a_fork_is_not_told_the_title_of_an_upstream_she_may_not_see(
    town, village, in_force, fork_here, stranger
) -> None:
    version = building.adopted(village, fork_here)
    building.show(building.fresh(in_force.assessment), town, "private")
    assert "Sak" not in read_version(version, stranger).computed["based_on"]
    assert "Sak" in read_version(version, world.fresh(town.author)).computed["based_on"]


@pytest.mark.parametrize(
    ("way", "adopter_is_told", "visitor_is_told"),
    [
        ("kept", "visible", "visible"),
        ("narrowed", "not_shown", "not_shown"),
        ("withdrawn", "withdrawn", "withdrawn"),
        ("narrowed, then withdrawn", "not_shown", "not_shown"),
        ("members, then withdrawn", "withdrawn", "not_shown"),
    ],
)
def test_what_became_of_the_source_is_told_to_those_it_was_shown_to(
    town, in_force, adopter, stranger, way, adopter_is_told, visitor_is_told
) -> None:
    if "narrowed" in way:
        building.show(building.fresh(in_force.assessment), town, "private")
    if "members" in way:
        building.show(building.fresh(in_force.assessment), town, "members")
    if "withdrawn" in way:
        actions.withdraw(version=building.again(in_force), reason="Feil", by=world.fresh(town.approver))
    told = {who: built_on(in_force, who) for who in (adopter, stranger, world.fresh(town.reader))}
    assert [each.status for each in told.values()][:2] == [adopter_is_told, visitor_is_told]
    assert told[adopter].seen == (in_force if way == "kept" else None)
    assert list(told.values())[2].seen == in_force, "its owner still sees it"


def test_an_older_version_built_on_is_withdrawn_with_the_assessment(town, in_force, adopter) -> None:
    newer = building.renewed(town, in_force.assessment)
    assert built_on(in_force, adopter).status == "visible"
    actions.withdraw(version=newer, reason="Feil", by=world.fresh(town.approver))
    assert built_on(in_force, adopter).status == "withdrawn"
