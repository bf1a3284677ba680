"""Comments, advice and decisions over the API."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.schema import Stage
from tests.api.asking import Asker, codes, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def say(asker, version, deed: str, body=None):
    return asker.post(f"versions/{version.pk}/{deed}", body)


@pytest.fixture
def approval(waiting):
    return {"answers": building.record(Stage.DECISION, waiting)}


# --- Comments ------------------------------------------------------------------------------------


def test_comments_are_read_by_the_owners_people(in_force, town, as_reader, as_outsider, anyone):
    row = in_force.content.rows["scenarios"][0].id
    reviewer = Asker(town.reviewer)
    say(reviewer, in_force, "comments/", {"text": "Se her", "path": f"scenarios/{row}/rationale"})
    made = say(reviewer, in_force, "comments/", {"text": "Og alt i alt"})
    assert made.status_code == 201 and made.json()["digest"] == in_force.digest
    listed = as_reader.get(f"versions/{in_force.pk}/comments/").json()["results"]
    assert [each["text"] for each in listed] == ["Se her", "Og alt i alt"]
    refused(as_outsider.get(f"versions/{in_force.pk}/comments/"), 404, "assessment.not_own")
    refused(anyone.get(f"versions/{in_force.pk}/comments/"), 401, "access.not_signed_in")


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({"text": ""}, "request.invalid", "text"),
        ({"text": "\u200b \n"}, "comment.empty", "text"),
        ({"text": "x" * 20_001}, "request.invalid", "text"),
        ({"text": "x", "path": "nonsense"}, "comment.place_unknown", "path"),
        (
            {"text": "x", "path": "scenarios/6a5e1a1e-0000-4000-8000-000000000000"},
            "comment.place_unknown",
            "path",
        ),
        ({"text": "x", "path": "x" * 201}, "request.invalid", "path"),
        ({"text": "a\x00b"}, "request.invalid", "text"),
    ],
)
def test_a_comment_that_cannot_be_kept_is_named(waiting, as_author, body, code, where):
    if code == "comment.empty":
        body = {"text": "\x07"}
    refused(say(as_author, waiting, "comments/", body), 422, code, where)


def test_readers_do_not_comment(waiting, as_reader, in_force, as_outsider):
    refused(say(as_reader, waiting, "comments/", {"text": "x"}), 403, "assessment.not_permitted")
    refused(say(as_outsider, in_force, "comments/", {"text": "x"}), 403, "assessment.not_permitted")
    refused(say(as_outsider, waiting, "comments/", {"text": "x"}), 404, "version.absent")


# --- Advice --------------------------------------------------------------------------------------


@pytest.fixture
def dpia(town):
    draft = building.fill(building.started(town, kind="dpia"))
    return building.again(actions.submit(assessment=draft, by=town.author))


def test_the_dpo_advises_and_the_author_answers(dpia, as_dpo, as_author):
    given = {"answers": building.record(Stage.ADVICE, dpia)}
    advice = say(as_dpo, dpia, "advice", given)
    assert advice.status_code == 201
    assert (advice.json()["digest"], advice.json()["response"]) == (dpia.digest, None)
    answered = say(as_author, dpia, "advice/response", {"answers": building.record(Stage.RESPONSE, dpia)})
    assert answered.json()["response_author"]["name"]


def test_only_the_dpo_advises(dpia, as_author, as_approver, as_outsider):
    given = {"answers": building.record(Stage.ADVICE, dpia)}
    for asker in (as_author, as_approver):
        refused(say(asker, dpia, "advice", given), 403, "assessment.not_permitted")
    refused(say(as_outsider, dpia, "advice", given), 404, "version.absent")


def test_advice_is_answered_once_it_is_there(dpia, as_author):
    given = {"answers": building.record(Stage.RESPONSE, dpia)}
    refused(say(as_author, dpia, "advice/response", given), 409, "advice.absent")


def test_a_wrong_answer_in_the_advice_is_named(dpia, as_dpo):
    answers = {**building.record(Stage.ADVICE, dpia), "advice_verdict": "perhaps", "title": "x"}
    problem = refused(say(as_dpo, dpia, "advice", {"answers": answers}), 422, "content.malformed")
    assert {("unknown_code", "advice_verdict"), ("unknown_field", "title")} <= codes(problem)
    problem = refused(say(as_dpo, dpia, "advice", {"answers": {}}), 422, "content.malformed")
    assert ("missing", "advice") in codes(problem)


# --- Decisions -----------------------------------------------------------------------------------


def test_a_risk_owner_approves_what_she_has_read(waiting, as_approver, as_reader, approval):
    body = say(as_approver, waiting, "approve", {**approval, "digest": waiting.digest}).json()
    assert (body["kind"], body["state"], body["digest"]) == ("approved", "approved", waiting.digest)
    current = as_reader.get(f"assessments/{waiting.assessment_id}/").json()["current"]
    assert current["id"] == str(waiting.pk)


def test_another_version_than_the_one_read_is_not_approved(waiting, as_approver, approval):
    answer = say(as_approver, waiting, "approve", {**approval, "digest": "0" * 64})
    refused(answer, 409, "version.digest_differs", "digest")
    answer = say(as_approver, waiting, "approve", {**approval, "digest": "abc"})
    refused(answer, 422, "request.invalid", "digest")


def test_nobody_approves_her_own_text(town, approval):
    both = building.world.member(town.agency, "author", "approver")
    draft = building.fill(building.started(town))
    version = actions.submit(assessment=draft, by=both)
    assert refused(say(Asker(both), version, "approve", approval), 403, "version.own_text")["how"]


def test_an_approval_is_refused_with_everything_in_the_way(town, as_approver, as_reader, approval):
    version = actions.submit(assessment=building.started(town), by=town.author)
    problem = refused(say(as_approver, version, "approve", approval), 409, "version.not_ready")
    assert ("missing", "in_scope") in codes(problem)
    body = as_reader.get(f"versions/{version.pk}/reasons/").json()
    assert body["ready"] is False
    assert {(each["code"], each["where"]) for each in body["reasons"]} == codes(problem)
    assert all(each["message"] and each["label"] for each in body["reasons"] if each["where"])


def test_nothing_is_in_the_way_of_a_complete_version(waiting, as_reader, in_force, as_outsider):
    assert as_reader.get(f"versions/{waiting.pk}/reasons/").json() == {"ready": True, "reasons": []}
    refused(as_outsider.get(f"versions/{in_force.pk}/reasons/"), 404, "assessment.not_own")


@pytest.mark.parametrize("role", ["reader", "author", "reviewer", "dpo", "auditor", "administrator"])
def test_only_risk_owners_approve(town, waiting, approval, role):
    refused(say(Asker(town[role]), waiting, "approve", approval), 403, "assessment.not_permitted")


def test_a_version_is_approved_once(waiting, as_approver, approval):
    say(as_approver, waiting, "approve", approval)
    refused(say(as_approver, waiting, "approve", approval), 409, "version.state")


def test_a_decision_that_says_no_does_not_approve(waiting, as_approver, approval):
    schema = waiting.parsed_schema
    codelist = schema.codelist(schema.field("decision").codelist)
    no = next(code.id for code in codelist.items if code.extra.get("approves") is False)
    answers = {"answers": {**approval["answers"], "decision": no}}
    problem = refused(say(as_approver, waiting, "approve", answers), 422, "content.malformed")
    assert ("decision_does_not_approve", "decision") in codes(problem)


@pytest.mark.parametrize("who", ["as_dpo", "as_approver"])
def test_a_version_is_sent_back_and_a_draft_goes_on_from_it(request, waiting, as_author, who):
    body = say(request.getfixturevalue(who), waiting, "request-changes", {"reason": "Mer om drift."}).json()
    assert (body["state"], body["reason"]) == ("changes_requested", "Mer om drift.")
    assert as_author.get(f"assessments/{waiting.assessment_id}/draft/").json()["parent"] == str(waiting.pk)


def test_a_version_in_force_is_withdrawn_from_all(in_force, as_approver, anyone):
    assert say(as_approver, in_force, "withdraw", {"reason": "Feil."}).json()["state"] == "withdrawn"
    refused(anyone.get(f"versions/{in_force.pk}/"), 404, "version.absent")
    refused(anyone.get(f"assessments/{in_force.assessment_id}/"), 404, "assessment.absent")


@pytest.mark.parametrize("deed", ["request-changes", "withdraw"])
@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": 7.5, "x": 1}, {"reason": "\x00"}])
def test_a_decision_says_why(waiting, as_approver, deed, body):
    assert say(as_approver, waiting, deed, body).status_code == 422


@pytest.mark.parametrize("deed", ["advice", "advice/response", "approve", "request-changes", "withdraw"])
def test_outsiders_decide_nothing(in_force, hidden, as_outsider, anyone, deed):
    body = {"reason": "x"} if deed in ("request-changes", "withdraw") else {"answers": {}}
    refused(say(as_outsider, in_force, deed, body), 403, "assessment.not_permitted")
    refused(say(as_outsider, hidden, deed, body), 404, "version.absent")
    refused(say(anyone, in_force, deed, body), 401, "access.not_signed_in")
