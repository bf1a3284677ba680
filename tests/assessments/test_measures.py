"""Measures after approval, and measures shared between a ROS and a DPIA of the same solution."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark
from assessments.models import FollowUp, Link
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db


def measures(version) -> list[str]:
    """The ids of a version's measures."""
    return [row.id for row in version.content.rows["measures"]]


# --- Follow-up -----------------------------------------------------------------------------------


def test_a_measure_is_followed_up_without_a_new_approval(in_force, author) -> None:
    assessment, measure = building.fresh(in_force.assessment), measures(in_force)[0]
    fields = {"responsible": "Kari\x00", "deadline": "2027-01-31"}
    with recorded("measure_followed_up", assessment):
        kept = actions.follow_up(assessment=assessment, measure=measure, fields=fields, by=author)
    assert kept.fields == {"responsible": "Kari", "deadline": "2027-01-31"}
    assert building.again(in_force).content == in_force.content


def test_the_newest_follow_up_stands(in_force, author) -> None:
    assessment, measure = building.fresh(in_force.assessment), measures(in_force)[0]
    for name in ("Kari", "Ola"):
        actions.follow_up(assessment=assessment, measure=measure, fields={"responsible": name}, by=author)
    assert FollowUp.objects.get().fields == {"responsible": "Ola"}


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"title": "x"}, "follow_up.column", "title"),
        ({"nonsense": "x"}, "follow_up.column", "nonsense"),
        ({"deadline": "soon"}, "content.malformed", "measures/new/deadline"),
        ({"status": "whatever"}, "content.malformed", "measures/new/status"),
        ({"responsible": 3.5}, "content.malformed", "measures/new/responsible"),
    ],
)
def test_a_malformed_follow_up_is_refused_with_its_place(in_force, author, fields, code, where) -> None:
    assessment = building.fresh(in_force.assessment)
    with refused(Invalid, code, where):
        actions.follow_up(assessment=assessment, measure=measures(in_force)[0], fields=fields, by=author)


@pytest.mark.parametrize("measure", ["nobody", "", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_a_measure_that_is_not_there_is_absent(in_force, author, measure) -> None:
    with refused(NotFound, "row.absent", measure):
        actions.follow_up(
            assessment=building.fresh(in_force.assessment), measure=measure, fields={}, by=author
        )


def test_nothing_is_followed_up_before_something_is_in_force(waiting, author) -> None:
    with refused(Conflict, "follow_up.nothing_in_force", has_how=True):
        actions.follow_up(assessment=waiting.assessment, measure=measures(waiting)[0], fields={}, by=author)


def test_only_the_owners_authors_follow_up(in_force, approver, outsider) -> None:
    assessment = building.fresh(in_force.assessment)
    for who in (approver, outsider):
        with refused(NotPermitted, "assessment.not_permitted", has_how=True):
            actions.follow_up(assessment=assessment, measure=measures(in_force)[0], fields={}, by=who)


# --- Links ---------------------------------------------------------------------------------------


@pytest.fixture
def pair(town, solution, author):
    """A ROS and a DPIA of the same solution, both drafts."""
    building.forms()
    about = {"owner": town.agency, "language": "nb", "solutions": [(solution, "1")], "by": author}
    return [actions.start(kind=kind, title=kind, **about) for kind in ("ros", "dpia")]


def test_a_ros_and_a_dpia_of_one_solution_are_linked_once(pair, author) -> None:
    ros, dpia = pair
    with recorded("assessments_linked", ros):
        made = actions.link(ros=ros, dpia=dpia, by=author)
    assert actions.link(ros=ros, dpia=dpia, by=author) == made
    assert Link.objects.count() == 1


def test_two_of_a_kind_or_of_different_solutions_are_not_linked(pair, town, author) -> None:
    ros, dpia = pair
    elsewhere = building.started(town, "dpia")
    with refused(Invalid, "link.kinds", "dpia"):
        actions.link(ros=dpia, dpia=ros, by=author)
    with refused(Invalid, "link.solution", "dpia"):
        actions.link(ros=ros, dpia=elsewhere, by=author)


def test_the_dpia_of_another_agency_is_not_linked(pair, village, author) -> None:
    foreign = building.started(village, "dpia")
    with refused(NotFound, "assessment.absent"):
        actions.link(ros=pair[0], dpia=foreign, by=author)
    both = world.member(village.agency, "author")
    from registry.actions import add_member

    add_member(agency=pair[0].owner, user=both, role="author", by=None)
    with refused(Invalid, "link.kinds", "dpia"):
        actions.link(ros=pair[0], dpia=foreign, by=world.fresh(both))


def test_a_reader_does_not_link(pair, reader) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.link(ros=pair[0], dpia=pair[1], by=reader)


@pytest.mark.parametrize(("source", "target"), [("ros", "dpia"), ("dpia", "ros")])
def test_measures_are_taken_with_their_ids_and_origin_and_nothing_else(town, source, target) -> None:
    version = building.approved(town, source)
    draft = building.started(town, target)
    taken = measures(version)
    with recorded("measures_taken", draft):
        actions.take_measures(assessment=draft, version=version, rows=[*taken, *taken], by=town.author)
    content = building.stored(draft).content
    rows = content.rows["measures"]
    assert [row.id for row in rows] == taken
    assert {row.origin for row in rows} == {str(version.assessment_id)}
    assert "status" not in rows[0].fields and "scenarios" not in content.rows


def test_a_measure_that_is_not_in_the_version_is_refused(town, in_force) -> None:
    draft = building.started(town, "dpia")
    with refused(Invalid, "measure.absent", "rows/0"):
        actions.take_measures(assessment=draft, version=in_force, rows=["nobody"], by=town.author)


def test_measures_of_a_version_one_may_not_see_are_absent(town, village, waiting) -> None:
    draft = building.started(village, "dpia")
    with refused(NotFound, "version.absent"):
        actions.take_measures(
            assessment=draft, version=waiting, rows=measures(waiting), by=world.fresh(village.author)
        )


def test_a_withheld_measure_stays_at_home(town, village) -> None:
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    measure = content.rows["measures"][0].id
    building.write(assessment, content.with_mark(f"measures/{measure}", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, assessment))
    building.show(version.assessment, town, "public")
    draft = building.started(village, "dpia")
    with refused(Invalid, "measure.absent"):
        actions.take_measures(
            assessment=draft, version=version, rows=[measure], by=world.fresh(village.author)
        )


def test_a_measure_that_ones_own_agency_withholds_stays_withheld_in_its_other_assessment(town) -> None:
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    measure = content.rows["measures"][0].id
    building.write(assessment, content.with_mark(f"measures/{measure}", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, assessment))
    dpia = building.started(town, "dpia")
    actions.take_measures(assessment=dpia, version=version, rows=[measure], by=world.fresh(town.author))
    assert building.stored(dpia).content.marks[f"measures/{measure}"].ground == "offl-24-3"
