"""Picking a scenario or measure: what comes, what never does, what must be answered for, what is offered."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from assessments.inherited import awaits_confirmation, offers
from assessments.models import Draft, Picked
from assessments.reading import read_draft, read_version
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"


@pytest.fixture
def source(town):
    """A ROS of the town in force, shown to everyone, with a canary in what is local; its ids are its own."""
    return _published(town, building.started(town), title="Foresatt ser adressen", local_vulnerability=CANARY)


@pytest.fixture
def mine(village):
    """A ROS of the village with an empty draft on the same scale."""
    return building.started(village)


def _published(town, assessment, ids=("s-1", "m-1"), **cells):
    scenario_id, measure_id = ids
    content = stored(building.fill(assessment)).content
    scenario, measure = content.rows["scenarios"][0], content.rows["measures"][0]
    home = str(assessment.pk)
    content = content.with_rows("measures", (Row(measure_id, measure.fields, home),))
    fields = {**scenario.fields, "measures": [measure_id], **cells}
    content = building.with_scenarios(content, (Row(scenario_id, fields, home),))
    building.write(assessment, content)
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    return building.again(version)


def pick(source, into, town, collection="scenarios", row="s-1", along=()):
    """The row picked by the author of a town."""
    return actions.pick_row(
        version=source, collection=collection, row=row, into=into, along=along, by=world.fresh(town.author)
    )


def view(assessment, town):
    """The draft as its author reads it."""
    return read_draft(Draft.objects.get(assessment=assessment), world.fresh(town.author))


def answer(assessment, town, path="scenarios/s-1"):
    """The picked row confirmed."""
    actions.confirm(
        assessment=assessment, path=path, state="confirmed", expected=building.etag(assessment, path),
        by=world.fresh(town.author),
    )  # fmt: skip


# --- What comes along ----------------------------------------------------------------------------


def test_a_picked_row_keeps_its_id_and_origin_and_says_where_it_came_from(source, mine, village):
    with recorded("row_picked", mine), recorded("row_picked_from", source.assessment):
        pick(source, mine, village)
    row = stored(mine).content.row("scenarios", "s-1")
    assert (row.origin, row.fields["title"]) == (str(source.assessment_id), "Foresatt ser adressen")
    kept = Picked.objects.get()
    assert (kept.assessment, kept.path, kept.version) == (mine, "scenarios/s-1", source)


def test_nothing_local_comes_along_nor_is_in_the_drafts_bytes(source, mine, village):
    pick(source, mine, village)
    kept = stored(mine)
    assert CANARY.encode() not in kept.root + b"".join(kept.objects.values())
    table = source.parsed_schema.field("scenarios")
    local = {column.key for column in table.columns if not column.travels}
    assert not local & set(kept.content.row("scenarios", "s-1").fields)


def _picked_with_a_cell_withheld(town, mine, village) -> str:
    """A scenario, by its id, picked from a source that withholds what it leads to."""
    assessment = building.fill(building.started(town))
    content = stored(assessment).content
    row = content.rows["scenarios"][0].id
    building.write(assessment, content.with_mark(f"scenarios/{row}/consequence", Mark("offl-24-3", CANARY)))
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    pick(version, mine, village, row=row)
    return row


def test_what_is_withheld_from_the_picker_does_not_come(town, mine, village):
    row = _picked_with_a_cell_withheld(town, mine, village)
    assert "consequence" not in stored(mine).content.row("scenarios", row).fields
    assert not stored(mine).content.marks


def test_what_ones_own_agency_withholds_stays_withheld(town, source):
    assessment = building.fill(building.started(town))
    row = stored(assessment).content.rows["scenarios"][0].id
    building.write(assessment, stored(assessment).content.with_mark(f"scenarios/{row}", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, assessment))
    other = building.started(town)
    pick(version, other, town, row=row)
    assert stored(other).content.marks[f"scenarios/{row}"].ground == "offl-24-3"


def test_measures_come_along_when_chosen_and_are_let_go_when_not(source, mine, village):
    pick(source, mine, village)
    assert "measures" not in stored(mine).content.row("scenarios", "s-1").fields
    other = building.started(village)
    pick(source, other, village, along=["m-1", "m-1"])
    content = stored(other).content
    assert content.value("scenarios/s-1/measures") == ("m-1",)
    assert [row.id for row in content.rows["measures"]] == ["m-1"]
    assert set(Picked.objects.filter(assessment=other).values_list("row", flat=True)) == {"s-1", "m-1"}


def test_scores_on_another_scale_do_not_come(source, mine, village):
    schema = building.schema_of(mine)
    other = next(each for each in schema.scales if each != source.content.fields["scale"])
    building.write(mine, stored(mine).content.with_field("scale", other))
    pick(source, mine, village)
    assert "likelihood_before" not in stored(mine).content.row("scenarios", "s-1").fields


def test_scores_whose_scale_is_withheld_from_the_picker_do_not_come(town, mine, village):
    assessment = building.fill(building.started(town))
    content = stored(assessment).content
    row = content.rows["scenarios"][0].id
    building.write(assessment, content.with_mark("scale", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    building.write(mine, stored(mine).content.with_field("scale", content.fields["scale"]))
    pick(version, mine, village, row=row)
    assert "likelihood_before" not in stored(mine).content.row("scenarios", row).fields


def test_a_measure_may_serve_both_kinds_and_a_scenario_only_its_own(source, village):
    dpia = building.started(village, kind="dpia")
    pick(source, dpia, village, collection="measures", row="m-1")
    assert stored(dpia).content.row("measures", "m-1")
    with refused(Invalid, "pick.kind", "into", has_how=True):
        pick(source, dpia, village)


# --- What is refused -----------------------------------------------------------------------------


def test_what_one_may_not_see_cannot_be_picked(town, source, mine, village):
    building.show(building.fresh(source.assessment), town, "private")
    with refused(NotFound, "version.absent"):
        pick(source, mine, village)


def test_nobody_picks_into_a_draft_she_may_not_edit(town, source, mine, village):
    with refused(NotFound, "assessment.absent"):
        actions.pick_row(
            version=source, collection="scenarios", row="s-1", into=mine, by=world.fresh(town.author)
        )
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.pick_row(
            version=source, collection="scenarios", row="s-1", into=mine, by=world.fresh(village.reader)
        )


def test_the_source_is_told_how_it_was_read(source, mine, village):
    pick(source, mine, village)
    (read,) = Event.objects.about(source.assessment).filter(verb="version_read")
    assert read.detail["reading"] == "members"


def test_nothing_is_picked_where_no_draft_is_open(source, mine, village):
    building.freeze(village, building.fill(mine))
    with refused(Conflict, "draft.absent"):
        pick(source, mine, village)


def test_the_same_row_is_not_picked_twice_and_one_is_told_where_it_is(source, mine, village):
    pick(source, mine, village)
    with refused(Conflict, "pick.there_already", "scenarios/s-1", has_how=True) as caught:
        pick(source, mine, village)
    assert caught.value.detail == {"assessment": str(mine.pk), "collection": "scenarios", "row": "s-1"}


@pytest.mark.parametrize("collection, row, kind, code", [
    ("scenarios", "finnes-ikke", NotFound, "row.absent"),
    ("solutions", "s-1", Invalid, "pick.table_unknown"),
    ("finnes_ikke", "s-1", Invalid, "pick.table_unknown"),
])  # fmt: skip
def test_only_a_scenario_or_measure_that_is_there_is_picked(
    source, mine, village, collection, row, kind, code
):
    with refused(kind, code):
        pick(source, mine, village, collection=collection, row=row)


@pytest.mark.parametrize("along", [["s-1"], ["finnes-ikke"], ["m-1", ""]])
def test_only_measures_of_the_scenario_come_along(source, mine, village, along):
    with refused(Invalid, "pick.measure_absent", f"along/{len(along) - 1}", has_how=True):
        pick(source, mine, village, along=along)


# --- What must be answered for -------------------------------------------------------------------


def test_a_picked_row_awaits_an_answer_and_nothing_else_of_ones_own_does(source, mine, village):
    building.fill(mine)
    assert view(mine, village).standing is None
    pick(source, mine, village)
    standing = view(mine, village).standing
    assert standing.awaiting == ("scenarios/s-1",)
    assert set(standing.units) == {"scenarios/s-1"}
    assert awaits_confirmation(Draft.objects.get(assessment=mine))
    answer(mine, village)
    assert not view(mine, village).standing.awaiting
    assert not awaits_confirmation(Draft.objects.get(assessment=mine))


def test_rewriting_a_picked_row_answers_for_it_and_for_nothing_else(source, mine, village):
    building.fill(mine)
    own = stored(mine).content.rows["scenarios"][0].id
    pick(source, mine, village)
    for row in ("s-1", own):
        actions.save_row(
            assessment=mine, collection="scenarios", row=row, fields={"title": "Vår tekst"},
            expected=building.etag(mine, f"scenarios/{row}"), by=world.fresh(village.author),
        )  # fmt: skip
    assert set(stored(mine).content.confirmations) == {"scenarios/s-1"}
    assert not view(mine, village).standing.awaiting


def test_a_row_taken_out_again_is_no_longer_asked_about(source, mine, village):
    pick(source, mine, village)
    actions.remove_row(
        assessment=mine, collection="scenarios", row="s-1", expected=building.etag(mine, "scenarios/s-1"),
        by=world.fresh(village.author),
    )  # fmt: skip
    assert view(mine, village).standing is None
    pick(source, mine, village)  # and may be picked anew
    assert view(mine, village).standing.awaiting == ("scenarios/s-1",)


def test_a_version_is_not_approved_while_a_picked_row_is_unanswered(source, mine, village):
    building.fill(mine)
    pick(source, mine, village)
    version = building.freeze(village, mine)
    with refused(Conflict, "version.not_ready") as caught:
        building.approve(village, version)
    assert {reason.code for reason in caught.value.reasons if "s-1" in reason.where} >= {"unconfirmed"}


def test_a_whole_assessment_with_a_picked_row_is_approved_and_asked_nothing_about_reuse_as_a_whole(
    source, mine, village
):
    building.fill(mine)
    pick(source, mine, village, along=["m-1"])
    content = stored(mine).content
    whole = {k: content.rows[k][0].fields for k in ("scenarios", "measures")}
    for key, row in (("scenarios", "s-1"), ("measures", "m-1")):
        kept = content.row(key, row)
        content = content.with_row(key, Row(row, {**whole[key], **kept.fields}, kept.origin))
    without = {k: v for k, v in content.fields.items() if k not in ("differs_here", "reuse_justified")}
    building.write(mine, type(content)(without, content.rows, content.marks, content.confirmations))
    for path in view(mine, village).standing.awaiting:
        answer(mine, village, path)
    version = building.approve(village, building.freeze(village, mine))
    assert read_version(version, world.fresh(village.author)).standing.decided


def test_a_row_picked_into_a_fork_awaits_beside_what_was_inherited(source, town, village):
    other = _published(town, building.started(town), ids=("s-2", "m-2"))
    fork = actions.fork(version=other, owner=village.agency, by=world.fresh(village.author))
    before = view(fork, village).standing
    pick(source, fork, village)
    after = view(fork, village).standing
    assert set(after.awaiting) == {*before.awaiting, "scenarios/s-1"}
    assert len(after.units) == len(before.units) + 1


def test_a_version_made_before_a_row_was_picked_knows_nothing_of_it(source, village):
    own = _published(village, building.started(village), ids=("s-1", "m-9"))
    assessment = own.assessment
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(village.author))
    building.write(assessment, stored(assessment).content.without_row("scenarios", "s-1"))
    pick(source, assessment, village)
    assert view(assessment, village).standing.awaiting == ("scenarios/s-1",)
    assert read_version(building.again(own), world.fresh(village.author)).standing is None


# --- What is offered later -----------------------------------------------------------------------


def _changed(town, source, **cells):
    """The next version of the source in force, with other cells in its scenario."""
    assessment = building.fresh(source.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    content = stored(assessment).content
    row = content.row("scenarios", "s-1")
    building.write(
        assessment, content.with_row("scenarios", Row(row.id, {**row.fields, **cells}, row.origin))
    )
    return building.approve(town, building.freeze(town, assessment))


def offered(assessment, town):
    """What is offered for the open draft."""
    actor = world.fresh(town.author)
    found = Draft.objects.get(assessment=assessment)
    return offers(found.assessment, found.stored().content, actor)


def test_a_change_at_the_source_is_offered(town, source, mine, village):
    pick(source, mine, village)
    assert not offered(mine, village)
    newest = _changed(town, source, consequence="Noe nytt.")
    (offer,) = offered(mine, village)
    assert (offer.path, offer.picked.version, offer.newest) == ("scenarios/s-1", source, newest)


def test_a_change_of_what_does_not_travel_is_not_offered(town, source, mine, village):
    pick(source, mine, village)
    _changed(town, source, local_vulnerability="Noe lokalt.")
    assert not offered(mine, village)


def test_what_the_source_withheld_all_along_is_no_change(town, mine, village):
    _picked_with_a_cell_withheld(town, mine, village)
    assert not offered(mine, village)


def test_nothing_is_offered_from_what_one_may_no_longer_see(town, source, mine, village):
    pick(source, mine, village)
    _changed(town, source, consequence="Noe nytt.")
    building.show(building.fresh(source.assessment), town, "private")
    assert not offered(mine, village)
    assert stored(mine).content.row("scenarios", "s-1")  # what was picked stays whole
