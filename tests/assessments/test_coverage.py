"""Events that must be considered, through the archive: started, forked, confirmed, approved, refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments import actions
from assessments.models import Draft
from assessments.reading import read_draft, reasons_against
from registry.errors import Conflict
from tests import world
from tests.assessments import building
from tests.assessments.building import etag, refused, stored

pytestmark = pytest.mark.django_db


def test_a_new_assessment_has_a_row_for_every_event(draft) -> None:
    topics = [row.fields["topic"] for row in stored(draft).content.rows["coverage"]]
    assert topics == [code.id for code in building.schema_of(draft).codelist("coverage_topics").items]


def test_an_open_event_stops_the_approval_and_says_where(town, complete) -> None:
    content = stored(complete).content
    row = content.rows["coverage"][0]
    bare = replace(row, fields={"topic": row.fields["topic"]})
    building.write(complete, content.with_row("coverage", bare))
    version = building.freeze(town, building.fresh(complete))
    assert [(r.code, r.where) for r in reasons_against(version)] == [
        ("topic_open", f"coverage/{row.id}/answer")
    ]
    with pytest.raises(Conflict):
        building.approve(town, version)


@pytest.fixture
def mandatory(town):
    """A ROS in force, shown to everyone, whose one scenario must be considered by all who build on it."""
    draft = building.fill(building.started(town))
    content = stored(draft).content
    row = content.rows["scenarios"][0]
    marked = replace(row, fields={**row.fields, "mandatory": True})
    building.write(draft, content.with_row("scenarios", marked))
    version = building.approve(town, building.freeze(town, draft))
    building.show(building.fresh(draft), town, "public")
    return building.again(version)


def test_an_adopter_cannot_take_out_what_must_be_considered_not_even_unmarked_first(
    mandatory, village
) -> None:
    author = world.fresh(village.author)
    fork = actions.fork(version=mandatory, owner=village.agency, by=author)
    row = stored(fork).content.rows["scenarios"][0].id
    path = f"scenarios/{row}"
    given = {"assessment": fork, "collection": "scenarios", "row": row, "by": author}
    actions.save_row(**given, fields={"mandatory": False}, expected=etag(fork, path))
    with refused(Conflict, "row.mandatory", path, has_how=True):
        actions.remove_row(**given, expected=etag(fork, path))
    aside = {"not_relevant": True, "not_relevant_reason": "Vi har ingen slike."}
    actions.save_row(**given, fields=aside, expected=etag(fork, path))


def test_its_publisher_may_take_it_out(mandatory, town) -> None:
    author = world.fresh(town.author)
    actions.revise(assessment=mandatory.assessment, by=author)
    row = stored(mandatory.assessment).content.rows["scenarios"][0].id
    actions.remove_row(
        assessment=mandatory.assessment, collection="scenarios", row=row,
        expected=etag(mandatory.assessment, f"scenarios/{row}"), by=author,
    )  # fmt: skip
    assert not stored(mandatory.assessment).content.rows.get("scenarios")


def test_answers_come_along_as_proposals_that_must_be_confirmed(in_force, village) -> None:
    fork = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    content = stored(fork).content
    assert {row.fields["answer"] for row in content.rows["coverage"]} == {"included"}
    assert not any("coverage_reason" in row.fields for row in content.rows["coverage"])
    awaiting = read_draft(Draft.objects.get(assessment=fork), village.author).standing.awaiting
    assert {path for path in awaiting if path.startswith("coverage/")} == {
        f"coverage/{row.id}" for row in content.rows["coverage"]
    }
    assert building.adopted(village, fork).review.state == "approved"
