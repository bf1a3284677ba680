"""The page of the sharing checklist, and where others lead to it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import CheckAnswer
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
PERSON = "15108695088"
SAID = {"in_scope": f"Sak {PERSON}.", "assumptions": "Spør ola.nordmann@fjordvik.no."}


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


def filled(town, assessment, **answers: str):
    """The open draft, whole, with these answers."""
    building.fill(assessment)
    building.write(assessment, building.stored(assessment).content.with_fields(answers))
    return assessment


@pytest.fixture
def version(town):
    """In force, shown to nobody else, with an identity number and an e-mail address."""
    return building.approve(town, building.freeze(town, filled(town, building.started(town), **SAID)))


@pytest.fixture
def address(version):
    """Its page."""
    return f"/assessments/{version.assessment_id}/"


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_stands_by_severity_with_its_place_and_masked(enter, town, version, address):
    answer = enter(town.approver).get(f"{address}checklist/?circle=members")
    page = answer.content.decode()
    assert [each.severity.value for each in answer.context["groups"]] == ["block", "warn", "ask"]
    assert f'href="/versions/{version.pk}/#in_scope"' in page
    assert "15••••••••" in page
    assert PERSON not in page and "ola.nordmann" not in page
    assert "2 points must be mended" in page


def test_from_being_stopped_to_being_shown_without_javascript(enter, town, version, address):
    client = enter(town.approver)
    refused = client.post(f"{address}share/", {"visibility": "members", "shown_from": "1", "later": "later"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "2 points of the checklist" in page
    assert f"{address}checklist/?circle=members&amp;shown_from=1&amp;later=later" in page
    assert PERSON not in page
    at = f"{address}checklist/"
    wish = {"circle": "members", "shown_from": "1", "later": "later"}
    seen = {**wish, "point": ["email 1 assumptions"]}
    assert client.post(f"{at}answer/", seen).url == f"{at}?circle=members&shown_from=1&later=later"
    client.post(f"{at}answer/", {**wish, "point": "identity_number 1 in_scope", "reason": "Et saksnummer"})
    page = read(client, f"{at}?circle=members")
    assert "Nothing here stops it" in page and "Et saksnummer" in page
    assert "Show it to: All members" in page
    assert client.post(f"{address}share/", {"visibility": "members"}).status_code == 302
    assert building.fresh(version.assessment).visibility == "members"


def test_what_blocks_is_not_among_those_that_can_be_let_stand_together(enter, town, version, address):
    block, warn, *_ask = enter(town.approver).get(f"{address}checklist/?circle=members").context["groups"]
    assert block.to_look_at == ()
    assert [each.token for each in warn.to_look_at] == ["email 1 assumptions"]


def test_a_refused_answer_is_said_and_keeps_nothing(enter, town, version, address):
    client = enter(town.approver)
    given = {"circle": "members", "point": "identity_number 1 in_scope", "reason": " "}
    answer = client.post(f"{address}checklist/answer/", given, follow=True)
    assert "Say why this may be shown." in answer.content.decode()
    for token in ("", "email", "email x assumptions", "email 99999999 assumptions", "x 1 y"):
        answer = client.post(f"{address}checklist/answer/", {**given, "point": token}, follow=True)
        assert "There is no such finding" in answer.content.decode()
    assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize(
    "query", ["circle=private", "circle=x", "shown_from=x", "shown_from=99999999", "later=x"]
)
def test_a_question_that_makes_no_sense_is_answered_as_things_stand(enter, town, version, address, query):
    answer = enter(town.approver).get(f"{address}checklist/?{query}")
    assert (answer.status_code, answer.context["wish"].circle.value) == (200, "named")
    assert answer.context["stopping"] == 2


def test_the_checklist_is_for_those_who_share(enter, town, village, version, address):
    for person, status in ((town.author, 403), (town.dpo, 403), (village.approver, 404)):
        assert enter(person).get(f"{address}checklist/").status_code == status
        assert enter(person).post(f"{address}checklist/answer/", {"circle": "members"}).status_code == status


def test_naming_an_agency_that_is_stopped_leads_to_the_list(enter, town, village, version, address):
    given = {"agency": str(village.agency.pk), "until": "", "reason": ""}
    answer = enter(town.approver).post(f"{address}share/name/", given)
    assert answer.status_code == 422
    assert f"{address}checklist/?circle=named" in answer.content.decode()


def test_saying_yes_that_is_stopped_leads_to_the_list(enter, town, village, version, address):
    approver = world.fresh(town.approver)
    actions.share(assessment=version.assessment, visibility="private", listed_to="members", by=approver)
    asked = actions.ask_access(
        assessment=version.assessment, agency=village.agency, reason="Ja", by=world.fresh(village.author)
    )
    answer = enter(town.approver).post(f"/access-requests/{asked.pk}/grant/", {"until": "2099-01-01"})
    assert answer.status_code == 422
    assert f"{address}checklist/?circle=named" in answer.content.decode()


def test_a_draft_is_looked_through_and_not_answered(enter, town):
    assessment = filled(town, building.started(town), **SAID)
    page = read(enter(town.approver), f"/assessments/{assessment.pk}/checklist/?circle=members")
    assert "so this is the draft" in page
    assert f"/assessments/{assessment.pk}/edit/context/#in_scope" in page
    assert "Why may this be shown?" not in page


def test_who_submits_and_who_decides_see_what_others_would_read(enter, town):
    shown = building.approved(town, visibility="members").assessment
    actions.revise(assessment=building.fresh(shown), by=world.fresh(town.author))
    building.write(shown, building.stored(shown).content.with_fields(SAID))
    page = read(enter(town.author), f"/assessments/{shown.pk}/submit/")
    assert "What others would read" in page and "15••••••••" in page
    version = building.freeze(town, building.fresh(shown))
    answer = enter(town.approver).get(f"/versions/{version.pk}/review/")
    assert [each["label"] for each in answer.context["reasons"]] == ["In scope: what is covered?"]
    page = answer.content.decode()
    assert "o•••@fjordvik.no" in page and PERSON not in page.split("<main", 1)[1].split("What others")[0]
    assert f"/assessments/{shown.pk}/checklist/" in page


def test_what_is_shown_to_nobody_is_not_looked_through_at_submission(enter, town):
    assessment = filled(town, building.started(town), **SAID)
    assert "What others would read" not in read(enter(town.author), f"/assessments/{assessment.pk}/submit/")


def test_from_a_link_that_is_stopped_to_the_link_and_never_to_showing_it_to_everyone(
    enter, town, version, address
):
    client, made = enter(town.approver), f"{address}share/links/"
    given = {
        "link-version": "1", "link-later": "only", "link-for_whom": "Acme AS",
        "link-until": timezone.localdate().isoformat(),
    }  # fmt: skip
    refused = client.post(made, given)
    assert refused.status_code == 422 and PERSON not in refused.content.decode()
    at, wish = f"{address}checklist/", "?circle=public&shown_from=1&later=only&for=link"
    assert f"{at}{wish}".replace("&", "&amp;") in refused.content.decode()
    listed = client.get(f"{at}{wish}")
    points = [each.token for group in listed.context["groups"] for each in group.open]
    seen = {**listed.context["wish"].fields, "point": points, "reason": "Et saksnummer."}
    assert client.post(f"{at}answer/", seen).url == f"{at}{wish}"
    page = read(client, f"{at}{wish}")
    assert "Nothing here stops it" in page and f'{address}share/#links"' in page
    assert "Show it to" not in page and "circle=members" not in page
    assert client.post(made, given).status_code == 200


def test_from_a_lifting_that_is_stopped_to_what_is_lifted(enter, town):
    said = filled(town, building.started(town), in_scope=f"Sak {PERSON}.")
    version = building.approve(town, building.freeze(town, said))
    held = actions.withhold_at_once(
        version=version, path="in_scope", ground="offl-13", by=world.fresh(town.author)
    )
    building.show(building.fresh(version.assessment), town, "public")
    client, at = enter(town.approver), f"/assessments/{version.assessment_id}"
    lifting = f"{at}/withheld/{held.pk}/lift/"
    stopped = client.get(client.post(lifting).url)
    page = stopped.content.decode()
    assert "15••••••••" in page and lifting not in page
    ((point,),) = [group.points for group in stopped.context["groups"] if group.severity.value == "block"]
    given = {**stopped.context["wish"].fields, "point": [point.token], "reason": "Et saksnummer."}
    assert lifting in read(client, client.post(f"{at}/checklist/answer/", given).url)
    assert client.post(lifting).url == f"{at}/withheld/"
    held.refresh_from_db()
    assert held.lifted_at
