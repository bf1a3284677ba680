"""The sharing checklist over the API."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments import actions
from tests import world
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
PERSON = "15108695088"


@pytest.fixture
def version(town):
    """A version in force with an identity number and an e-mail address, shown to nobody else."""
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    said = {"in_scope": f"Sak {PERSON}.", "assumptions": "Spør ola.nordmann@fjordvik.no."}
    building.write(assessment, content.with_fields(said))
    return building.approve(town, building.freeze(town, assessment))


@pytest.fixture
def address(version):
    """Where its checklist is."""
    return f"assessments/{version.assessment_id}/checklist/"


def point(rule: str, where: str, **more: object) -> dict[str, object]:
    return {"rule": rule, "where": where, "version": 1, **more}


def test_it_is_read_answered_and_then_the_assessment_can_be_shared(address, version, as_approver):
    share = f"assessments/{version.assessment_id}/share"
    problem = as_approver.post(share, {"visibility": "members"})
    refused(problem, 422, "checklist.open", where="visibility")
    assert {each["where"] for each in problem.json()["reasons"]} == {"in_scope", "assumptions"}
    body = as_approver.get(f"{address}?circle=members").json()
    stopping = [each for each in body["points"] if each["stops"]]
    assert not body["is_clear"]
    assert [(e["rule"], e["severity"], e["where"], e["version"], e["answer"]) for e in stopping] == [
        ("identity_number", "block", "in_scope", 1, None),
        ("email", "warn", "assumptions", 1, None),
    ]
    assert stopping[0]["excerpts"] == ["15••••••••"] and stopping[0]["label"]
    given = [
        point("identity_number", "in_scope", reason="Et saksnummer"),
        point("email", "assumptions"),
    ]
    answered = as_approver.post(f"{address}answers/", {"circle": "members", "answers": given})
    assert (answered.status_code, answered.json()["is_clear"]) == (200, True)
    first = answered.json()["points"][0]["answer"]
    assert (first["reason"], first["circle"]) == ("Et saksnummer", "members")
    assert as_approver.post(share, {"visibility": "members"}).status_code == 200
    assert not as_approver.get(f"{address}?circle=public").json()["is_clear"]


def test_neither_the_text_nor_its_digest_is_told(address, as_approver):
    text = as_approver.get(address).content.decode()
    assert PERSON not in text and "ola.nordmann" not in text
    assert "digest" not in text


def test_not_even_the_name_of_a_row_tells_the_number(town, as_approver):
    assessment = building.fill(building.started(town))
    content = building.stored(assessment).content
    row = content.rows["scenarios"][0]
    named = replace(row, fields={**row.fields, "title": f"Elev {PERSON} får feil karakter"})
    building.write(assessment, content.with_row("scenarios", named))
    version = building.approve(town, building.freeze(town, assessment))
    answer = as_approver.post(f"assessments/{version.assessment_id}/share", {"visibility": "public"})
    refused(answer, 422, "checklist.open")
    assert PERSON not in answer.content.decode()
    found = as_approver.get(f"assessments/{version.assessment_id}/checklist/").json()["points"][0]
    assert "Elev 15••••••••" in found["label"]


def test_without_a_circle_it_is_for_those_it_is_usually_shown_to(address, as_approver):
    assert as_approver.get(address).json()["circle"] == "named"


def test_it_can_be_read_for_other_versions(town, version, address, as_approver):
    actions.revise(assessment=building.fresh(version.assessment), by=world.fresh(town.author))
    content = building.stored(version.assessment).content.with_fields(
        {"in_scope": "Alt", "assumptions": "Ro"}
    )
    building.write(version.assessment, content)
    building.approve(town, building.freeze(town, building.fresh(version.assessment)))
    assert not as_approver.get(f"{address}?circle=members").json()["is_clear"]
    assert as_approver.get(f"{address}?circle=members&shown_from=2").json()["is_clear"]


def test_only_those_who_share_read_it(address, as_author, as_reader, as_outsider, as_stranger, anyone):
    for asker in (as_author, as_reader):
        refused(asker.get(address), 403, "assessment.not_permitted")
    for asker in (as_outsider, as_stranger):
        refused(asker.get(address), 404, "assessment.absent")
    assert anyone.get(address).status_code == 401


@pytest.mark.parametrize(
    ("query", "where"), [("circle=private", "circle"), ("circle=x", "circle"), ("shown_from=0", "shown_from")]
)
def test_a_wrong_question_is_located(address, as_approver, query, where):
    refused(as_approver.get(f"{address}?{query}"), 422, "request.invalid", where=where)


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ({"answers": [point("email", "assumptions")]}, "request.invalid", "circle"),
        ({"circle": "members", "answers": []}, "request.invalid", "answers"),
        ({"circle": "members", "answers": [point("x", "assumptions")]}, "request.invalid", "answers/0/rule"),
        (
            {"circle": "members", "answers": [point("email", "in_scope")]},
            "checklist.no_such_finding",
            "answers/0/where",
        ),
        (
            {"circle": "members", "answers": [point("identity_number", "in_scope")]},
            "checklist.reason_missing",
            "answers/0/reason",
        ),
    ],
)
def test_a_wrong_answer_is_located(address, as_approver, given, code, where):
    refused(as_approver.post(f"{address}answers/", given), 422, code, where=where)


def test_what_blocks_is_among_the_reasons_against_an_approval(town, version, as_approver):
    shown = building.approved(town, visibility="members")
    actions.revise(assessment=building.fresh(shown.assessment), by=world.fresh(town.author))
    content = building.stored(shown.assessment).content.with_field("in_scope", "STRENGT FORTROLIG")
    building.write(shown.assessment, content)
    waiting = building.freeze(town, building.fresh(shown.assessment))
    body = as_approver.get(f"versions/{waiting.pk}/reasons/").json()
    assert [(each["code"], each["where"]) for each in body["reasons"]] == [
        ("checklist.classified", "in_scope")
    ]
