"""A program walks the same way with a token: find, fork, answer for what is inherited, submit."""

from __future__ import annotations

from typing import Any

import httpx

from tests.stories.visitor import Visitor

SILJE = "silje.sikkerhet@granli.example"
TITLE = "DPIA – Varselet, smittevarsling på mobil"


def test_a_program_forks_and_submits_with_a_token(signed_in, installation) -> None:
    headers = {"Authorization": f"Bearer {make_a_token(signed_in(SILJE))}"}
    with httpx.Client(base_url=f"{installation.address}/api/v1/", headers=headers, timeout=60) as api:
        version = find(api)
        fork = done(api.post(f"versions/{version}/fork", json={"owner": agency(api)}), 201)
        draft = f"assessments/{fork['id']}/draft/"
        confirm_a_scenario(api, draft)
        write_why_reuse_is_justified(api, draft)
        made = done(api.post(f"{draft}submit", json={"message": "Fra et program."}), 201)
        reasons = done(api.get(f"versions/{made['id']}/reasons/"))
        assert not reasons["ready"] and reasons["reasons"]
        refused = api.post(f"versions/{made['id']}/approve", json={"answers": {}, "digest": made["digest"]})
        assert refused.status_code == 403
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_without_a_token_only_what_is_public_is_found(installation) -> None:
    address = f"{installation.address}/api/v1/assessments/"
    found = done(httpx.get(address))["results"]
    assert found and {each["visibility"] for each in found} == {"public"}
    assert httpx.get(address, headers={"Authorization": "Bearer vurdert_nonsense"}).status_code == 401


def make_a_token(silje: Visitor) -> str:
    """The secret is shown this once."""
    silje.go("/me/profile/")
    form = silje.form("/me/tokens/")
    silje.fill("name", "Nattjobben", within=form)
    silje.fill("scope", "write", within=form)
    silje.send(form)
    secret = silje.main.locator("#secret").inner_text()
    silje.go("/me/profile/")
    silje.sees("Nattjobben")
    assert secret not in silje.main.inner_text()
    return secret


def find(api: httpx.Client) -> str:
    found = done(api.get("assessments/", params={"q": "Varselet", "kind": "dpia"}))["results"]
    assert [each["title"] for each in found] == [TITLE]
    one = done(api.get(f"assessments/{found[0]['id']}/"))
    return one["current"]["id"]


def agency(api: httpx.Client) -> str:
    return done(api.get("me/"))["roles"][0]["agency"]["id"]


def confirm_a_scenario(api: httpx.Client, draft: str) -> None:
    before = done(api.get(draft))
    path = next(path for path in before["standing"]["awaiting"] if path.startswith("scenarios/"))
    said = {"path": path, "state": "confirmed"}
    assert api.post(f"{draft}confirmations/", json=said).status_code == 428, "it must say what it has read"
    headers = {"If-Match": f'"{before["etags"][path]}"'}
    done(api.post(f"{draft}confirmations/", json=said, headers=headers))
    assert path not in done(api.get(draft))["standing"]["awaiting"]


def write_why_reuse_is_justified(api: httpx.Client, draft: str) -> None:
    etag = done(api.get(draft))["etags"]["about"]
    given = {"fields": {"reuse_justified": "Samme app, samme formål."}}
    for status in (200, 412):  # the second time the etag is an old one
        answer = api.put(f"{draft}sections/about/", json=given, headers={"If-Match": f'"{etag}"'})
        assert answer.status_code == status
        given = {"fields": {"reuse_justified": "Noe annet."}}
    assert answer.json()["current"]["reuse_justified"] == "Samme app, samme formål."


def done(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()
