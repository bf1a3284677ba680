"""A draft that builds on another: its standing, answering for what was inherited, taking measures."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark
from tests.api.asking import Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def fork(in_force, village):
    return actions.fork(version=in_force, owner=village.agency, by=village.author)


@pytest.fixture
def address(fork):
    return f"assessments/{fork.pk}/draft/"


def etag_of(draft: dict, path: str) -> str:
    """The etag of the row, or of the section the question stands in."""
    etags = draft["etags"]
    return etags[path] if "/" in path else etags["context"]


def test_a_fork_shows_how_it_stands(as_outsider, address, in_force):
    body = as_outsider.get(address).json()
    assert body["base"] == str(in_force.pk)
    assert body["standing"]["identical_percent"] == 100
    assert body["standing"]["confirmed_percent"] == 0
    unconfirmed = [problem["path"] for problem in body["problems"] if problem["code"] == "unconfirmed"]
    assert unconfirmed == body["standing"]["awaiting"] != []


def test_what_was_inherited_is_answered_for(as_outsider, address, village):
    before = as_outsider.get(address).json()
    path = next(path for path in before["standing"]["awaiting"] if path.startswith("scenarios/"))
    answer = as_outsider.post(
        f"{address}confirmations/", {"path": path, "state": "confirmed"}, if_match=etag_of(before, path)
    )
    assert answer.json()["path"] == path and answer.headers["ETag"] != f'"{etag_of(before, path)}"'
    after = as_outsider.get(address).json()
    assert path not in after["standing"]["awaiting"]
    kept = after["content"]["confirmations"][path]
    assert (kept["state"], kept["by"]) == ("confirmed", str(village.author.pk))
    as_outsider.post(f"{address}confirmations/", {"path": path, "state": ""}, if_match=answer.json()["etag"])
    assert path in as_outsider.get(address).json()["standing"]["awaiting"]


def test_nobody_confirms_a_text_that_has_changed_in_between(as_outsider, address):
    before = as_outsider.get(address).json()
    path = next(path for path in before["standing"]["awaiting"] if path.startswith("scenarios/"))
    etag = etag_of(before, path)
    row = address + "rows/" + path + "/"
    as_outsider.put(row, {"fields": {"rationale": "Vi mener noe annet."}}, if_match=etag)
    said = {"path": path, "state": "confirmed"}
    refused(as_outsider.post(f"{address}confirmations/", said, if_match=etag), 412, "draft.stale")
    refused(as_outsider.post(f"{address}confirmations/", said), 428, "draft.etag_missing")


@pytest.mark.parametrize(
    ("said", "code", "where"),
    [
        ({"path": "nonsense", "state": "confirmed"}, "confirmation.path_unknown", "nonsense"),
        ({"path": "scenarios/x", "state": "confirmed"}, "confirmation.path_unknown", "scenarios/x"),
        ({"path": "scenarios", "state": "maybe"}, "request.invalid", "state"),
        ({"path": "in_scope", "state": "not_relevant"}, "confirmation.reason_missing", "in_scope"),
        ({"path": "a\x00", "state": "confirmed"}, "request.invalid", "path"),
        ({"state": "confirmed"}, "request.invalid", "path"),
    ],
)
def test_a_wrong_confirmation_is_named(as_outsider, address, said, code, where):
    refused(as_outsider.post(f"{address}confirmations/", said, if_match="x"), 422, code, where)


def test_nothing_is_confirmed_where_nothing_is_inherited(as_author, draft):
    said = {"path": "title", "state": "confirmed"}
    answer = as_author.post(f"assessments/{draft.pk}/draft/confirmations/", said, if_match="x")
    refused(answer, 422, "confirmation.path_unknown")


@pytest.fixture
def dpia(village):
    return building.started(village, kind="dpia")


def test_measures_come_with_their_ids_and_without_scores(as_outsider, in_force, dpia):
    row = in_force.content.rows["measures"][0]
    wanted = {"version": str(in_force.pk), "rows": [row.id]}
    taken = as_outsider.post(f"assessments/{dpia.pk}/draft/measures-from/", wanted).json()["rows"]
    assert [each["id"] for each in taken] == [row.id]
    assert taken[0]["fields"]["title"] == row.fields["title"]
    assert taken[0]["origin"] == str(in_force.assessment_id)
    problems = as_outsider.get(f"assessments/{dpia.pk}/draft/").json()["problems"]
    assert not [each for each in problems if each["code"] == "unknown_field"]
    again = as_outsider.post(f"assessments/{dpia.pk}/draft/measures-from/", wanted).json()["rows"]
    assert again == taken


def test_a_measure_withheld_from_me_does_not_come(as_outsider, town, dpia):
    draft = building.fill(building.started(town))
    content = building.stored(draft).content
    row = content.rows["measures"][0].id
    building.write(draft, content.with_mark(f"measures/{row}", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    wanted = {"version": str(version.pk), "rows": [row]}
    answer = as_outsider.post(f"assessments/{dpia.pk}/draft/measures-from/", wanted)
    refused(answer, 422, "measure.absent", "rows/0")


def test_measures_come_from_what_one_sees(as_outsider, village, hidden, dpia):
    wanted = {"version": str(hidden.pk), "rows": [hidden.content.rows["measures"][0].id]}
    for asker in (as_outsider, Asker(village.reader)):
        answer = asker.post(f"assessments/{dpia.pk}/draft/measures-from/", wanted)
        refused(answer, 404, "version.absent")


def test_measures_go_into_what_one_writes(as_reader, as_stranger, draft, in_force):
    wanted = {"version": str(in_force.pk), "rows": [in_force.content.rows["measures"][0].id]}
    address = f"assessments/{draft.pk}/draft/measures-from/"
    refused(as_reader.post(address, wanted), 403, "assessment.not_permitted")
    refused(as_stranger.post(address, wanted), 404, "assessment.absent")
    refused(as_reader.post(address, {"version": "x", "rows": []}), 422, "request.invalid", "version")
