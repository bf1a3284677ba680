"""The archive's pages: finding, and writing in a draft."""

from __future__ import annotations

import re

import pytest

from assessments import actions
from assessments.search import feed
from tests import world
from tests.assessments import building


def hidden(page: bytes, name: str) -> str:
    """The value of a hidden field on a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page.decode())[1]


def test_the_catalogue_shows_a_visitor_only_what_is_open_to_everyone(enter, in_force, town):
    building.started(town, title="Hemmelig utkast")
    page = enter().get("/").content.decode()
    assert in_force.assessment.title in page
    assert "Hemmelig utkast" not in page


def test_the_catalogue_narrows_by_words(enter, in_force):
    client = enter()
    assert in_force.assessment.title in client.get("/", {"q": "sak"}).content.decode()
    assert in_force.assessment.title not in client.get("/", {"q": "romfart"}).content.decode()


def test_the_catalogue_narrows_by_state_and_keeps_drafts_to_their_owner(enter, in_force, town, village):
    draft = building.started(town, title="Hemmelig utkast")
    found = {
        (who, state): [card.assessment for card in client.get("/", {"state": state}).context["cards"]]
        for who, client in (("town", enter(town.reader)), ("village", enter(village.reader)))
        for state in ("in_force", "overdue", "draft", "submitted")
    }
    assert {key: each for key, each in found.items() if each} == {
        ("town", "in_force"): [in_force.assessment],
        ("village", "in_force"): [in_force.assessment],
        ("town", "draft"): [draft],
    }
    assert b'value="draft"' not in enter().get("/").content


@pytest.mark.parametrize("narrowed", ["", "state=in_force", "agency={agency}", "solution={solution}"])
def test_the_catalogue_costs_ten_queries_at_most_and_one_for_the_inbox(
    enter, in_force, town, village, narrowed, monkeypatch, django_assert_max_num_queries
):
    building.show(building.approved(town, title="To").assessment, town, "public")
    monkeypatch.setattr(feed.page, "__defaults__", (None, "", 1))  # a page that is not the last
    solution = in_force.assessment.solutions.get().pk
    address = "/?" + narrowed.format(agency=town.agency.pk, solution=solution)
    client = enter(village.reader)
    with django_assert_max_num_queries(11):
        assert len(client.get(address).context["cards"]) == 1


@pytest.mark.parametrize(
    "query", ["state=%00", "agency=x", "solution=%00", "cursor=", "kind=nonsense", "q=%00"]
)
def test_odd_filters_break_nothing(enter, in_force, query):
    assert enter().get(f"/?{query}").status_code == 200


def test_who_submitted_a_version_is_told_to_the_owners_people_alone(enter, in_force, town, village):
    def told(person) -> list[bool]:
        paths = (f"/assessments/{in_force.assessment_id}/", f"/assessments/{in_force.assessment_id}/history/")
        return [town.author.name in enter(person).get(path).content.decode() for path in paths]

    assert told(town.reader) == [True, True]
    assert told(village.author) == [False, False]


def test_a_draft_is_absent_for_other_agencies(enter, draft, village):
    client = enter(village.author)
    for tail in ("", "draft/", "edit/", "history/", "lineage/", "submit/", "share/", "confirm/"):
        assert client.get(f"/assessments/{draft.pk}/{tail}").status_code == 404, tail


def test_a_reader_cannot_edit_a_draft(enter, draft, town):
    assert enter(town.reader).get(f"/assessments/{draft.pk}/edit/").status_code == 403


def test_every_section_and_table_has_a_page_to_write_on(enter, complete, town):
    client, schema = enter(town.author), building.schema_of(complete)
    for section in schema.sections:
        page = client.get(f"/assessments/{complete.pk}/edit/{section.key}/")
        assert page.status_code == 200, section.key
    for collection, rows in building.stored(complete).content.rows.items():
        page = client.get(f"/assessments/{complete.pk}/rows/{collection}/{rows[0].id}/")
        assert page.status_code == 200, collection


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_saving_a_page_as_it_was_opened_changes_nothing(enter, town, kind):
    assessment = building.fill(building.started(town, kind))
    before = building.stored(assessment)
    client = enter(town.author)
    pages = [f"edit/{s.key}/" for s in before.schema.sections]
    pages += [f"rows/{key}/{row.id}/" for key, rows in before.content.rows.items() for row in rows]
    for tail in pages:
        address = f"/assessments/{assessment.pk}/{tail}"
        context = client.get(address).context
        form = context["form"]
        given = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
        answer = client.post(address, {**given, "expected": context["expected"]})
        assert answer.status_code == 302, (tail, answer.context["form"].errors)
    assert building.stored(assessment).content == before.content


def test_a_saved_section_is_read_back(enter, draft, town):
    client, page = enter(town.author), f"/assessments/{draft.pk}/edit/context/"
    expected = hidden(client.get(page).content, "expected")
    answer = client.post(page, {"title": "Sak", "in_scope": "Alle skoler", "expected": expected})
    assert answer.status_code == 302
    assert building.stored(draft).content.fields["in_scope"] == "Alle skoler"


def test_a_stale_save_keeps_both_texts_and_takes_over_what_only_the_other_changed(enter, complete, town):
    client, page = enter(town.author), f"/assessments/{complete.pk}/edit/context/"
    opened = client.get(page).context
    given = {b.html_name: b.value() for b in opened["form"] if b.value() is not None}
    actions.save_section(
        assessment=complete, section="context", expected=opened["expected"], by=world.fresh(town.author),
        fields={"in_scope": "Den andres tekst", "assumptions": "Bare den andre"},
    )  # fmt: skip
    mine = {**given, "in_scope": "Min tekst", "expected": opened["expected"]}
    answer = client.post(page, mine)
    assert answer.status_code == 422
    assert b"Den andres tekst" in answer.content
    form = answer.context["form"]
    assert (form["in_scope"].value(), form["assumptions"].value()) == ("Min tekst", "Bare den andre")
    again = {b.html_name: b.value() for b in form if b.value() is not None}
    assert client.post(page, {**again, "expected": answer.context["expected"]}).status_code == 302
    kept = building.stored(complete).content.fields
    assert (kept["in_scope"], kept["assumptions"]) == ("Min tekst", "Bare den andre")


def test_a_refused_answer_stands_beside_its_question_and_nothing_is_lost(enter, draft, town):
    client, page = enter(town.author), f"/assessments/{draft.pk}/edit/context/"
    expected = hidden(client.get(page).content, "expected")
    answer = client.post(page, {"title": "Sak", "in_scope": "a" * 200_001, "expected": expected})
    assert answer.status_code == 422
    assert b'href="#id_in_scope"' in answer.content
    assert b"a" * 200_001 in answer.content


def test_rows_are_added_moved_and_removed(enter, draft, town):
    client, base = enter(town.author), f"/assessments/{draft.pk}/rows/measures/"
    for title in ("Først", "Sist"):
        assert client.post(f"{base}new/", {"title": title}).status_code == 302
    first, last = (row.id for row in building.stored(draft).content.rows["measures"])
    client.post(f"{base}{last}/move/", {"direction": "up"})
    assert [row.id for row in building.stored(draft).content.rows["measures"]] == [last, first]
    expected = building.etag(draft, f"measures/{first}")
    client.post(f"{base}{first}/remove/", {"expected": expected})
    assert [row.id for row in building.stored(draft).content.rows["measures"]] == [last]


def test_a_row_of_another_assessment_is_absent(enter, draft, complete, town):
    other = building.fill(building.started(town, title="Annen"))
    row = building.stored(other).content.rows["scenarios"][0].id
    empty = building.started(town, title="Tom")
    assert enter(town.author).get(f"/assessments/{empty.pk}/rows/scenarios/{row}/").status_code == 404
