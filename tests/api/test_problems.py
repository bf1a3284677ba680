"""Every error of the API is a problem document that says what, where and how; never a trace."""

from __future__ import annotations

import errno
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404

from registry.api import problems
from registry.api.views.agencies import Agencies
from registry.errors import Conflict, Fault, Reason
from tests import world

MEMBERS = {"type", "title", "status", "detail", "code", "where", "how", "reasons", "request"}


def _problem(response, status, code):
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    body = json.loads(response.content)
    assert set(body) >= MEMBERS
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:vurdert:problem:{code}")
    assert body["detail"] and body["request"] == response.headers["X-Request-ID"]
    return body


@pytest.fixture
def signed_in(api, author):
    api.force_authenticate(author)
    return api


def test_a_refusal_keeps_everything_it_says(signed_in, town):
    signed_in.force_authenticate(town.administrator)
    address = f"/api/v1/agencies/{town.agency.pk}/"
    body = _problem(signed_in.patch(address, {"name": "\x07"}), 422, "text.missing")
    assert (body["where"], bool(body["how"])) == ("name", True)


def test_wrong_fields_are_listed_each_with_its_place(signed_in):
    sent = {"kind": "magic", "categories": ["ok", {"not": "text"}], "surprise": 1}
    body = _problem(signed_in.post("/api/v1/solutions/", sent), 422, "request.invalid")
    assert {reason["where"] for reason in body["reasons"]} == {"surprise"}
    del sent["surprise"]
    body = _problem(signed_in.post("/api/v1/solutions/", sent), 422, "request.invalid")
    assert {reason["where"] for reason in body["reasons"]} == {"name", "kind", "categories/1"}


def test_a_single_wrong_field_is_named_at_the_top(signed_in):
    body = _problem(signed_in.post("/api/v1/suppliers/", {}), 422, "request.invalid")
    assert body["where"] == "name"


def test_nul_is_refused_where_it_stands(signed_in):
    body = _problem(signed_in.post("/api/v1/suppliers/", {"name": "a\x00b"}), 422, "request.invalid")
    assert body["where"] == "name"


@pytest.mark.parametrize(
    "body",
    ["{", "[" * 100_000, '{"name": NaN}', b"\xff\xfe{", '{"name": "x"', "1e999999999999 x"],
    ids=["cut", "deep", "nan", "bytes", "open", "number"],
)
def test_malformed_json_is_400(signed_in, body):
    response = signed_in.post("/api/v1/suppliers/", body, content_type="application/json")
    _problem(response, 400, "request.malformed")


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null"])
def test_json_that_is_no_object_is_refused(signed_in, body):
    response = signed_in.post("/api/v1/suppliers/", body, content_type="application/json")
    _problem(response, 422, "request.invalid")


def test_a_lone_surrogate_is_refused(signed_in):
    response = signed_in.post("/api/v1/suppliers/", r'{"name": "\ud800"}', content_type="application/json")
    _problem(response, 422, "request.invalid")


def test_another_media_type_is_415(signed_in):
    response = signed_in.post("/api/v1/suppliers/", "<a/>", content_type="application/xml")
    _problem(response, 415, "request.media_type")


def test_another_method_is_405(signed_in):
    for method in (signed_in.put, signed_in.options, signed_in.delete):
        _problem(method("/api/v1/suppliers/"), 405, "request.method")


def test_another_form_than_json_is_406(signed_in):
    _problem(
        signed_in.get("/api/v1/suppliers/", headers={"Accept": "text/csv"}), 406, "request.not_acceptable"
    )


def test_an_absent_thing_is_404(signed_in, stranger):
    address = f"/api/v1/agencies/{stranger.pk}/"
    _problem(signed_in.get(address), 404, "not_found")


@pytest.mark.parametrize("sent", [{"name": 7}, {"name": "Ny", "categories": [7]}])
def test_a_number_is_not_read_as_a_text(signed_in, sent):
    body = _problem(
        signed_in.post("/api/v1/solutions/", {"kind": "rpa", "name": "Ny", **sent}), 422, "request.invalid"
    )
    assert body["where"] == next(reversed(sent))


def test_a_number_is_not_read_as_a_yes(signed_in, town):
    signed_in.force_authenticate(town.administrator)
    address = f"/api/v1/agencies/{town.agency.pk}/"
    body = _problem(signed_in.patch(address, {"shares_scores": 1}), 422, "request.invalid")
    assert body["where"] == "shares_scores"


def test_an_unknown_address_below_the_api_is_404(client, db):
    _problem(client.get("/api/v1/nothing-here/"), 404, "not_found")


def test_a_missing_permission_is_403(signed_in, agency):
    response = signed_in.patch(f"/api/v1/agencies/{agency.pk}/", {"name": "Mine"})
    _problem(response, 403, "access.not_permitted")


def test_nobody_signed_in_is_401_with_a_challenge(api, db):
    response = api.get("/api/v1/me/")
    _problem(response, 401, "access.not_signed_in")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("secret", ["", "vurdert_00000000_x", "other", "vurdert_" + "x" * 300, "æøå"])
def test_a_wrong_token_is_401(api, db, secret):
    response = api.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})
    _problem(response, 401, "access.credentials_refused")


def test_a_forged_form_is_403(author):
    from rest_framework.test import APIClient

    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(author)
    _problem(browser.post("/api/v1/suppliers/", {"name": "x"}), 403, "access.not_permitted")


def test_two_megabytes_are_fine_and_above_five_is_413(signed_in, solution):
    two = {"description": "x" * 2_000_000}
    address = f"/api/v1/solutions/{solution.pk}/"
    _problem(signed_in.patch(address, two, headers={"If-Match": '"1"'}), 422, "text.too_long")
    six = {"description": "x" * 6_000_000}
    _problem(signed_in.patch(address, six, headers={"If-Match": '"1"'}), 413, "request.too_large")


def test_a_change_without_if_match_is_428_and_a_stale_one_412(signed_in, solution):
    address = f"/api/v1/solutions/{solution.pk}/"
    _problem(signed_in.patch(address, {"licence": "MIT"}), 428, "save.precondition_required")
    _problem(
        signed_in.patch(address, {"licence": "MIT"}, headers={"If-Match": "*"}),
        428,
        "save.precondition_required",
    )
    body = _problem(
        signed_in.patch(address, {"licence": "MIT"}, headers={"If-Match": '"7"'}), 412, "save.stale"
    )
    assert {"base", "yours", "current"} <= set(body)


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=W10", "cursor=%00", "limit=0", "limit=101", "limit=x", "limit=²"]
)
def test_a_place_that_is_not_in_the_list_is_refused(signed_in, query):
    response = signed_in.get(f"/api/v1/suppliers/?{query}")
    assert response.status_code == 422
    assert json.loads(response.content)["where"] == query.partition("=")[0]


def test_what_we_did_not_foresee_gets_a_reference_and_no_trace(signed_in, monkeypatch, caplog):
    monkeypatch.setattr(Agencies, "get_queryset", lambda self: 1 / 0)
    response = signed_in.get("/api/v1/agencies/")
    body = _problem(response, 500, "fault")
    assert body["reference"] == response.headers["X-Request-ID"]
    assert "ZeroDivision" not in response.content.decode() and "division" in caplog.text
    assert body["reference"] in caplog.text


@pytest.mark.parametrize(
    "error",
    [OperationalError("disk is full"), OSError(errno.ENOSPC, "no space"), OSError(errno.EROFS, "read-only")],
)
def test_a_full_disk_is_503_and_says_that_nothing_was_saved(error):
    problem = problems.from_exception(error)
    assert (problem.status, problem.code) == (503, "storage.unavailable")
    assert problem.headers["Retry-After"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404(), 404),
        (PermissionDenied(), 403),
        (Fault("7f3"), 500),
        (OSError(errno.EPERM, "no"), 500),
        (KeyError(), 500),
    ],
)
def test_other_errors_have_their_status(error, status):
    assert problems.from_exception(error).status == status


def test_a_fault_tells_its_reference():
    assert problems.from_exception(Fault("7f3", "inner secret")).as_dict()["reference"] == "7f3"
    assert "inner secret" not in str(problems.from_exception(Fault("7f3", "inner secret")).as_dict())


def test_details_never_overwrite_the_members():
    refusal = Conflict("a.b", "Because.", reasons=[Reason("a.c", "Too.")], detail={"status": 200, "n": 1})
    body = problems.from_refusal(refusal).as_dict()
    assert (body["status"], body["n"], body["reasons"][0]["code"]) == (409, 1, "a.c")


def test_a_problem_speaks_the_language_asked_for(signed_in, author):
    answers = {
        language: signed_in.get(
            "/api/v1/suppliers/?limit=0", headers={"Accept-Language": language}
        ).status_code
        for language in ("nb", "nn", "en", "xx")
    }
    assert set(answers.values()) == {422}


def test_a_refusal_on_a_page_is_a_page(client, author, village):
    client.force_login(world.fresh(author))
    response = client.get("/agencies/00000000-0000-0000-0000-000000000000/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")
