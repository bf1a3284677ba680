"""A comparison as a file: ordered, made and collected by someone who may read both versions all the way."""

from __future__ import annotations

import pytest

from assessments import actions as archive
from assessments.engine.content import Mark, Row
from assessments.models import Review
from exports import actions, production
from exports.access import own_orders
from registry import actions as ground
from registry.errors import Invalid, NotFound
from registry.models import Event
from tests import world
from tests.assessments import building
from tests.assessments.building import refused
from tests.exports.conftest import again, made
from tests.render.made import pdf_text, word_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer(town, in_force):
    """A version in force whose first scenario is scored higher, and whose scope is another."""
    assessment = building.fresh(in_force.assessment)
    archive.revise(assessment=assessment, by=world.fresh(town.author))
    content = building.stored(assessment).content
    first, *rest = content.rows["scenarios"]
    raised = Row(first.id, {**first.fields, "likelihood_before": 4, "impact_before": 4}, first.origin)
    changed = content.with_rows("scenarios", (raised, *rest)).with_field("in_scope", "Svar på hemmelig sak.")
    building.write(assessment, changed)
    return building.approve(town, building.freeze(town, assessment))


def order(old, new, by, format="docx", language="nb"):
    return actions.order_export(
        version=building.again(new), compared_with=building.again(old), format=format, language=language,
        by=world.fresh(by),
    )  # fmt: skip


def text(export) -> str:
    parcel = actions.collect(export=again(export), by=world.fresh(export.ordered_by))
    with parcel.file as file:
        return (word_text if export.format == "docx" else pdf_text)(file.read())


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_comparison_becomes_a_file_that_reads_without_colour(in_force, newer, reader, format):
    export = made(order(in_force, newer, reader, format))
    said = text(export).replace("\n", " ").replace("\u00a0", " ")
    assert "1 risiko" in said or "1 risk raised" in said
    assert "+hemmelig sak" in said
    assert "2 Lite sannsynlig → 4 Sannsynlig" in said


def test_it_has_a_name_that_names_both(in_force, newer, reader):
    export = made(order(in_force, newer, reader))
    parcel = actions.collect(export=export, by=world.fresh(reader))
    parcel.file.close()
    assert parcel.name == f"ros-{newer.digest[:8]}-v2-since-{in_force.digest[:8]}-v1-nb.docx"


def test_equal_orders_share_one_file_and_others_do_not(in_force, newer, town, reader, author):
    first = made(order(in_force, newer, reader))
    assert order(in_force, newer, author).rendition == first.rendition
    assert order(newer, in_force, author).rendition is None
    alone = actions.order_export(version=newer, format="docx", language="nb", by=world.fresh(author))
    assert alone.rendition is None


def test_both_versions_must_be_visible_to_order(in_force, waiting, newer, outsider):
    for old, new in ((in_force, waiting), (waiting, in_force)):
        with refused(NotFound, "version.absent"):
            order(old, new, outsider)


@pytest.mark.parametrize("gone", ["old", "new"])
def test_losing_sight_of_either_stops_the_making_and_the_collecting(in_force, newer, outsider, gone):
    waiting, done = order(in_force, newer, outsider, "pdf"), made(order(in_force, newer, outsider))
    waiting = again(waiting)
    hidden = {"old": in_force, "new": newer}[gone]
    Review.objects.filter(version=hidden).update(state="withdrawn")
    assert not own_orders(world.fresh(outsider)).exists()
    with pytest.raises(NotFound):
        actions.collect(export=again(done), by=world.fresh(outsider))
    with pytest.raises(NotFound):
        production.plan(again(waiting))


def test_another_reading_of_what_it_is_compared_with_needs_a_new_order(town, village, in_force):
    """She has left the town: what she ordered as its reader is not handed over as what members see."""
    person = world.member(town.agency, "reader")
    ground.add_member(agency=village.agency, user=person, role="author", by=None)
    own = building.approved(village)
    export = made(order(in_force, own, person))
    ground.remove_member(agency=town.agency, user=person, role="reader", by=None)
    with pytest.raises(NotFound) as caught:
        actions.collect(export=again(export), by=world.fresh(person))
    assert caught.value.code == "export.reading_changed"


def test_what_is_withheld_is_not_in_the_file(town, in_force, newer, outsider):
    assessment = building.fresh(newer.assessment)
    archive.revise(assessment=assessment, by=world.fresh(town.author))
    content = building.stored(assessment).content.with_mark("in_scope", Mark("offl-24-3", "kanarifugl"))
    building.write(assessment, content)
    marked = building.approve(town, building.freeze(town, assessment))
    said = text(made(order(in_force, marked, outsider)))
    assert "hemmelig" not in said and "kanarifugl" not in said
    assert "ikke sammenlignet" in said


def test_each_owner_finds_it_in_its_trail(town, village, in_force, reader):
    other = building.approved(village, visibility="public")
    export = made(order(other, in_force, reader))
    text(export)
    for assessment in (other.assessment, in_force.assessment):
        verbs = Event.objects.about(assessment).filter(who=reader).values_list("verb", flat=True)
        assert set(verbs) == {"export_ordered", "export_made", "export_collected", "version_read"}


@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_it_is_offered_as_word_and_pdf_only(in_force, newer, reader, format):
    with refused(Invalid, "export.format_unknown", "format", has_how=True):
        order(in_force, newer, reader, format)


def test_a_ros_and_a_dpia_are_refused_at_the_desk(town, in_force, reader):
    other = building.approved(town, "dpia")
    with refused(Invalid, "comparison.kinds_differ"):
        order(other, in_force, reader)
