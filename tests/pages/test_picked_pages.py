"""A picked row whose source has changed, as the pages show it: taken over in one press, or wanted no more."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Row
from tests import world
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import renewed, rewrite_row


@pytest.fixture
def row(in_force):
    """The id of the scenario that is picked."""
    return in_force.content.rows["scenarios"][0].id


@pytest.fixture
def mine(village, in_force, row):
    """The village's draft with the scenario picked into it."""
    into = building.started(village, title="Vår ROS")
    actions.pick_row(
        version=in_force, collection="scenarios", row=row, into=into, by=world.fresh(village.author)
    )
    return into


def changed(town, in_force, row, **cells):
    return renewed(town, in_force.assessment, lambda each: rewrite_row(each, "scenarios", row, **cells))


@pytest.fixture
def newer(town, in_force, row, mine):
    """The source has a new title and consequence."""
    return changed(town, in_force, row, title="Ny tittel", consequence="Noe nytt.")


@pytest.fixture
def where(mine, row):
    """The page of the row and its source."""
    return f"/assessments/{mine.pk}/picked/scenarios/{row}/"


def own(mine, row):
    """The row where it is written."""
    return f"/assessments/{mine.pk}/rows/scenarios/{row}/"


def take(client, where, newer, **more):
    given = {"from": newer.pk, "expected": client.get(where).context["found"].state, **more}
    return client.post(f"{where}take-over/", given)


def choose(client, mine, where, newer, path, verdict, **more):
    found = client.get(where).context["found"]
    given = {"from": newer.pk, "row": found.row, "path": path, "stamp": found.at(path).stamp, **more}
    return client.post(f"/assessments/{mine.pk}/pull/choose/", {**given, "verdict": verdict})


def test_the_page_says_whose_row_it_is_and_one_press_takes_what_fits(enter, where, newer, mine, row, village):
    client = enter(village.author)
    text = client.get(where).content.decode()
    assert "Fjordby kommune, version 1" in text and "Take over now (2)" in text
    assert "<ins>" in text
    answer = take(client, where, newer)
    assert answer["Location"] == own(mine, row)
    text = client.get(answer["Location"]).content.decode()
    assert "Ny tittel" in text and "Taken over from version 2" in text
    assert f"/assessments/{mine.pk}/confirm/" in text


def test_it_is_undone_where_it_is_told_of(enter, where, newer, mine, row, village):
    client, before = enter(village.author), stored(mine).root
    take(client, where, newer)
    answer = client.post(f"/assessments/{mine.pk}/pull/undo/")
    assert answer["Location"] == own(mine, row)
    assert stored(mine).root == before
    assert "Taken over from" not in client.get(own(mine, row)).content.decode()
    assert client.get(where).status_code == 200


def test_a_conflict_shows_three_texts_and_is_chosen_in_first(enter, where, newer, mine, row, village):
    rewrite_row(mine, "scenarios", row, consequence="Vår følge.")
    client, path = enter(village.author), f"scenarios/{row}/consequence"
    text = client.get(where).content.decode()
    assert "What you both came from" in text and ">Ours<" in text and ">Theirs<" in text
    answer = take(client, where, newer)
    assert answer.status_code == 409
    assert f'href="#piece-scenarios-{row}-consequence"' in answer.content.decode()
    chosen = choose(client, mine, where, newer, path, "take")
    assert (
        chosen["Location"].startswith(f"{where}?chosen=")
        and client.get(chosen["Location"]).status_code == 200
    )
    take(client, where, newer)
    assert stored(mine).content.value(path) == "Noe nytt."


def test_a_stale_choice_shows_the_row_anew_with_what_was_typed(enter, where, newer, mine, row, village):
    path = f"scenarios/{row}/title"
    answer = choose(enter(village.author), mine, where, newer, path, "never", stamp="x", reason="Fordi")
    assert answer.status_code == 412
    shown = next(each for each in answer.context["sheet"].pieces if each.piece.path == path)
    assert (shown.tried.refusal.code, shown.reason) == ("pull.stale", "Fordi")


def test_what_was_left_out_is_looked_at_again_from_the_row(enter, where, newer, mine, row, village):
    client = enter(village.author)
    choose(client, mine, where, newer, f"scenarios/{row}/title", "never", reason="Vår er bedre.")
    take(client, where, newer)
    text = client.get(own(mine, row)).content.decode()
    assert "1 change was left for later or not wanted." in text and where in text
    text = client.get(where).content.decode()
    assert "save for this, which was left out" in text and "Vår er bedre." in text


def test_a_stale_press_takes_nothing_and_says_so(enter, where, newer, mine, row, village):
    client = enter(village.author)
    answer = take(client, where, newer, expected="x")
    assert answer.status_code == 412 and "Someone else saved this part" in answer.content.decode()
    assert stored(mine).content.value(f"scenarios/{row}/title") != "Ny tittel"


def test_a_source_that_moved_on_meanwhile_shows_its_newest(enter, town, in_force, where, newer, row, village):
    newest = changed(town, in_force, row, title="Enda nyere")
    answer = take(enter(village.author), where, newer)
    assert answer.status_code == 412 and answer.context["found"].version == newest
    assert "The source has changed again" in answer.content.decode()


def test_a_row_that_is_gone_is_said_everywhere_and_its_taking_out_can_be_undone(
    enter, town, in_force, where, mine, row, village
):
    def change(assessment) -> None:
        content = stored(assessment).content
        kept = Row("9d1c1b5e-0000-4000-8000-000000000000", content.row("scenarios", row).fields)
        building.write(assessment, building.with_scenarios(content.without_row("scenarios", row), (kept,)))

    newest = renewed(town, in_force.assessment, change)
    client = enter(village.author)
    assert "taken out in version 2" in client.get(f"/assessments/{mine.pk}/draft/").content.decode()
    assert "has taken this row out" in client.get(own(mine, row)).content.decode()
    text = client.get(where).content.decode()
    assert "Fjordby kommune has taken this row out of version 2" in text
    answer = take(client, where, newest)
    assert answer["Location"] == f"/assessments/{mine.pk}/pull/"
    assert "update of one row" in client.get(answer["Location"]).content.decode()
    assert client.post(f"/assessments/{mine.pk}/pull/undo/")["Location"] == own(mine, row)
    assert stored(mine).content.row("scenarios", row)


def test_never_for_this_row_is_kept_with_its_reason_and_taken_back(
    enter, town, in_force, where, newer, mine, row, village
):
    client = enter(village.author)
    answer = client.post(f"{where}never/", {"reason": " "})
    assert answer.status_code == 422 and "Say why you will not have it." in answer.content.decode()
    assert client.post(f"{where}never/", {"reason": "Vi har vår egen."})["Location"] == own(mine, row)
    changed(town, in_force, row, title="Enda nyere")
    assert client.get(where).status_code == 404
    text = client.get(own(mine, row)).content.decode()
    assert "because “Vi har vår egen.”" in text and where not in text.replace(f"{where}follow/", "")
    assert (
        "picked from the scenario bank has changed"
        not in client.get(f"/assessments/{mine.pk}/draft/").content.decode()
    )
    assert client.post(f"{where}follow/")["Location"] == own(mine, row)
    assert client.get(where).status_code == 200


def test_others_find_no_page_and_a_reader_no_buttons(enter, where, newer, village, town, stranger):
    for who in (town.author, stranger):
        client = enter(who)
        assert client.get(where).status_code == 404
        for deed in ("take-over", "never", "follow"):
            given = {"from": newer.pk, "expected": "x", "reason": "x"}
            assert client.post(f"{where}{deed}/", given).status_code == 404
    assert enter().get(where).status_code == 302
    client = enter(village.reader)
    text = client.get(where).content.decode()
    assert "Ny tittel" in text and "take-over" not in text and "never/" not in text
    assert client.post(f"{where}never/", {"reason": "x"}).status_code == 403
    assert client.post(f"{where}take-over/", {"from": newer.pk, "expected": "x"}).status_code == 403


@pytest.mark.parametrize("given", [{}, {"from": "x"}, {"from": "00000000-0000-4000-8000-000000000000"}])
def test_a_press_without_a_version_finds_nothing(enter, where, newer, village, given):
    assert enter(village.author).post(f"{where}take-over/", given).status_code == 404
