"""The panel of events that must be considered: answered by a scenario begun from it, or set aside."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Row
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_draft(draft):
    """A draft about children, nothing else answered."""
    content = building.stored(draft).content
    building.write(draft, content.with_field("circumstances", ("children",)))
    return draft


def row_of(assessment, topic: str) -> Row:
    rows = building.stored(assessment).content.rows["coverage"]
    return next(row for row in rows if row.fields["topic"] == topic)


def test_the_panel_shows_what_applies_and_names_the_rest(enter, open_draft, town):
    page = enter(town.author).get(f"/assessments/{open_draft.pk}/edit/coverage/")
    panel = page.context["coverage"]
    assert [each.id for each in panel.applying] == [
        "backup_restore", "leavers_access", "logging_missing", "parents_without_custody", "children",
    ]  # fmt: skip
    assert (panel.answered, len(panel.others)) == (0, 4)
    assert page.content.decode().count("Add a scenario for this") == 5


def test_a_scenario_begun_from_an_event_is_proposed_as_its_answer(enter, open_draft, town):
    client, address = enter(town.author), f"/assessments/{open_draft.pk}/rows/"
    new = f"{address}scenarios/new/?topic=children"
    begun = client.get(new).context["form"]
    assert begun["title"].value().startswith("Barns opplysninger")
    assert begun["risk_kind"].value() == "privacy"
    saved = client.post(new, {"title": "Barns opplysninger spres", "risk_kind": "privacy"})
    row = row_of(open_draft, "children")
    scenario = building.stored(open_draft).content.rows["scenarios"][0].id
    assert saved.url == f"{address}coverage/{row.id}/?scenario={scenario}"
    form = client.get(saved.url).context["form"]
    assert (form["answer"].value(), form["scenarios"].value()) == ("included", [scenario])
    given = {"topic": "children", "answer": "included", "scenarios": [scenario]}
    client.post(saved.url, {**given, "expected": building.etag(open_draft, f"coverage/{row.id}")})
    panel = client.get(f"/assessments/{open_draft.pk}/edit/coverage/").context["coverage"]
    shown = next(each for each in panel.applying if each.id == "children")
    assert (shown.answered, shown.scenarios) == ("included", ("Barns opplysninger spres",))


def test_a_row_that_was_taken_out_can_be_answered_anew(enter, open_draft, town):
    row = row_of(open_draft, "children")
    actions.remove_row(
        assessment=open_draft, collection="coverage", row=row.id,
        expected=building.etag(open_draft, f"coverage/{row.id}"), by=world.fresh(town.author),
    )  # fmt: skip
    client, address = enter(town.author), f"/assessments/{open_draft.pk}/"
    assert (
        f"{address}rows/coverage/new/?topic=children"
        in client.get(f"{address}edit/coverage/").content.decode()
    )
    form = client.get(f"{address}rows/coverage/new/?topic=children").context["form"]
    assert form["topic"].value() == "children"


def test_what_must_be_considered_stops_the_approval_by_name(enter, open_draft, town):
    page = enter(town.author).get(f"/assessments/{open_draft.pk}/submit/").content.decode()
    assert "This must be considered here, and is not answered yet." in page
    assert "A parent without custody sees or changes information about the child" in page


@pytest.mark.parametrize("query", ["topic=nonsense", "topic=%00", "scenario=x", "scenario=%00"])
def test_odd_addresses_break_nothing(enter, open_draft, town, query):
    client, row = enter(town.author), row_of(open_draft, "children").id
    for place in ("scenarios/new", "coverage/new", f"coverage/{row}"):
        assert client.get(f"/assessments/{open_draft.pk}/rows/{place}/?{query}").status_code == 200


def test_the_panel_is_absent_for_other_agencies(enter, open_draft, village):
    assert enter(village.author).get(f"/assessments/{open_draft.pk}/edit/coverage/").status_code == 404
