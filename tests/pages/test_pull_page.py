"""Taking over what the original changed, as the pages show it."""

from __future__ import annotations

import pytest

from assessments.engine.content import Row
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row


@pytest.fixture
def newer(town, in_force, fork):
    """The original rewrites its scope, raises a risk, and adds a scenario."""

    def change(assessment) -> None:
        rewrite(assessment, in_scope="Nytt omfang hos opphavet.")
        row = first_row(assessment, "scenarios")
        rewrite_row(assessment, "scenarios", row, likelihood_before=4, impact_before=4)
        content = stored(assessment).content
        fields = dict(content.row("scenarios", row).fields) | {"title": "Et nytt scenario"}
        building.write(assessment, content.with_row("scenarios", Row("ny", fields, str(assessment.pk))))

    return renewed(town, in_force.assessment, change)


def page(client, fork, **query):
    return client.get(f"/assessments/{fork.pk}/pull/", query)


def pieces(answer):
    return {
        shown.piece.path: shown
        for section in answer.context["sheet"].sections
        for unit in section.units
        for shown in unit.pieces
    }


def choose(client, fork, newer, path, verdict, **more):
    stamp = more.pop("stamp", None) or pieces(page(client, fork))[path].offered.stamp
    given = {"from": newer.pk, "path": path, "verdict": verdict, "stamp": stamp, **more}
    return client.post(f"/assessments/{fork.pk}/pull/choose/", given)


def post(client, fork, newer, deed):
    return client.post(f"/assessments/{fork.pk}/pull/{deed}/", {"from": newer.pk} if newer else {})


def test_the_page_says_whose_changes_and_what_they_come_to(enter, fork, newer, village):
    answer = page(enter(village.author), fork)
    assert answer.status_code == 200
    assert answer.context["sheet"].told.startswith("1 risk raised, 1 scenario added")
    text = answer.content.decode()
    assert "Fjordby kommune has changed" in text and "Yours is built on version 1." in text
    assert "<ins>" in text and "0 of 3 chosen" in text


def test_a_choice_is_shown_and_can_be_taken_back(enter, fork, newer, village):
    client = enter(village.author)
    answer = choose(client, fork, newer, "in_scope", "take")
    assert (
        answer["Location"] == f"/assessments/{fork.pk}/pull/?from={newer.pk}&chosen=in_scope#piece-in_scope"
    )
    assert pieces(page(client, fork))["in_scope"].is_settled
    choose(client, fork, newer, "in_scope", "")
    assert not pieces(page(client, fork))["in_scope"].is_settled


def test_all_that_fits_is_chosen_and_taken_over_with_the_way_on(enter, fork, newer, village):
    client = enter(village.author)
    post(client, fork, newer, "take-all")
    assert page(client, fork).context["sheet"].decided == 3
    answer = client.get(post(client, fork, newer, "take-over")["Location"])
    text = answer.content.decode()
    assert stored(fork).content.fields["in_scope"] == "Nytt omfang hos opphavet."
    assert "Taken over from version 2" in text and f"/assessments/{fork.pk}/confirm/" in text
    assert "You are up to date: version 2" in text


def test_a_taking_is_undone_where_it_is_told_of(enter, fork, newer, village):
    client = enter(village.author)
    before = stored(fork).root
    post(client, fork, newer, "take-all")
    post(client, fork, newer, "take-over")
    post(client, fork, None, "undo")
    assert stored(fork).root == before
    assert page(client, fork).context["taking"] is None


def test_conflicts_nobody_chose_in_are_listed_with_the_way_to_each(enter, fork, newer, village):
    rewrite(fork, in_scope="Vårt omfang.")
    client = enter(village.author)
    answer = post(client, fork, newer, "take-over")
    assert answer.status_code == 409
    assert '<a href="#piece-in_scope"' in answer.content.decode()


def test_a_conflict_shows_all_three_texts(enter, fork, newer, village):
    rewrite(fork, in_scope="Vårt omfang.")
    shown = pieces(page(enter(village.author), fork))["in_scope"]
    assert [len(side) for side in (shown.before, shown.ours, shown.theirs)] == [1, 1, 1]
    assert [verdict for verdict, _label in shown.ways][:4] == ["take", "ours", "both", "edit"]


def test_written_anew_is_kept_as_it_was_written(enter, fork, newer, village):
    rewrite(fork, in_scope="Vårt omfang.")
    client = enter(village.author)
    choose(client, fork, newer, "in_scope", "edit", **{"new-piece-in_scope-in_scope": "Begge deler."})
    post(client, fork, newer, "take-over")
    assert stored(fork).content.fields["in_scope"] == "Begge deler."


def test_what_cannot_stand_is_said_in_the_piece_with_what_was_typed(enter, fork, newer, village):
    row = first_row(fork, "scenarios")
    rewrite_row(fork, "scenarios", row, likelihood_before=3)
    path = f"scenarios/{row}/likelihood_before"
    shown_at = "piece-" + path.replace("/", "-")
    answer = choose(
        enter(village.author), fork, newer, path, "edit", **{f"new-{shown_at}-likelihood_before": "99"}
    )
    assert answer.status_code == 422
    shown = pieces(answer)[path]
    assert shown.form.errors["likelihood_before"] and shown.marked == "edit"


def test_a_stale_choice_shows_the_piece_anew_and_keeps_what_was_typed(enter, fork, newer, village):
    client = enter(village.author)
    stamp = pieces(page(client, fork))["in_scope"].offered.stamp
    choose(client, fork, newer, "in_scope", "take")
    answer = choose(client, fork, newer, "in_scope", "never", reason="Nei takk.", stamp=stamp)
    assert answer.status_code == 412
    text = answer.content.decode()
    assert "has changed since you read this" in text and "Nei takk.</textarea>" in text
    assert pieces(answer)["in_scope"].offered.stamp != stamp


def test_saying_no_needs_a_reason_which_is_shown_the_next_time(enter, fork, newer, village):
    client = enter(village.author)
    assert choose(client, fork, newer, "in_scope", "never").status_code == 422
    choose(client, fork, newer, "in_scope", "never", reason="Det gjelder ikke oss.")
    post(client, fork, newer, "take-over")
    assert "3 changes were left for later" in page(client, fork).content.decode()
    again = page(client, fork, **{"from": newer.pk})
    assert "said no to this on" in again.content.decode()
    assert "Det gjelder ikke oss." in again.content.decode()
    assert not pieces(again)["in_scope"].is_settled


def test_local_answers_in_a_row_they_took_out_are_named(enter, town, in_force, fork, village):
    row = first_row(fork, "scenarios")
    rewrite_row(fork, "scenarios", row, local_vulnerability="Vår egen svakhet")

    def change(assessment) -> None:
        content = stored(assessment).content
        other = Row("ny", content.row("scenarios", row).fields, str(assessment.pk))
        kept = content.with_row("scenarios", other).without_row("scenarios", row)
        building.write(assessment, building.with_scenarios(kept, kept.rows["scenarios"]))

    renewed(town, in_force.assessment, change)
    answer = page(enter(village.author), fork)
    assert "Your own answers in it would go too: Concrete vulnerability here." in answer.content.decode()


def test_a_piece_that_is_gone_leads_back_to_the_list(enter, fork, newer, village):
    client = enter(village.author)
    answer = choose(client, fork, newer, "title", "take", stamp="x")
    assert answer.status_code == 302
    assert "There is nothing to choose here any more." in client.get(answer["Location"]).content.decode()


def test_what_is_up_to_date_says_so(enter, fork, village):
    answer = page(enter(village.author), fork)
    assert answer.status_code == 200
    assert "You are up to date: version 1" in answer.content.decode()


def test_what_builds_on_nothing_says_so(enter, in_force, town):
    answer = page(enter(town.author), in_force.assessment)
    assert "is not built on another" in answer.content.decode()


def test_an_original_that_is_hidden_by_now_shows_nothing_of_itself(
    enter, town, in_force, fork, newer, village
):
    building.show(in_force.assessment, town, "private")
    answer = page(enter(village.author), fork)
    text = answer.content.decode()
    assert "is not open to you now" in text
    assert "version 2" not in text and "Nytt omfang" not in text


def test_what_is_not_related_says_so(enter, town, fork, village):
    other = building.approved(town, title="En annen sak", visibility="members")
    answer = page(enter(village.author), fork, **{"from": other.pk})
    assert answer.status_code == 409 and "nothing in common" in answer.content.decode()


def test_strangers_and_the_original_s_own_people_find_no_page(enter, fork, newer, town, stranger):
    for who in (town.author, stranger):
        client = enter(who)
        assert page(client, fork).status_code == 404
        for deed in ("take-all", "take-over", "undo"):
            assert post(client, fork, newer, deed).status_code == 404
    assert page(enter(None), fork).status_code == 302


def test_a_reader_sees_what_is_offered_and_has_no_buttons(enter, fork, newer, village):
    client = enter(village.reader)
    answer = page(client, fork)
    assert "Those who write in your agency" in answer.content.decode()
    assert b"pull/choose/" not in answer.content
    assert post(client, fork, newer, "take-over").status_code == 403


def test_whoever_is_behind_is_led_there(enter, fork, newer, village):
    answer = enter(village.author).get(f"/assessments/{fork.pk}/draft/")
    assert f'href="/assessments/{fork.pk}/pull/"' in answer.content.decode()


def test_the_comparison_with_the_original_leads_there_too(enter, fork, newer, village, town):
    sides = {"from": str(newer.pk), "to": f"draft:{fork.pk}"}
    answer = enter(village.author).get("/compare/", sides)
    assert f"/assessments/{fork.pk}/pull/?from={newer.pk}" in answer.content.decode()
    between = {"from": str(newer.parent_id), "to": str(newer.pk)}
    assert "/pull/" not in enter(village.author).get("/compare/", between).content.decode()


# --- Very many changes ---------------------------------------------------------------------------


@pytest.fixture
def _one_a_page(monkeypatch):
    monkeypatch.setattr("assessments.pages.leaf.PER_PAGE", 1)


@pytest.mark.usefixtures("_one_a_page")
def test_many_changes_come_in_pages_and_the_whole_is_told_on_each(enter, fork, newer, village):
    client = enter(village.author)
    answers = [page(client, fork, page=number) for number in (1, 2, 3)]
    seen = [list(pieces(answer)) for answer in answers]
    assert [path for each in seen for path in each] == [
        each.piece.path for each in answers[0].context["sheet"].offered
    ]
    assert [len({path.rsplit("/", 1)[0] for path in each}) for each in seen] == [1, 1, 1]
    for answer in answers:
        assert "0 of 3 chosen" in answer.content.decode()
    links = [('rel="prev"' in text, 'rel="next"' in text) for text in (a.content.decode() for a in answers)]
    assert links == [(False, True), (True, True), (True, False)]


@pytest.mark.usefixtures("_one_a_page")
@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("99", 3), ("x", 1), ("9" * 50, 1), ("²", 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(enter, fork, newer, village, asked, number):
    assert page(enter(village.author), fork, page=asked).context["leaf"].number == number


@pytest.mark.usefixtures("_one_a_page")
def test_a_choice_comes_back_to_its_page_also_when_it_is_refused(enter, fork, newer, village):
    client = enter(village.author)
    stamp = pieces(page(client, fork, page=3))["scenarios/ny"].offered.stamp
    answer = choose(client, fork, newer, "scenarios/ny", "never", stamp=stamp)
    assert answer.status_code == 422 and list(pieces(answer)) == ["scenarios/ny"]
    answer = choose(client, fork, newer, "scenarios/ny", "take", stamp=stamp)
    assert list(pieces(client.get(answer["Location"]))) == ["scenarios/ny"]


@pytest.mark.usefixtures("_one_a_page")
def test_taking_over_opens_the_page_of_the_conflict_that_stops_it(enter, fork, newer, village):
    rewrite_row(fork, "scenarios", first_row(fork, "scenarios"), likelihood_before=3)
    client = enter(village.author)
    (conflict,) = page(client, fork).context["undecided"]
    assert conflict[1].startswith(f"/assessments/{fork.pk}/pull/?from={newer.pk}&chosen=")
    answer = post(client, fork, newer, "take-over")
    assert answer.status_code == 409
    assert list(pieces(answer)) == [conflict[0].piece.path]
    assert answer.context["undecided"][0][1] == f"#{conflict[0].anchor}"


def test_few_changes_have_no_pages(enter, fork, newer, village):
    assert "Pages of changes" not in page(enter(village.author), fork).content.decode()
