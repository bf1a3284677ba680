"""Files of versions over the API: ordered, followed, collected."""

from __future__ import annotations

import hashlib

import pytest

from assessments.actions import revise, withdraw
from registry import jobs
from registry.models import Event, Job
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


def order(asker, version, change=None):
    wanted = {"version": str(version.pk), "format": "json", "language": "nb", **(change or {})}
    return asker.post("exports/", wanted)


def test_an_order_is_taken_made_and_collected(in_force, as_outsider):
    answer = order(as_outsider, in_force)
    body = answer.json()
    assert (answer.status_code, body["state"], body["file"]) == (202, "queued", None)
    assert answer.headers["Location"] == f"http://testserver/api/v1/exports/{body['id']}/"
    refused(as_outsider.get(f"exports/{body['id']}/file"), 409, "export.not_ready")
    assert jobs.drain() == 1
    done = as_outsider.get(f"exports/{body['id']}/").json()
    assert (done["state"], done["progress"], done["error"]) == ("done", 100, None)
    file = as_outsider.get(done["file"])
    data = b"".join(file.streaming_content)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (done["size"], done["sha256"])
    assert file.headers["Content-Disposition"].startswith('attachment; filename="')
    assert file.headers["Content-Length"] == str(len(data))
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["Content-Type"] == "application/json"


def test_each_collection_is_recorded(in_force, as_outsider, village):
    made = order(as_outsider, in_force).json()
    jobs.drain()
    b"".join(as_outsider.get(f"exports/{made['id']}/file").streaming_content)
    who = Event.objects.filter(verb="export_collected").values_list("who", flat=True)
    assert list(who) == [village.author.pk]


def test_a_file_is_handed_over_whatever_the_asker_accepts(in_force, as_outsider):
    made = order(as_outsider, in_force).json()
    jobs.drain()
    answer = as_outsider.get(f"exports/{made['id']}/file", accept="application/pdf")
    assert answer.status_code == 200
    answer.close()


def test_an_equal_order_shares_the_file(in_force, as_outsider, anyone):
    order(as_outsider, in_force)
    jobs.drain()
    again = order(as_outsider, in_force)
    assert (again.status_code, again.json()["state"]) == (201, "done")
    assert Job.objects.count() == 1


def test_ones_own_orders_are_listed_newest_first(in_force, as_outsider, as_reader):
    first, second = (order(as_outsider, in_force, {"language": language}).json() for language in ("nb", "en"))
    listed = as_outsider.get("exports/").json()["results"]
    assert [each["id"] for each in listed] == [second["id"], first["id"]]
    assert listed[0]["version"]["assessment"]["title"] == "Sak"
    assert as_reader.get("exports/").json()["results"] == []
    refused(as_reader.get(f"exports/{first['id']}/"), 404, "export.absent")
    refused(as_reader.get(f"exports/{first['id']}/file"), 404, "export.absent")
    refused(as_reader.post(f"exports/{first['id']}/retry"), 404, "export.absent")


def test_what_becomes_invisible_while_it_waits_is_not_made(in_force, as_outsider, town, as_reader):
    made = order(as_outsider, in_force).json()
    building.show(in_force.assessment, town, "private")
    jobs.drain()
    assert Job.objects.get().state == "failed"
    refused(as_outsider.get(f"exports/{made['id']}/"), 404, "export.absent")
    assert as_outsider.get("exports/").json()["results"] == []
    building.show(in_force.assessment, town, "public")
    failed = as_outsider.get(f"exports/{made['id']}/").json()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "version.absent")
    assert failed["error"]["message"]
    again = as_outsider.post(f"exports/{made['id']}/retry")
    assert (again.status_code, again.json()["state"], again.json()["error"]) == (202, "queued", None)
    jobs.drain()
    assert as_outsider.get(f"exports/{made['id']}/").json()["state"] == "done"


def test_a_made_file_is_kept_from_those_who_may_no_longer_read(in_force, as_outsider, town):
    made = order(as_outsider, in_force).json()
    jobs.drain()
    withdraw(version=building.again(in_force), reason="Feil", by=town.approver)
    refused(as_outsider.get(f"exports/{made['id']}/file"), 404, "export.absent")


def test_what_one_may_not_see_is_not_ordered(hidden, as_outsider, as_stranger, anyone):
    refused(order(as_outsider, hidden), 404, "version.absent")
    refused(order(as_stranger, hidden), 404, "version.absent")
    refused(order(anyone, hidden), 401, "access.not_signed_in")
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"format": "odt"}, "format"),
        ({"format": None}, "format"),
        ({"language": "sv"}, "language"),
        ({"version": "x"}, "version"),
        ({"variant": "full"}, "variant"),
        ({"reading": "full"}, "reading"),
    ],
)
def test_a_wrong_order_is_named(in_force, as_outsider, change, where):
    refused(order(as_outsider, in_force, change), 422, "request.invalid", where)


def test_an_order_that_waits_is_not_tried_again(in_force, as_outsider):
    made = order(as_outsider, in_force).json()
    refused(as_outsider.post(f"exports/{made['id']}/retry"), 409, "job.live")


def test_a_comparison_is_ordered_by_naming_the_other_version(in_force, town, as_outsider):
    newer = building.renewed(town, in_force.assessment)
    change = {"format": "pdf", "compared_with": str(in_force.pk)}
    body = order(as_outsider, newer, change).json()
    assert (body["version"]["number"], body["compared_with"]["number"]) == (2, 1)
    refused(order(as_outsider, newer, {**change, "format": "xlsx"}), 422, "export.format_unknown", "format")


def test_a_version_one_may_not_see_cannot_be_compared_with(in_force, hidden, as_outsider):
    change = {"format": "pdf", "compared_with": str(hidden.pk)}
    refused(order(as_outsider, in_force, change), 404, "version.absent")


@pytest.fixture
def revised(town, in_force):
    """The same with an open draft of its next version."""
    revise(assessment=building.fresh(in_force.assessment), by=town.author)
    return building.fresh(in_force.assessment)


def test_a_comparison_with_an_open_draft_is_ordered_by_its_name(in_force, revised, as_reader):
    change = {"version": f"draft:{revised.pk}", "compared_with": str(in_force.pk), "format": "pdf"}
    answer = order(as_reader, in_force, change)
    body = answer.json()
    assert (answer.status_code, body["version"], body["compared_draft"]) == (202, None, None)
    assert (body["draft"]["title"], body["draft"]["assessment"]["id"]) == ("Sak", str(revised.pk))
    assert body["compared_with"]["number"] == 1
    jobs.drain()
    assert as_reader.get(f"exports/{body['id']}/").json()["state"] == "done"
    other = order(as_reader, in_force, {"compared_with": f"draft:{revised.pk}", "format": "pdf"}).json()
    assert (other["draft"], other["compared_draft"]["digest"]) == (None, body["draft"]["digest"])


def test_a_draft_one_may_not_read_is_not_there_to_order(in_force, revised, as_outsider, as_stranger, anyone):
    change = {"version": f"draft:{revised.pk}", "compared_with": str(in_force.pk), "format": "pdf"}
    refused(order(as_outsider, in_force, change), 404, "assessment.not_own")
    refused(order(as_stranger, in_force, change), 404, "assessment.not_own")
    refused(order(anyone, in_force, change), 401, "access.not_signed_in")
    absent = {**change, "version": f"draft:{in_force.pk}"}
    refused(order(as_outsider, in_force, absent), 404, "assessment.absent")


def test_a_draft_is_ordered_only_to_be_compared(revised, in_force, as_reader):
    change = {"version": f"draft:{revised.pk}"}
    refused(order(as_reader, in_force, change), 422, "export.draft_alone", "compared_with")
    for name in ("draft:x", "draft:", "x"):
        refused(order(as_reader, in_force, {"compared_with": name}), 422, "request.invalid", "compared_with")
