"""Taking over what the original changed: offered, chosen, taken in one step, and taken back in one."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Row
from assessments.engine.merge import Kind
from assessments.models import Draft, PieceChoice, Version
from assessments.pulling import pulling
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_fork import fork

pytestmark = pytest.mark.django_db


def rewrite(assessment, **fields) -> None:
    """Change answers in the open draft."""
    building.write(assessment, stored(assessment).content.with_fields(fields))


def rewrite_row(assessment, collection: str, row: str, **cells) -> None:
    """Change cells of one row in the open draft."""
    content = stored(assessment).content
    kept = content.row(collection, row)
    building.write(assessment, content.with_row(collection, Row(row, {**kept.fields, **cells}, kept.origin)))


def renewed(town, assessment, change) -> Version:
    """The next version in force, with a change."""
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    change(assessment)
    return building.approve(town, building.freeze(town, building.fresh(assessment)))


def first_row(assessment, collection: str) -> str:
    return stored(assessment).content.rows[collection][0].id


@pytest.fixture
def ours(village, in_force):
    """A fork of what is in force, with its draft open."""
    return fork(in_force, village)


def offered(ours, village, source=None):
    return {each.piece.path: each for each in _pulling(ours, village, source).offered}


def _pulling(ours, village, source=None):
    return pulling(building.fresh(ours), world.fresh(village.author), source and source.pk)


def choose(ours, village, version, path, verdict, by=None, **more):
    seen = more.pop("seen", None) or offered(ours, village)[path].stamp
    return actions.choose(
        assessment=building.fresh(ours), version=version, path=path, verdict=verdict, seen=seen,
        by=by or world.fresh(village.author), **more,
    )  # fmt: skip


def pull(ours, village, version):
    return actions.pull(assessment=building.fresh(ours), version=version, by=world.fresh(village.author))


@pytest.fixture
def newer(town, in_force, ours):
    """The original rewrites its scope and the title of a scenario, and adds a scenario."""

    def change(assessment) -> None:
        rewrite(assessment, in_scope="Nytt omfang hos opphavet.")
        row = first_row(assessment, "scenarios")
        rewrite_row(assessment, "scenarios", row, title="Ny tittel")
        content = stored(assessment).content
        fields = dict(content.row("scenarios", row).fields) | {"title": "Et nytt scenario"}
        building.write(assessment, content.with_row("scenarios", Row("ny", fields, str(assessment.pk))))

    return renewed(town, in_force.assessment, change)


def test_what_only_the_original_changed_is_offered_and_nothing_is_taken_by_itself(
    village, ours, newer
) -> None:
    row = first_row(ours, "scenarios")
    before = stored(ours).root
    found = offered(ours, village)
    assert set(found) == {"in_scope", f"scenarios/{row}/title", "scenarios/ny"}
    assert {each.piece.kind for each in found.values()} == {Kind.OFFER}
    assert stored(ours).root == before


def test_taking_all_is_one_step_and_the_draft_builds_on_the_newer_version(village, ours, newer) -> None:
    assert actions.choose_all(assessment=ours, version=newer, by=world.fresh(village.author)) == 3
    with recorded("upstream_pulled", ours):
        pull(ours, village, newer)
    content = stored(ours).content
    assert content.fields["in_scope"] == "Nytt omfang hos opphavet."
    assert content.row("scenarios", "ny").fields["title"] == "Et nytt scenario"
    draft = Draft.objects.get(assessment=ours)
    assert (draft.base, draft.merged) == (newer, [str(newer.pk)])
    with refused(Conflict, "pull.nothing_newer"):
        _pulling(ours, village)


def test_choosing_all_is_for_those_who_write(village, ours, newer) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.choose_all(assessment=ours, version=newer, by=world.fresh(village.reader))


def test_pulling_twice_is_pulling_once(village, ours, newer) -> None:
    actions.choose_all(assessment=ours, version=newer, by=world.fresh(village.author))
    once = pull(ours, village, newer).root
    assert pull(ours, village, newer).root == once


def test_what_is_taken_awaits_confirmation_anew(village, ours, newer) -> None:
    author = world.fresh(village.author)
    building.confirm_all(ours, author)
    assert "in_scope" in stored(ours).content.confirmations
    actions.choose_all(assessment=ours, version=newer, by=author)
    pull(ours, village, newer)
    assert "in_scope" not in stored(ours).content.confirmations


def test_local_answers_are_never_touched(village, ours, newer) -> None:
    row = first_row(ours, "scenarios")
    rewrite_row(ours, "scenarios", row, local_vulnerability="Vår egen svakhet")
    actions.choose_all(assessment=ours, version=newer, by=world.fresh(village.author))
    pull(ours, village, newer)
    assert stored(ours).content.row("scenarios", row).fields["local_vulnerability"] == "Vår egen svakhet"


def test_what_is_left_for_later_is_offered_again_and_what_is_refused_says_why(
    town, village, in_force, ours, newer
) -> None:
    choose(ours, village, newer, "in_scope", "never", reason="Vi bruker det ikke slik.")
    choose(ours, village, newer, "scenarios/ny", "not_now")
    pull(ours, village, newer)
    assert stored(ours).content.fields["in_scope"] != "Nytt omfang hos opphavet."
    even_newer = renewed(town, in_force.assessment, lambda a: rewrite(a, assumptions="Nytt"))
    found = offered(ours, village, even_newer)
    assert {"in_scope", "scenarios/ny"} <= set(found)
    assert (found["in_scope"].choice.verdict, found["in_scope"].choice.reason) == (
        "never",
        "Vi bruker det ikke slik.",
    )
    assert found["in_scope"].is_decided
    choose(ours, village, even_newer, "in_scope", "take", seen=found["in_scope"].stamp)
    pull(ours, village, even_newer)
    assert stored(ours).content.fields["in_scope"] == "Nytt omfang hos opphavet."


def test_a_conflict_stops_the_taking_until_somebody_chooses(village, ours, newer) -> None:
    rewrite(ours, in_scope="Vårt eget omfang.")
    piece = offered(ours, village)["in_scope"].piece
    assert piece.kind is Kind.CONFLICT
    assert (piece.ours, piece.theirs) == (
        {"in_scope": "Vårt eget omfang."},
        {"in_scope": "Nytt omfang hos opphavet."},
    )
    with refused(Conflict, "pull.undecided") as said:
        pull(ours, village, newer)
    assert [each.where for each in said.value.reasons] == ["in_scope"]


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        ("ours", "Vårt eget omfang."),
        ("take", "Nytt omfang hos opphavet."),
        ("both", "Vårt eget omfang.\n\nNytt omfang hos opphavet."),
        ("edit", "Skrevet på nytt."),
        ("not_now", "Vårt eget omfang."),
    ],
)
def test_the_ways_out_of_a_conflict(village, ours, newer, verdict: str, text: str) -> None:
    rewrite(ours, in_scope="Vårt eget omfang.")
    answers = {"in_scope": "Skrevet på nytt."} if verdict == "edit" else None
    choose(ours, village, newer, "in_scope", verdict, answers=answers)
    pull(ours, village, newer)
    assert stored(ours).content.fields["in_scope"] == text


def test_keeping_ours_is_an_answer_for_it(village, ours, newer) -> None:
    rewrite(ours, in_scope="Vårt eget omfang.")
    choose(ours, village, newer, "in_scope", "ours", reason="Vårt er snevrere.")
    pull(ours, village, newer)
    assert stored(ours).content.confirmations["in_scope"].reason == "Vårt er snevrere."
    assert not PieceChoice.objects.filter(assessment=ours, path="in_scope")


def test_choices_survive_that_our_own_text_moves_elsewhere(village, ours, newer) -> None:
    choose(ours, village, newer, "in_scope", "take")
    rewrite(ours, assumptions="Endret hos oss")
    assert offered(ours, village)["in_scope"].verdict == "take"


def test_a_choice_made_on_a_text_that_has_moved_is_asked_again(village, ours, newer) -> None:
    choose(ours, village, newer, "in_scope", "take")
    rewrite(ours, in_scope="Vårt eget omfang.")
    found = offered(ours, village)["in_scope"]
    assert (found.verdict, found.needs_choice) == ("", True)


def test_of_two_choosing_at_once_the_second_is_told(village, ours, newer) -> None:
    stamp = offered(ours, village)["in_scope"].stamp
    choose(ours, village, newer, "in_scope", "take", seen=stamp)
    with refused(Stale, "pull.stale", "in_scope") as said:
        choose(ours, village, newer, "in_scope", "never", seen=stamp, reason="Nei")
    assert said.value.detail["current"]["verdict"] == "take"


def test_a_taking_is_taken_back_whole(village, ours, newer) -> None:
    before = stored(ours).root
    choose(ours, village, newer, "in_scope", "take")
    pull(ours, village, newer)
    with recorded("pull_undone", ours):
        actions.undo_pull(assessment=building.fresh(ours), by=world.fresh(village.author))
    draft = Draft.objects.get(assessment=ours)
    assert (stored(ours).root, draft.merged, draft.base != newer) == (before, [], True)
    assert offered(ours, village)["in_scope"].verdict == "take"


def test_what_was_written_since_stays_when_a_taking_is_taken_back(village, ours, newer) -> None:
    choose(ours, village, newer, "in_scope", "take")
    pull(ours, village, newer)
    rewrite(ours, assumptions="Skrevet etterpå")
    actions.undo_pull(assessment=building.fresh(ours), by=world.fresh(village.author))
    fields = stored(ours).content.fields
    assert fields["assumptions"] == "Skrevet etterpå"
    assert fields["in_scope"] != "Nytt omfang hos opphavet."


def test_what_was_taken_and_rewritten_is_not_taken_back(village, ours, newer) -> None:
    choose(ours, village, newer, "in_scope", "take")
    pull(ours, village, newer)
    rewrite(ours, in_scope="Skrevet om igjen")
    with refused(Conflict, "pull.written_since"):
        actions.undo_pull(assessment=building.fresh(ours), by=world.fresh(village.author))


def test_what_is_in_force_never_changes_by_a_taking(town, village, in_force, ours) -> None:
    author = world.fresh(village.author)
    building.fill(ours)
    building.confirm_all(ours, author)
    mine = building.approve(village, building.freeze(village, building.fresh(ours)))
    newer = renewed(town, in_force.assessment, lambda a: rewrite(a, in_scope="Nytt"))
    actions.choose_all(assessment=building.fresh(ours), version=newer, by=author)
    pull(ours, village, newer)
    fresh = building.fresh(ours)
    assert fresh.current == mine
    assert Version.objects.get(pk=mine.pk).content.fields["in_scope"] != "Nytt"
    assert stored(ours).content.fields["in_scope"] == "Nytt"
    version = actions.submit(assessment=fresh, by=author)
    assert (version.base, version.parent, version.merged) == (newer, mine, [str(newer.pk)])


def test_what_the_original_withholds_by_now_is_not_taken_for_removed(town, village, in_force, ours) -> None:
    from assessments.engine.content import Mark

    def withhold(assessment) -> None:
        content = stored(assessment).content.with_mark("in_scope", Mark("offl-24-3"))
        row = first_row(assessment, "scenarios")
        building.write(assessment, content.with_mark(f"scenarios/{row}", Mark("offl-24-3")))

    renewed(town, in_force.assessment, withhold)
    assert offered(ours, village) == {}


def test_whoever_took_something_over_wrote_in_it_and_does_not_approve_it(village, ours, newer) -> None:
    both = world.member(village.agency, "author", "approver")
    building.fill(ours)
    actions.choose_all(assessment=building.fresh(ours), version=newer, by=world.fresh(both))
    actions.pull(assessment=building.fresh(ours), version=newer, by=world.fresh(both))
    building.confirm_all(ours, world.fresh(village.author))
    version = actions.submit(assessment=building.fresh(ours), by=world.fresh(village.author))
    with refused(NotPermitted, "version.own_text"):
        actions.approve(version=version, answers={}, by=world.fresh(both))


# --- Who may, and bad input ------------------------------------------------------------------------


def test_others_find_nothing_to_take(town, village, ours, newer) -> None:
    for stranger in (world.fresh(town.author), world.person("Fremmed")):
        with refused(NotFound, "assessment.not_own"):
            pulling(ours, stranger)
        with refused(NotFound, "assessment.absent"):
            actions.pull(assessment=ours, version=newer, by=stranger)


def test_a_reader_sees_what_is_offered_and_takes_nothing(village, ours, newer) -> None:
    reader = world.fresh(village.reader)
    assert pulling(ours, reader).offered
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.pull(assessment=ours, version=newer, by=reader)
    with refused(NotPermitted, "assessment.not_permitted"):
        choose(ours, village, newer, "in_scope", "take", by=reader)


def test_a_version_that_is_hidden_by_now_offers_nothing(town, village, in_force, ours, newer) -> None:
    building.show(in_force.assessment, town, "private")
    with refused(Conflict, "pull.nothing_newer"):
        _pulling(ours, village)
    with refused(NotFound, "version.absent"):
        pull(ours, village, newer)


def test_bad_choices_are_refused_with_their_place(village, ours, newer) -> None:
    with refused(Invalid, "pull.verdict_unknown", "verdict", has_how=True):
        choose(ours, village, newer, "in_scope", "kanskje")
    with refused(Invalid, "pull.reason_missing", "reason", has_how=True):
        choose(ours, village, newer, "in_scope", "never")
    with refused(NotFound, "pull.piece_absent", "title"):
        actions.choose(
            assessment=ours, version=newer, path="title", verdict="take", seen="x",
            by=world.fresh(village.author),
        )  # fmt: skip
    with refused(PreconditionRequired, "pull.stamp_missing", "in_scope"):
        actions.choose(
            assessment=ours, version=newer, path="in_scope", verdict="take", seen="",
            by=world.fresh(village.author),
        )  # fmt: skip


def test_an_edit_is_checked_as_any_other_answer(village, ours, newer) -> None:
    rewrite(ours, in_scope="Vårt")
    with refused(Invalid, "content.malformed", "in_scope"):
        choose(ours, village, newer, "in_scope", "edit", answers={"in_scope": 7})


def test_what_is_not_related_has_nothing_to_take(town, village, ours) -> None:
    other = building.approved(town, title="En annen sak", visibility="members")
    with refused(Conflict, "pull.unrelated", has_how=True):
        _pulling(ours, village, other)
