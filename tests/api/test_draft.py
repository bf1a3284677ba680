"""The open draft: read, saved section by section, submitted."""

from __future__ import annotations

import pytest

from tests.api.asking import Asker, codes, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(draft):
    return f"assessments/{draft.pk}/draft/"


@pytest.fixture
def context(as_author, address):
    """The address of the first section of a ROS, and its etag."""
    return f"{address}sections/context/", as_author.get(address).json()["etags"]["context"]


def test_a_draft_tells_what_is_there_and_what_is_missing(as_reader, address):
    body = as_reader.get(address).json()
    assert body["content"]["fields"]["title"] == "Sak"
    assert body["percent"] < 100
    missing = {problem["path"]: problem for problem in body["problems"]}
    assert missing["in_scope"]["code"] == "missing"
    assert missing["in_scope"]["label"] and missing["in_scope"]["message"] and missing["in_scope"]["how"]
    assert body["standing"] is None
    assert body["can"]["edit"] is False
    assert set(body["etags"]) >= {section["key"] for section in body["sections"]}


@pytest.mark.parametrize("who", ["as_outsider", "as_stranger"])
def test_others_do_not_learn_whether_there_is_a_draft(request, in_force, who, town):
    asker, address = request.getfixturevalue(who), f"assessments/{in_force.assessment_id}/draft/"
    without = refused(asker.get(address), 404, "assessment.not_own")
    building.actions.revise(assessment=building.fresh(in_force.assessment), by=town.author)
    assert refused(asker.get(address), 404, "assessment.not_own")["detail"] == without["detail"]
    for method, path in (("put", "sections/context/"), ("post", "submit"), ("post", "rows/measures/")):
        body = {} if path == "submit" else {"fields": {}}
        refused(asker.ask(method, address + path, body, if_match="x"), 403, "assessment.not_permitted")


def test_a_section_is_saved_against_its_etag(as_author, context):
    address, etag = context
    answer = as_author.put(address, {"fields": {"in_scope": "Alt **dette**."}}, if_match=f'"{etag}"')
    body = answer.json()
    assert body["fields"]["in_scope"] == "Alt **dette**."
    assert answer.headers["ETag"] == f'"{body["etag"]}"' != f'"{etag}"'
    again = as_author.put(address, {"fields": {"in_scope": None}}, if_match=answer.headers["ETag"])
    assert "in_scope" not in again.json()["fields"]
    assert again.json()["fields"]["title"] == "Sak"


def test_a_save_that_changes_nothing_keeps_the_etag(as_author, context):
    address, etag = context
    answer = as_author.put(address, {"fields": {"title": "Sak"}}, if_match=etag)
    assert answer.json()["etag"] == etag


@pytest.mark.parametrize("named", [{}, {"if_match": "*"}, {"if_match": '""'}])
def test_a_save_names_the_state_it_started_from(as_author, context, named):
    answer = as_author.put(context[0], {"fields": {"in_scope": "x"}}, **named)
    assert refused(answer, 428, "draft.etag_missing", "context")["how"]


def test_a_stale_save_gets_all_three_texts(as_author, context):
    address, etag = context
    now = as_author.put(address, {"fields": {"in_scope": "Først"}}, if_match=etag).json()
    answer = as_author.put(address, {"fields": {"in_scope": "Sist"}}, if_match=etag)
    problem = refused(answer, 412, "draft.stale", "context")
    assert problem["yours"] == {"in_scope": "Sist"}
    assert problem["current"]["in_scope"] == "Først"
    assert "in_scope" not in problem["base"] and problem["base"]["title"] == "Sak"
    assert problem["etag"] == now["etag"]
    assert as_author.put(address, {"fields": {"in_scope": "Sist"}}, if_match=now["etag"]).status_code == 200


@pytest.mark.parametrize("etag", ["x", "ff" * 32, "æ", "a" * 10_000, "00.00", "empty"])
def test_a_state_we_never_gave_is_stale_and_reveals_nothing(as_author, context, etag):
    answer = as_author.put(context[0], {"fields": {"in_scope": "x"}}, if_match=etag)
    assert refused(answer, 412, "draft.stale")["base"] in (None, {})


def test_an_etag_of_another_family_reveals_nothing(as_outsider, village, as_author, context):
    own = building.started(village)
    etag = building.etag(own, "context")
    answer = as_author.put(context[0], {"fields": {"in_scope": "x"}}, if_match=etag)
    assert refused(answer, 412, "draft.stale")["base"] is None


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"occasion": "because"}, "unknown_code", "occasion"),
        ({"scale": "7x7"}, "unknown_scale", "scale"),
        ({"in_scope": 7}, "wrong_type", "in_scope"),
        ({"in_scope": 7.5}, "wrong_type", "in_scope"),
        ({"in_scope": {"withheld": "x"}}, "wrong_type", "in_scope"),
        ({"in_scope": "æ" * 1_000_000}, "too_long", "in_scope"),
        ({"title": "x" * 2_001}, "too_long", "title"),
        ({"controller": "Oss"}, "computed_field", "controller"),
        ({"nonsense": 1}, "unknown_field", "nonsense"),
        ({"main_findings": "x"}, "unknown_field", "main_findings"),
        ({"solutions": [{"id": "x"}]}, "wrong_type", "solutions"),
        ({"occasion": ["because"]}, "wrong_type", "occasion"),
    ],
)
def test_what_cannot_be_saved_is_named(as_author, context, fields, code, where):
    problem = refused(
        as_author.put(context[0], {"fields": fields}, if_match=context[1]), 422, "content.malformed", where
    )
    assert (code, where) in codes(problem)
    assert len(str(problem)) < 5_000


@pytest.mark.parametrize("section", ["nowhere", "scenarios-2", "title"])
def test_a_section_the_form_does_not_have_is_absent(as_author, address, section):
    answer = as_author.put(f"{address}sections/{section}/", {"fields": {"title": "x"}}, if_match="x")
    refused(answer, 404, "section.unknown")


@pytest.mark.parametrize("body", [{}, {"fields": []}, {"fields": None}, {"fields": {}, "title": "x"}, []])
def test_a_body_of_another_form_is_refused(as_author, context, body):
    refused(as_author.put(context[0], body, if_match=context[1]), 422, "request.invalid")


def test_control_characters_are_taken_out_and_the_text_kept(as_author, context):
    text = "Før\x00 og\x08 etter\u0007.\r\nNy linje"
    saved = as_author.put(context[0], {"fields": {"in_scope": text}}, if_match=context[1]).json()
    assert saved["fields"]["in_scope"] == "Før og etter.\nNy linje"


def test_json_that_is_no_json_is_not_understood(as_author, context):
    client, url = as_author.client, f"/api/v1/{context[0]}"
    for body in (b"{", b"\xff\xfe", b'{"fields": {"in_scope": NaN}}', b"[" * 100_000):
        answer = client.put(url, body, content_type="application/json", headers={"If-Match": context[1]})
        refused(answer, 400, "request.malformed")
    refused(client.put(url, "a=b", content_type="text/plain"), 415, "request.media_type")


def test_classified_information_is_stopped_at_the_door(as_author, address):
    etag = as_author.get(address).json()["etags"]["assets"]
    answer = as_author.put(
        f"{address}sections/assets/", {"fields": {"contains_classified": True}}, if_match=etag
    )
    assert ("blocked", "contains_classified") in codes(refused(answer, 422, "content.malformed"))


@pytest.mark.parametrize("role", ["reader", "reviewer", "dpo", "approver", "auditor", "administrator"])
def test_only_authors_write(town, context, role):
    answer = Asker(town[role]).put(context[0], {"fields": {"in_scope": "x"}}, if_match=context[1])
    refused(answer, 403, "assessment.not_permitted")


def test_a_draft_is_submitted_with_a_message(as_author, address):
    answer = as_author.post(f"{address}submit", {"message": "Klar"})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://testserver/api/v1/versions/{body['id']}/"
    assert (body["number"], body["state"], body["message"]) == (1, "submitted", "Klar")


def test_of_two_who_submit_one_is_told(as_author, address):
    as_author.post(f"{address}submit")
    assert refused(as_author.post(f"{address}submit"), 409, "draft.absent")["how"]


def test_a_save_after_the_submission_is_told(as_author, address, context):
    as_author.post(f"{address}submit")
    answer = as_author.put(context[0], {"fields": {"in_scope": "x"}}, if_match=context[1])
    refused(answer, 409, "draft.absent")
    refused(as_author.get(address), 404, "draft.absent")


def test_the_draft_says_which_events_must_be_considered_and_how_they_are_answered(draft, as_author):
    building.write(draft, building.stored(draft).content.with_field("circumstances", ("children",)))
    shown = as_author.get(f"assessments/{draft.pk}/draft/").json()["coverage"]
    found = {each["topic"]: each for each in shown}
    assert {key for key, each in found.items() if each["applies"]} == {
        "backup_restore", "leavers_access", "logging_missing", "children", "parents_without_custody",
    }  # fmt: skip
    asked = found["children"]
    assert (asked["answered"], asked["scenarios"]) == ("open", [])
    assert asked["row"] in {row.id for row in building.stored(draft).content.rows["coverage"]}
    assert asked["suggests"]["risk_kind"] == "privacy"
