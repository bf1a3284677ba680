"""The trail over the API: the auditor reads it, with proofs, and nobody else does."""

from __future__ import annotations

import io

import pytest

from registry import jobs
from registry.audit import checking, files, sealing
from registry.audit.statement import from_plain
from registry.models import Event
from tests.api.asking import Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


def _events(town) -> str:
    return f"agencies/{town.agency.pk}/events/"


def test_the_trail_is_filtered(town):
    building.started(town)
    asker = Asker(town.auditor)
    everything = asker.get(_events(town)).json()["results"]
    assert everything[0]["verb"] == "trail_read"  # that it is read is in it
    one = asker.get(f"{_events(town)}?verb=assessment_started&who={town.author.pk}").json()["results"]
    assert [each["verb"] for each in one] == ["assessment_started"]
    about = asker.get(f"{_events(town)}?object={one[0]['object_type']}:{one[0]['object_id']}").json()[
        "results"
    ]
    assert {each["object_id"] for each in about} == {one[0]["object_id"]}
    assert asker.get(f"{_events(town)}?since=2999-01-01").json()["results"] == []


@pytest.mark.parametrize(
    "name, value", [("who", "x"), ("since", "x"), ("until", "2026-02-31"), ("object", "x")]
)
def test_a_filter_that_cannot_be_read_is_located(town, name, value):
    refused(Asker(town.auditor).get(f"{_events(town)}?{name}={value}"), 422, "trail.filter_malformed", name)


def test_an_event_is_proved_to_be_under_a_signed_root(town):
    sealing.seal_all()
    asker = Asker(town.auditor)
    event = Event.objects.filter(agency=town.agency).first()
    told = asker.get(f"{_events(town)}{event.pk}/proof").json()
    assert checking.digest_of(told["event"]) == told["event"]["hash"] == event.hash
    said = from_plain(told["seal"])
    assert said.is_signed(told["seal"]["signature"])
    assert checking.proves(event.hash, told["sealed"], said)
    assert not checking.proves("00" * 32, told["sealed"], said)


def test_what_is_not_sealed_yet_has_no_proof(town):
    event = Event.objects.filter(agency=town.agency).first()
    told = Asker(town.auditor).get(f"{_events(town)}{event.pk}/proof").json()
    assert (told["sealed"], told["seal"]) == (None, None)


def test_another_agencys_event_is_absent(town, village):
    event = Event.objects.filter(agency=village.agency).first()
    assert Asker(town.auditor).get(f"{_events(town)}{event.pk}/proof").status_code == 404


def test_seals_are_listed_newest_first(town):
    sealing.seal_all()
    building.started(town)
    sealing.seal_all()
    told = Asker(town.auditor).get("seals/").json()["results"]
    assert [each["number"] for each in told] == [2, 1]
    assert told[0]["former"] == from_plain(told[1]).digest


def test_a_file_is_ordered_followed_and_collected(town):
    building.started(town)
    sealing.seal_all()
    asker = Asker(town.auditor)
    path = f"agencies/{town.agency.pk}/trail-files/"
    answer = asker.post(path, {"format": "json", "language": "nb", "filters": {"verb": "member_added"}})
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued" and answer.json()["file"] is None
    jobs.drain()
    told = asker.get(answer.headers["Location"].replace("http://testserver", "")).json()
    assert told["state"] == "done"
    assert asker.get(path).json()["results"][0]["id"] == told["id"]
    file = asker.get(told["file"].replace("http://testserver", ""))
    assert file.headers["Cache-Control"] == "private, no-store"
    trail = files.read_trail(io.StringIO(b"".join(file.streaming_content).decode()))
    assert list(checking.examine(trail)) == []
    assert len(trail.kept_events) == told["events"] == 7


@pytest.mark.parametrize(
    "body, where",
    [
        ({"format": "pdf", "language": "nb"}, "format"),
        ({"format": "json"}, "language"),
        ({"format": "json", "language": "nb", "filters": {"who": "x"}}, "filters/who"),
        ({"format": "json", "language": "nb", "filters": {"object": "x"}}, "object"),
        ({"format": "json", "language": "nb", "else": 1}, "else"),
    ],
)
def test_an_order_that_cannot_be_read_is_located(town, body, where):
    answer = Asker(town.auditor).post(f"agencies/{town.agency.pk}/trail-files/", body)
    refused(answer, 422, answer.json()["code"], where)


@pytest.mark.parametrize("actor", ["reader", "author", "reviewer", "dpo", "approver"])
def test_other_roles_read_no_trail(town, actor):
    asker = Asker(town[actor])
    for path in (
        _events(town),
        f"{_events(town)}1/proof",
        "seals/",
        f"agencies/{town.agency.pk}/trail-files/",
    ):
        assert asker.get(path).status_code == 403, path
    body = {"format": "json", "language": "nb"}
    assert asker.post(f"agencies/{town.agency.pk}/trail-files/", body).status_code == 403


def test_an_auditor_reads_no_other_agencys_trail(town, village, stranger):
    assert Asker(village.auditor).get(_events(town)).status_code == 403
    assert Asker(stranger).get(_events(town)).status_code == 403
    order = Asker(town.auditor).post(
        f"agencies/{town.agency.pk}/trail-files/", {"format": "json", "language": "nb"}
    ).json()["id"]  # fmt: skip
    for asker, agency in ((village.auditor, village.agency), (town.administrator, town.agency)):
        answer = Asker(asker).get(f"agencies/{agency.pk}/trail-files/{order}/file")
        assert answer.status_code == 404


def test_an_auditor_reads_versions_and_changes_nothing(town):
    draft, version = building.started(town), building.submitted(town)
    asker = Asker(town.auditor)
    assert asker.get(f"versions/{version.pk}/").status_code == 200
    assert asker.get(f"assessments/{draft.pk}/draft/").status_code == 200
    at, of, reason = f"assessments/{draft.pk}", f"versions/{version.pk}", {"reason": "Nei"}
    for path, body in (
        (f"{at}/draft/submit", {}), (f"{at}/draft/rows/scenarios/", {"fields": {}}),
        (f"{at}/share", {"visibility": "public"}), (f"{of}/withdraw", reason),
        (f"{of}/request-changes", reason), (f"{of}/comments/", {"text": "Hm"}), ("suppliers/", {"name": "X"}),
    ):  # fmt: skip
        assert asker.post(path, body).status_code == 403, path
