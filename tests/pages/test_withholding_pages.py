"""Withholding on pages: beside each answer, many at a time, at once, and seen as others see it."""

from __future__ import annotations

import re

import pytest

from assessments import actions
from assessments.engine.content import Mark
from assessments.models import Withholding
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
GROUND = "offl-24-3"
WITHHELD = "offentleglova § 24 tredje ledd"


def field(page: str, form: str, name: str) -> str:
    """A hidden field of the form with this id."""
    inside = re.search(rf'<form[^>]*id="{form}"(.*?)</form>', page, re.S)[1]
    return re.search(rf'name="{name}" value="([^"]*)"', inside)[1]


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


@pytest.fixture
def at(complete):
    return f"/assessments/{complete.pk}/"


def marks(assessment):
    return dict(building.stored(assessment).content.marks)


def test_an_answer_is_withheld_from_beside_its_question(enter, complete, town, at):
    client = enter(town.author)
    section = building.schema_of(complete).section_of("in_scope").key
    page = client.get(f"{at}edit/{section}/").content.decode()
    assert 'form="withhold-in_scope"' in page
    body = {
        "path": field(page, "withhold-in_scope", "path"), "ground": GROUND, "reason": "Fordi", "until": "",
        "expected": field(page, "withhold-in_scope", "expected"),
    }  # fmt: skip
    answer = client.post(f"{at}withhold/", body, follow=True)
    assert marks(complete) == {"in_scope": Mark(GROUND, "Fordi")}
    assert "Withheld from others</span>" in answer.content.decode() or WITHHELD in answer.content.decode()


def test_what_is_wrong_is_said_where_it_stands(enter, complete, town, at):
    client = enter(town.author)
    answer = client.post(f"{at}withhold/", {"path": "in_scope", "ground": "", "until": "2020-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose a legal ground from the list." in page
    stale = {"path": "in_scope", "ground": GROUND, "expected": "x"}
    answer = client.post(f"{at}withhold/", stale)
    assert answer.status_code == 422
    assert client.get(f"{at}withhold/?path=title").status_code == 422
    assert client.get(f"{at}withhold/?path=nothing").status_code == 404
    assert marks(complete) == {}


def test_a_row_and_a_cell_have_their_own_way_in(enter, complete, town, at):
    row = building.stored(complete).content.rows["scenarios"][0].id
    page = enter(town.author).get(f"{at}rows/scenarios/{row}/").content.decode()
    for path in (f"scenarios/{row}", f"scenarios/{row}/description"):
        assert f"/withhold/?path={path}" in page
        assert enter(town.author).get(f"{at}withhold/?path={path}").status_code == 200


def test_the_overview_lists_filters_and_takes_back(enter, complete, town, at):
    content = building.stored(complete).content
    building.write(
        complete, content.with_mark("in_scope", Mark("offl-14")).with_mark("occasion", Mark(GROUND))
    )
    client = enter(town.author)
    page = client.get(f"{at}withheld/").content.decode()
    assert page.count('<li class="v-row">') == 2 and "offentleglova § 14" in page
    assert "normally falls away once you show" in page
    assert client.get(f"{at}withheld/?only=internal").content.decode().count('<li class="v-row">') == 1
    client.post(f"{at}disclose/", {"path": hidden(page, "path"), "expected": hidden(page, "expected")})
    assert len(marks(complete)) == 1


def test_many_are_shown_and_then_withheld(enter, complete, town, at):
    client = enter(town.author)
    page = client.get(f"{at}withheld/many/?rule=likely&moment=before").content.decode()
    assert marks(complete) == {}
    body = {
        "rule": "likely",
        "moment": "before",
        "expected": hidden(page, "expected"),
        "ground": "",
        "reason": "",
    }
    answer = client.post(f"{at}withheld/many/", body)
    assert answer.status_code == 302 and marks(complete)
    assert client.get(f"{at}withheld/many/?rule=likely&moment=before").status_code == 200
    again = client.post(f"{at}withheld/many/", {**body, "rule": "may"})
    assert again.status_code == 422


def test_chosen_rows_are_offered_one_by_one(enter, complete, town, at):
    client = enter(town.author)
    row = building.stored(complete).content.rows["scenarios"][0].id
    page = client.get(f"{at}withheld/many/?rule=rows&table=scenarios").content.decode()
    assert f'value="{row}"' in page
    page = client.get(f"{at}withheld/many/?rule=rows&table=scenarios&rows={row}").content.decode()
    body = {
        "rule": "rows",
        "table": "scenarios",
        "rows": row,
        "expected": hidden(page, "expected"),
        "ground": GROUND,
    }
    client.post(f"{at}withheld/many/", body)
    assert set(marks(complete)) == {f"scenarios/{row}"}


def test_one_sees_it_as_others_see_it_before_anything_is_approved(enter, complete, town, at):
    content = building.stored(complete).content.with_field("in_scope", "kanarifugl")
    building.write(complete, content.with_mark("in_scope", Mark(GROUND, "stærunge")))
    client = enter(town.reader)
    assert "kanarifugl" in client.get(f"{at}draft/").content.decode()
    for reading, name in (("public", "Public edition"), ("members", "Edition for members")):
        page = client.get(f"{at}draft/?as={reading}").content.decode()
        assert "kanarifugl" not in page and "stærunge" not in page
        assert (name in page and WITHHELD in page and "is withheld" in page) or "are withheld" in page


def test_a_visitor_is_told_how_much_is_withheld_and_never_what(enter, in_force, town):
    by = world.fresh(town.author)
    actions.withhold_at_once(
        version=building.again(in_force), path="in_scope", ground=GROUND, reason="stærunge", by=by
    )
    page = enter().get(f"/versions/{in_force.pk}/").content.decode()
    assert "Public edition" in page and WITHHELD in page and "stærunge" not in page
    assert "Withheld from others" not in page
    own = enter(town.reader).get(f"/versions/{in_force.pk}/").content.decode()
    assert "Withheld from others" in own and "Public edition" not in own
    assert enter().get(f"/versions/{in_force.pk}/?as=full").context["sheet"].view.reading != "full"


def test_a_leak_is_closed_from_the_page_and_lifted_again(enter, in_force, town):
    client, at = enter(town.author), f"/versions/{in_force.pk}/"
    page = client.get(f"{at}?closing=1").content.decode()
    assert f"{at}withhold/?path=in_scope" in page
    form = client.get(f"{at}withhold/?path=in_scope").content.decode()
    assert "What this does not undo" in form
    answer = client.post(f"{at}withhold/", {"path": "in_scope", "ground": GROUND, "reason": "", "until": ""})
    assert answer.status_code == 302
    made = Withholding.objects.get()
    overview = f"/assessments/{in_force.assessment_id}/withheld/"
    assert "At once" in client.get(overview).content.decode()
    assert client.post(f"{overview}{made.pk}/lift/").status_code == 403
    enter(town.approver).post(f"{overview}{made.pk}/lift/")
    made.refresh_from_db()
    assert made.lifted_at


def test_none_of_it_is_there_for_others(enter, in_force, village, town):
    at, version = f"/assessments/{in_force.assessment_id}/", f"/versions/{in_force.pk}/"
    client = enter(village.author)
    assert client.get(f"{at}withheld/").status_code == 404
    assert client.get(f"{version}withhold/?path=in_scope").status_code == 403
    assert client.post(f"{at}withhold/", {"path": "in_scope"}).status_code == 403
    assert "Withhold something at once" not in client.get(version).content.decode()
    assert enter(town.reader).get(f"{version}withhold/?path=in_scope").status_code == 403
    assert enter().get(f"{at}withheld/").status_code == 302


def test_whoever_shares_is_warned_of_grounds_that_are_lost(enter, town):
    draft = building.fill(building.started(town))
    building.write(draft, building.stored(draft).content.with_mark("in_scope", Mark("offl-14")))
    version = building.approve(town, building.freeze(town, draft))
    client = enter(town.approver)
    page = client.get(f"/assessments/{version.assessment_id}/share/").content.decode()
    assert "is withheld as an internal document" in page and "normally falls away once" in page
    building.show(version.assessment, town, "public")
    page = client.get(f"/assessments/{version.assessment_id}/share/").content.decode()
    assert "has normally fallen away" in page


def test_the_list_of_what_is_withheld_is_in_words_and_names_nothing_to_others(enter, complete, town, village):
    content = building.stored(complete).content
    first = content.rows["scenarios"][0]
    named = str(first.fields["title"])
    for path in ("in_scope", f"scenarios/{first.id}/title", f"scenarios/{first.id}/rationale"):
        content = content.with_mark(path, Mark(GROUND, "Til retting", "2999-12-31"))
    building.write(complete, content)
    version = building.approve(town, building.freeze(town, complete))
    building.show(building.fresh(complete), town, "members")
    own, other = (_list_in(enter(each.author), version) for each in (town, village))
    for told in (named, "Til retting", "2999"):
        assert told in own and told not in other
    for page in (own, other):
        assert WITHHELD in page
        assert "{" not in page and "Withheld(" not in page and "scenarios/" not in page


def _list_in(client, version) -> str:
    page = client.get(f"/versions/{version.pk}/").content.decode()
    return re.search(r'id="withheld_items".*?(?=<h2|id="licence")', page, re.S)[0]
