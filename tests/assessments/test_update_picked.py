"""Taking over what the source of a picked row changed: in one press, undone in one, remembered when not."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from assessments.engine.merge import Kind
from assessments.inherited import offers
from assessments.models import Draft, Picked, PieceChoice
from assessments.pulling import updating
from registry.errors import Conflict, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_pick_row import _published, answer, mine, pick, source, view  # noqa: F401
from tests.assessments.test_pull import renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db
ROW = "scenarios/s-1"
CANARY = "kanarifugl"


@pytest.fixture
def picked(source, mine, village):
    """The village's draft with the scenario picked into it, and answered for."""
    pick(source, mine, village, along=["m-1"])
    answer(mine, village)
    return mine


def changed(town, source, row="s-1", **cells):
    """The next version of the source in force, with other cells in its scenario."""
    return renewed(town, source.assessment, lambda each: rewrite_row(each, "scenarios", row, **cells))


def without(town, source, marks=()):
    """The next version of the source in force, without the scenario; `marks` are places it withholds."""

    def change(assessment) -> None:
        content = stored(assessment).content
        kept = Row("s-other", content.row("scenarios", "s-1").fields, str(assessment.pk))
        content = building.with_scenarios(content.without_row("scenarios", "s-1"), (kept,))
        for path in marks:
            content = content.with_mark(path, Mark("offl-24-3"))
        building.write(assessment, content)

    return renewed(town, source.assessment, change)


def found(assessment, town, by=None, row=ROW, version=None):
    return updating(building.fresh(assessment), by or world.fresh(town.author), row, version)


def offered(assessment, town):
    return {each.piece.path: each for each in found(assessment, town).offered}


def choose(assessment, town, version, path, verdict, seen=None, **more):
    return actions.choose(
        assessment=building.fresh(assessment), version=version, path=path, verdict=verdict, row=ROW,
        seen=seen or offered(assessment, town)[path].stamp, by=world.fresh(town.author), **more,
    )  # fmt: skip


def update(assessment, town, version, by=None, expected="now", row=ROW):
    state = building.etag(assessment, row) if expected == "now" else expected
    return actions.update_picked(
        assessment=building.fresh(assessment), row=row, version=version, expected=state,
        by=by or world.fresh(town.author),
    )  # fmt: skip


def undo(assessment, town):
    return actions.undo_pull(assessment=building.fresh(assessment), by=world.fresh(town.author))


def told(assessment, town):
    """The paths that the draft's page tells of as changed at their source."""
    draft = Draft.objects.get(assessment=assessment)
    return [each.path for each in offers(draft.assessment, draft.stored().content, world.fresh(town.author))]


def cells(assessment):
    return stored(assessment).content.row("scenarios", "s-1").fields


# --- In one press --------------------------------------------------------------------------------


def test_one_press_takes_all_that_fits_and_asks_for_an_answer_anew(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel", consequence="Noe nytt.")
    assert {each.piece.kind for each in offered(picked, village).values()} == {Kind.OFFER}
    assert not view(picked, village).standing.awaiting
    with recorded("picked_row_updated", picked):
        update(picked, village, newest)
    assert (cells(picked)["title"], cells(picked)["consequence"]) == ("Ny tittel", "Noe nytt.")
    assert view(picked, village).standing.awaiting == (ROW,)
    assert told(picked, village) == []
    with refused(NotFound, "offer.absent", ROW):
        found(picked, village)


def test_the_row_is_built_on_the_newer_version_and_the_draft_on_nothing(town, village, source, picked):
    newest = changed(town, source, title="Ny tittel")
    update(picked, village, newest)
    kept = Picked.objects.filter(assessment=picked, row="s-1").last()
    assert (kept.version, kept.by) == (newest, village.author)
    draft = Draft.objects.get(assessment=picked)
    assert (draft.base, draft.merged) == (None, [])
    standing = view(picked, village).standing
    assert standing.units[ROW].value == "identical"


def test_only_that_row_moves(town, village, source, picked):
    def change(assessment) -> None:
        rewrite_row(assessment, "scenarios", "s-1", title="Ny tittel")
        rewrite_row(assessment, "measures", "m-1", title="Nytt tiltak")
        rewrite(assessment, in_scope="Nytt omfang.")

    newest = renewed(town, source.assessment, change)
    before = stored(picked).content
    assert set(told(picked, village)) == {ROW, "measures/m-1"}
    update(picked, village, newest)
    after = stored(picked).content
    assert after.rows["measures"] == before.rows["measures"] and after.fields == before.fields
    assert told(picked, village) == ["measures/m-1"]
    update(picked, village, newest, row="measures/m-1")
    assert stored(picked).content.row("measures", "m-1").fields["title"] == "Nytt tiltak"


def test_what_we_changed_elsewhere_in_the_row_stays_and_local_answers_too(town, village, source, picked):
    rewrite_row(picked, "scenarios", "s-1", consequence="Vår følge.", local_vulnerability=CANARY)
    update(picked, village, changed(town, source, title="Ny tittel", local_vulnerability="Deres"))
    assert (cells(picked)["title"], cells(picked)["consequence"]) == ("Ny tittel", "Vår følge.")
    assert cells(picked)["local_vulnerability"] == CANARY


def test_a_draft_is_opened_when_there_is_none_and_what_is_in_force_stays(town, village, source):
    own = building.fill(building.started(village))
    whole = stored(own).content.rows["scenarios"][0].fields
    pick(source, own, village)
    kept = stored(own).content.row("scenarios", "s-1")
    rewrite_row(own, "scenarios", "s-1", **{**whole, **kept.fields, "measures": whole["measures"]})
    answer(own, village)
    in_force = building.approve(village, building.freeze(village, building.fresh(own)))
    newest = changed(town, source, title="Ny tittel")
    state = in_force.stored.etags[ROW]
    assert found(own, village).state == state
    update(own, village, newest, expected=state)
    assert cells(own)["title"] == "Ny tittel"
    assert building.again(in_force).content.row("scenarios", "s-1").fields["title"] != "Ny tittel"
    assert building.fresh(own).current == in_force


def test_whoever_updated_a_row_wrote_in_it_and_does_not_approve_it(town, village, source, picked):
    both = world.member(village.agency, "author", "approver")
    update(picked, village, changed(town, source, title="Ny tittel"), by=world.fresh(both))
    version = actions.submit(assessment=building.fresh(picked), by=world.fresh(village.author))
    with refused(NotPermitted, "version.own_text"):
        actions.approve(version=version, answers={}, by=world.fresh(both))


# --- Conflicts -----------------------------------------------------------------------------------


@pytest.fixture
def both(town, village, source, picked):
    """Both sides have rewritten the consequence; the source its title too."""
    rewrite_row(picked, "scenarios", "s-1", consequence="Vår følge.")
    return changed(town, source, consequence="Deres følge.", title="Ny tittel")


def test_a_conflict_stops_the_press_until_somebody_chooses(village, picked, both):
    path = f"{ROW}/consequence"
    assert offered(picked, village)[path].piece.kind is Kind.CONFLICT
    with refused(Conflict, "pull.undecided") as said:
        update(picked, village, both)
    assert [each.where for each in said.value.reasons] == [path]


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        ("ours", "Vår følge."),
        ("take", "Deres følge."),
        ("both", "Vår følge.\n\nDeres følge."),
        ("edit", "Skrevet på nytt."),
        ("not_now", "Vår følge."),
    ],
)
def test_the_ways_out_of_it(village, picked, both, verdict, text):
    answers = {"consequence": "Skrevet på nytt."} if verdict == "edit" else None
    choose(picked, village, both, f"{ROW}/consequence", verdict, answers=answers)
    update(picked, village, both)
    assert (cells(picked)["consequence"], cells(picked)["title"]) == (text, "Ny tittel")


def test_what_is_left_is_offered_again_from_the_text_it_still_builds_on(town, village, source, picked, both):
    path = f"{ROW}/consequence"
    choose(picked, village, both, path, "not_now")
    update(picked, village, both)
    assert told(picked, village) == []
    again = offered(picked, village)  # one may look at it again although the source has not moved
    assert set(again) == {path}
    assert again[path].piece.base == {"consequence": source.content.value(path)}
    newer = changed(town, source, title="Enda nyere")
    assert set(offered(picked, village)) == {path, f"{ROW}/title"}
    choose(picked, village, newer, path, "take")
    update(picked, village, newer)
    assert (cells(picked)["consequence"], cells(picked)["title"]) == ("Deres følge.", "Enda nyere")
    assert not PieceChoice.objects.exists()


def test_what_is_left_of_a_source_that_is_closed_by_now_is_not_offered(town, village, source, picked, both):
    choose(picked, village, both, f"{ROW}/consequence", "not_now")
    update(picked, village, both)
    building.show(building.fresh(source.assessment), town, "private")
    with refused(NotFound, "offer.absent", ROW):
        found(picked, village)


def test_what_was_said_no_to_stays_so_when_it_changes_again(town, village, source, picked):
    path = f"{ROW}/consequence"
    newest = changed(town, source, consequence="Deres følge.")
    choose(picked, village, newest, path, "never", reason="Gjelder ikke oss.")
    update(picked, village, newest)
    newer = changed(town, source, consequence="Deres nye følge.", title="Ny tittel")
    shown = offered(picked, village)[path]
    assert (shown.choice.reason, shown.is_decided) == ("Gjelder ikke oss.", False)
    update(picked, village, newer)
    assert (cells(picked)["title"], cells(picked)["consequence"]) == (
        "Ny tittel",
        source.content.value(path),
    )
    kept = PieceChoice.objects.get(path=path)
    assert (kept.verdict, kept.reason, kept.since) == ("never", "Gjelder ikke oss.", source)


# --- Gone, withheld, on another scale ------------------------------------------------------------


def test_a_row_that_is_gone_at_the_source_is_told_and_offered_to_be_taken_out(town, village, source, mine):
    pick(source, mine, village)
    newest = without(town, source)
    assert told(mine, village) == [ROW]
    seen = found(mine, village)
    assert seen.is_gone and [each.piece.kind for each in seen.offered] == [Kind.OFFER]
    update(mine, village, newest)
    assert stored(mine).content.row("scenarios", "s-1") is None
    undo(mine, village)
    assert stored(mine).content.row("scenarios", "s-1")
    assert told(mine, village) == [ROW]


def test_a_row_that_is_gone_and_that_we_changed_is_never_taken_out_by_a_press(town, village, source, picked):
    rewrite_row(picked, "scenarios", "s-1", title="Vår tittel")
    newest = without(town, source)
    with refused(Conflict, "pull.undecided"):
        update(picked, village, newest)
    choose(picked, village, newest, ROW, "ours", reason="Den gjelder hos oss.")
    update(picked, village, newest)
    assert cells(picked)["title"] == "Vår tittel"
    assert told(picked, village) == []
    assert view(picked, village).standing.units[ROW].value == "changed"


def test_what_the_source_withholds_by_now_is_not_taken_for_gone(town, village, source, picked):
    before = cells(picked)

    def withhold(assessment) -> None:
        content = stored(assessment).content.with_mark(ROW, Mark("offl-24-3"))
        building.write(assessment, content)

    renewed(town, source.assessment, withhold)
    assert told(picked, village) == []
    with refused(NotFound, "offer.absent"):
        found(picked, village)
    assert cells(picked) == before


def test_that_a_row_is_gone_from_a_table_that_is_withheld_is_not_told(town, village, source, picked):
    without(town, source, marks=["scenarios"])
    assert told(picked, village) == []
    with refused(NotFound, "offer.absent"):
        found(picked, village)


def test_a_cell_that_is_withheld_by_now_is_not_emptied_and_stays_built_on_what_it_was(
    town, village, source, picked
):
    def change(assessment) -> None:
        rewrite_row(assessment, "scenarios", "s-1", title="Ny tittel", consequence=CANARY)
        content = stored(assessment).content
        building.write(assessment, content.with_mark(f"{ROW}/consequence", Mark("offl-24-3")))

    newest = renewed(town, source.assessment, change)
    assert set(offered(picked, village)) == {f"{ROW}/title"}
    update(picked, village, newest)
    assert cells(picked)["consequence"] == source.content.value(f"{ROW}/consequence")
    assert view(picked, village).standing.units[ROW].value == "identical"
    assert CANARY not in str(stored(picked).content)


def test_what_ones_own_agency_withholds_by_now_is_withheld_where_it_is_taken(town, source):
    own = building.started(town)
    pick(source, own, town)

    def change(assessment) -> None:
        rewrite_row(assessment, "scenarios", "s-1", title="Ny tittel", consequence="Bare for oss.")
        content = stored(assessment).content
        building.write(assessment, content.with_mark(f"{ROW}/consequence", Mark("offl-24-3")))

    update(own, town, renewed(town, source.assessment, change))
    content = stored(own).content
    assert content.value(f"{ROW}/consequence") == "Bare for oss."
    assert content.marks[f"{ROW}/consequence"].ground == "offl-24-3"


def test_a_pull_within_one_s_own_agency_withholds_what_the_original_does(town, in_force):
    ours = actions.fork(version=in_force, owner=town.agency, by=world.fresh(town.author))

    def change(assessment) -> None:
        rewrite(assessment, in_scope="Bare for oss.")
        building.write(assessment, stored(assessment).content.with_mark("in_scope", Mark("offl-24-3")))

    newest = renewed(town, in_force.assessment, change)
    actions.choose_all(assessment=building.fresh(ours), version=newest, by=world.fresh(town.author))
    actions.pull(assessment=building.fresh(ours), version=newest, by=world.fresh(town.author))
    assert stored(ours).content.marks["in_scope"].ground == "offl-24-3"


def test_scores_on_another_scale_are_neither_taken_nor_emptied(town, village, source, picked):
    schema = building.schema_of(picked)
    other = next(each for each in schema.scales if each != source.content.fields["scale"])
    before = cells(picked)["likelihood_before"]
    building.write(picked, stored(picked).content.with_field("scale", other))
    newest = changed(town, source, title="Ny tittel", likelihood_before=1 if before != 1 else 2)
    assert set(offered(picked, village)) == {f"{ROW}/title"}
    update(picked, village, newest)
    assert cells(picked)["likelihood_before"] == before


def test_a_measure_that_is_not_here_is_not_named(town, village, source, picked):
    def change(assessment) -> None:
        content = stored(assessment).content
        fields = content.row("measures", "m-1").fields
        building.write(assessment, content.with_row("measures", Row("m-2", fields, str(assessment.pk))))
        rewrite_row(assessment, "scenarios", "s-1", title="Ny tittel", measures=("m-1", "m-2"))

    update(picked, village, renewed(town, source.assessment, change))
    assert cells(picked)["measures"] == ("m-1",)
