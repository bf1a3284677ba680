"""The whole job over real HTTP, by token: find, fork, adapt, submit, approve, export (docs/api.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assessments.engine.content import plain
from assessments.engine.schema import Stage
from assessments.models import Draft, Version
from registry import actions as ground
from registry import jobs
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db(transaction=True)


def asking(live_server: Any, person: Any) -> httpx.Client:
    """A program that speaks for a person, with a token of hers and nothing else."""
    _token, secret = ground.issue_token(user=person, name="Test", days=1, scope="write", by=person)
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    return httpx.Client(base_url=f"{live_server.url}/api/v1/", headers=headers, timeout=30)


@pytest.fixture
def author_and_owner(live_server: Any) -> Iterator[tuple[httpx.Client, httpx.Client, Any]]:
    """The village's author and risk owner as programs, when the town shows a ROS to all members."""
    town, village = world.staffed("Fjordby kommune"), world.staffed("Skogvik kommune")
    building.approved(town, visibility="members", title="Sak og arkiv")
    with asking(live_server, village.author) as author, asking(live_server, village.approver) as owner:
        yield author, owner, village.agency


def done(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def answer_for_everything_inherited(author: httpx.Client, draft: str) -> None:
    while awaiting := done(author.get(draft))["standing"]["awaiting"]:
        now = done(author.get(draft))
        form = done(author.get(f"schemas/{now['schema']['digest']}/"))
        section = {field["key"]: each["key"] for each in form["sections"] for field in each["fields"]}
        path = awaiting[0]
        etag = now["etags"][path if "/" in path else section[path]]
        said = {"path": path, "state": "confirmed"}
        done(author.post(f"{draft}confirmations/", json=said, headers={"If-Match": f'"{etag}"'}))


def answer_what_is_missing(author: httpx.Client, draft: str, answers: dict[str, Any]) -> None:
    """Save what the problems ask for, place by place, each against the etag just read."""
    for problem in done(author.get(draft))["problems"]:
        now = done(author.get(draft))
        key, *place = problem["path"].split("/")
        if not place and key not in now["content"]["rows"] and key in answers["rows"]:
            done(author.post(f"{draft}rows/{key}/", json={"fields": answers["rows"][key]}), 201)
        elif place:
            etag, address = now["etags"][f"{key}/{place[0]}"], f"{draft}rows/{key}/{place[0]}/"
            cells = {place[1]: answers["rows"][key][place[1]]}
            done(author.put(address, json={"fields": cells}, headers={"If-Match": f'"{etag}"'}))
        elif key in answers["fields"]:
            section = answers["sections"][key]
            given = {"fields": {key: answers["fields"][key]}}
            headers = {"If-Match": f'"{now["etags"][section]}"'}
            done(author.put(f"{draft}sections/{section}/", json=given, headers=headers))


def plausible(assessment: str) -> dict[str, Any]:
    """An answer for every question of the form, as a person would look them up."""
    schema = building.schema_of(assessment)
    whole = building._whole(Draft.objects.get(assessment=assessment).schema_id, "Vårt svar.")
    rows = {key: plain(each[0].fields) for key, each in whole.rows.items()}
    sections = {key: schema.section_of(key).key for key in schema.fields}
    return {"fields": plain(whole.fields), "rows": rows, "sections": sections}


def test_a_security_officer_does_the_whole_job_by_token(author_and_owner):
    author, owner, agency = author_and_owner
    found = done(author.get("assessments/", params={"q": "arkiv", "kind": "ros"}))["results"]
    fork = done(
        author.post(f"versions/{found[0]['current']['id']}/fork", json={"owner": str(agency.pk)}), 201
    )
    draft = f"assessments/{fork['id']}/draft/"

    answer_for_everything_inherited(author, draft)
    answer_what_is_missing(author, draft, plausible(fork["id"]))
    ready = done(author.get(draft))
    assert (ready["percent"], ready["standing"]["confirmed_percent"]) == (100, 100)
    assert [each for each in ready["problems"] if each["severity"] == "error"] == []

    version = done(author.post(f"{draft}submit", json={"message": "Klar"}), 201)
    at = f"versions/{version['id']}/"
    assert done(author.post(f"{at}approve", json={"answers": {}}), 403)["code"] == "assessment.not_permitted"
    assert done(owner.get(f"{at}reasons/"))["ready"] is True
    decision = building.record(Stage.DECISION, Version.objects.get(pk=version["id"]))
    approval = {"answers": decision, "digest": version["digest"]}
    assert done(owner.post(f"{at}approve", json=approval))["state"] == "approved"

    wanted = {"version": version["id"], "format": "docx", "language": "nb"}
    order = done(author.post("exports/", json=wanted), 202)
    jobs.drain()
    made = done(author.get(f"exports/{order['id']}/"))
    file = author.get(made["file"])
    assert (made["state"], file.status_code, len(file.content)) == ("done", 200, made["size"])
    assert file.content.startswith(b"PK")
    assert done(author.post("exports/", json=wanted), 201)["sha256"] == made["sha256"]


def test_a_token_that_is_revoked_opens_nothing(live_server, db):
    town = world.staffed("Fjordby kommune")
    with asking(live_server, town.author) as author:
        assert author.get("exports/").status_code == 200
        ground.revoke_token(token=town.author.tokens.get(), by=town.author)
        refused = author.get("exports/")
        assert (refused.status_code, refused.headers["Content-Type"]) == (401, "application/problem+json")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
