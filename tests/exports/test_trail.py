"""The trail in words: who is named to whom, what has a title, and what the files hold."""

from __future__ import annotations

import ast
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from openpyxl import load_workbook

from assessments import reading
from exports import actions
from exports.models import TrailFile
from exports.trail import files as trail_files
from exports.trail.telling import tell
from exports.trail.words import LABELS
from registry import actions as registry_actions
from registry import audit, jobs
from registry.access.roles import Role
from registry.audit import checking, files, keys, sealing
from registry.audit.filters import Filters, trail_of
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
TELLING = {"record", "record_person", "note_read", "change_draft", "_record"}


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def _verbs(path: Path) -> set[str]:
    """Every verb that is written out where something is recorded."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLING:
            said = [*(word.value for word in node.keywords if word.arg == "verb"), *node.args[:1]]
            for each in said:
                branches = [each.body, each.orelse] if isinstance(each, ast.IfExp) else [each]
                found |= {
                    b.value for b in branches if isinstance(b, ast.Constant) and isinstance(b.value, str)
                }
    return found


def test_everything_that_is_recorded_has_words():
    sources = [path for floor in ("registry", "assessments", "exports") for path in Path(floor).rglob("*.py")]
    verbs = set().union(*map(_verbs, sources))
    assert len(verbs) > 60
    decided = {f"version_{kind}" for kind in ("approved", "changes_requested", "withdrawn")}
    assert verbs | decided <= set(LABELS), verbs - set(LABELS)


def _told(actor, agency, **filters):
    events = list(trail_of(world.fresh(actor), agency, Filters(**filters)).order_by("id"))
    return tell(events, world.fresh(actor), agency)


def test_ones_own_people_are_named_and_others_by_their_agency(town, village):
    shared = building.approved(town, visibility="members")
    for reader in (town.reader, village.author):
        reading.read_version(shared, world.fresh(reader))
    told = _told(town.auditor, town.agency, verb="version_read")
    assert [one.who for one in told] == [town.reader.name, f"Someone in {village.agency.name}"]
    assert ("On behalf of", village.agency.name) in told[1].details
    assert village.author.name not in repr([(one.who, one.about, one.details) for one in told])


def test_who_has_left_is_still_named_in_her_former_agency(town):
    person = world.member(town.agency, Role.AUTHOR, name="Solveig Sluttet")
    building.started(town)
    registry_actions.update_person(user=person, name="Solveig Sluttet", by=person)
    registry_actions.remove_member(agency=town.agency, user=person, role="author", by=town.administrator)
    assert "Solveig Sluttet" in {one.who for one in _told(town.auditor, town.agency)}


def test_nobody_the_operator_and_the_machine_are_told_apart(town, operator):
    audit.record("denied", town.agency, None, town.agency, anonymous=True)
    audit.record("denied", town.agency, None, town.agency)
    audit.record("denied", town.agency, operator, town.agency)
    assert [one.who for one in _told(town.auditor, town.agency, verb="denied")] == [
        "Someone not signed in", "The operator, at the machine", "The operator of this installation",
    ]  # fmt: skip


def test_a_title_is_shown_to_those_who_may_see_the_thing_alone(town, village):
    shared = building.approved(town, title="Hemmelig tittel", visibility="members")
    building.actions.fork(version=shared, owner=village.agency, by=world.fresh(village.author))
    (seen,) = _told(village.auditor, village.agency, verb="version_forked")
    assert (seen.kind, seen.about) == ("Assessment", "Hemmelig tittel")
    building.show(building.fresh(shared.assessment), town, "private")
    (hidden,) = _told(village.auditor, village.agency, verb="version_forked")
    assert (hidden.kind, hidden.about, hidden.about_href) == ("Assessment", "", "")
    assert "Hemmelig" not in repr(hidden.details)


def test_a_version_that_has_gone_to_another_agency_is_named_while_one_is_shown_it(town, village):
    version = building.approved(village, title="Hemmelig tittel", visibility="members")
    audit.record("denied", version, None, town.agency)
    (seen,) = _told(town.auditor, town.agency, verb="denied")
    assert seen.about == "Hemmelig tittel, version 1"
    building.show(building.fresh(version.assessment), village, "private")
    (hidden,) = _told(town.auditor, town.agency, verb="denied")
    assert (hidden.about, hidden.about_href) == ("", "")


def test_the_owner_is_told_who_forked_what(town, village):
    shared = building.approved(town, visibility="members")
    building.actions.fork(version=shared, owner=village.agency, by=world.fresh(village.author))
    assert [one.who for one in _told(town.auditor, town.agency, verb="version_read")] == [
        f"Someone in {village.agency.name}"
    ]


def test_a_request_and_a_grant_are_told_with_names_in_both_trails(town, village):
    version = building.only_listed(town, title="Listet tittel")
    asked = building.actions.ask_access(
        assessment=building.fresh(version.assessment), agency=village.agency, reason="Samme løsning",
        by=world.fresh(village.author),
    )  # fmt: skip
    last = timezone.localdate() + timedelta(days=30)
    building.actions.grant_access(request=asked, until=last, by=world.fresh(town.approver))
    (here,) = _told(town.auditor, town.agency, verb="access_asked")
    assert ("Asking agency", village.agency.name) in here.details
    assert not [name for name, value in here.details if value == "None"]
    (named,) = _told(town.auditor, town.agency, verb="agency_named")
    assert {("Named agency", village.agency.name), ("Until", last.isoformat())} <= set(named.details)
    (there,) = _told(village.auditor, village.agency, verb="access_granted")
    assert (there.kind, there.about) == ("Request to see an assessment", "Listet tittel")
    assert there.about_href == f"/access-requests/{asked.pk}/"


def test_many_events_cost_no_more_queries_than_few(town, django_assert_max_num_queries):
    building.approved(town)
    events = list(Event.objects.filter(agency=town.agency))
    assert len(events) > 10
    auditor = world.fresh(town.auditor)
    with django_assert_max_num_queries(14):
        tell(events, auditor, town.agency)


@pytest.mark.parametrize(
    "given, where",
    [
        ({"who": "x"}, "who"), ({"since": "i går"}, "since"), ({"until": "2026-13-01"}, "until"),
        ({"since": "0001-01-01"}, "since"), ({"object": "intet"}, "object"), ({"object": "a:\x00"}, "object"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_refused_where_it_stands(given, where):
    with building.refused(Invalid, "trail.filter_malformed", where):
        Filters.of(given)


def test_filters_let_through_what_they_say(town):
    building.approved(town)
    everything = _told(town.auditor, town.agency)
    first = everything[0]
    assert {one.event.who_id for one in _told(town.auditor, town.agency, who=str(town.author.pk))} == {
        town.author.pk
    }
    assert {one.event.object_id for one in _told(town.auditor, town.agency, object=first.object)} == {
        first.event.object_id
    }
    assert _told(town.auditor, town.agency, since="2999-01-01") == []
    assert _told(town.auditor, town.agency, until="1999-01-01") == []
    assert len(_told(town.auditor, town.agency, since="2000-01-01", until="2999-01-01")) == len(everything)


def test_who_may_not_read_a_trail_meets_none_of_its_events(town, village):
    for actor in (town.author, village.auditor):
        assert not trail_of(world.fresh(actor), town.agency, Filters()).exists()


# --- Files -----------------------------------------------------------------------------------------


def _order(town, format="json", **filters) -> TrailFile:
    order = actions.order_trail_file(
        agency=town.agency,
        filters=Filters(**filters),
        format=format,
        language="en",
        by=world.fresh(town.auditor),
    )
    jobs.drain()
    return TrailFile.objects.get(pk=order.pk)


def _collected(order, by) -> bytes:
    with actions.collect_trail_file(file=order, by=world.fresh(by)).file as file:
        return file.read()


def test_a_json_file_proves_each_event_and_has_the_words_of_the_page(town):
    building.approved(town)
    sealing.seal_all()
    order = _order(town)
    data = _collected(order, town.auditor)
    trail = files.read_trail(io.StringIO(data.decode()))
    assert (trail.is_whole, len(trail.kept_events)) == (False, order.events)
    assert list(checking.examine(trail, keys.trusted_keys())) == []
    proved = [event for event in trail.kept_events if event["sealed"]]
    assert len(proved) > 10
    assert {event["shown"]["who"] for event in trail.kept_events} >= {town.author.name}
    assert {event["agency"] for event in trail.kept_events} == {str(town.agency.pk)}


@pytest.mark.parametrize("change", [{"verb": "forged"}, {"who": "x"}, {"seq": 99}, {"detail": {}}])
def test_a_changed_event_in_a_part_of_the_trail_is_found(town, change):
    building.approved(town)
    sealing.seal_all()
    document = json.loads(_collected(_order(town), town.auditor))
    event = next(each for each in document["events"] if each["sealed"] and each["detail"])
    event |= change
    found = checking.examine(files.read_trail(io.StringIO(json.dumps(document))))
    assert "event.changed" in {finding.code for finding in found}
    event["hash"] = checking.digest_of(event)  # and hashed anew
    found = checking.examine(files.read_trail(io.StringIO(json.dumps(document))))
    assert "event.unproved" in {finding.code for finding in found}


def test_an_excel_file_has_a_row_for_each_event_newest_first_and_no_formula(town):
    building.started(town, title="=1+1")
    order = _order(town, "xlsx")
    page = load_workbook(io.BytesIO(_collected(order, town.auditor))).worksheets[0]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert len(rows) == order.events > 5
    assert [row[7] for row in rows] == sorted((row[7] for row in rows), reverse=True)
    assert [cell.value for cell in page[1]][:4] == ["When", "Who", "What", "Kind"]
    assert "f" not in {cell.data_type for row in page.iter_rows(min_row=2) for cell in row}
    assert any(row[4] == "=1+1" for row in rows)


def test_a_file_is_ordered_made_and_collected_in_the_trail(town):
    _collected(_order(town, verb="member_added"), town.auditor)
    told = Event.objects.filter(verb__startswith="trail_file").order_by("id")
    assert [event.verb for event in told] == ["trail_file_ordered", "trail_file_made", "trail_file_collected"]
    assert {event.who for event in told} == {town.auditor}
    assert told[0].detail["filters"] == {"verb": "member_added"}


def test_a_file_holds_only_what_the_filters_let_through(town):
    order = _order(town, verb="member_added")
    document = json.loads(_collected(order, town.auditor))
    assert {event["verb"] for event in document["events"]} == {"member_added"}


def test_only_who_reads_the_trail_orders_it_and_only_the_orderer_collects(town, village):
    for by in (town.author, town.dpo, village.auditor):
        with building.refused(NotPermitted, "access.not_permitted"):
            actions.order_trail_file(
                agency=town.agency, filters=Filters(), format="json", language="nb", by=world.fresh(by)
            )
    order = _order(town)
    for by in (town.administrator, village.auditor):
        with building.refused(NotFound, "export.absent"):
            actions.collect_trail_file(file=order, by=world.fresh(by))


def test_who_loses_the_role_before_it_is_made_or_fetched_gets_nothing(town):
    order = _order(town)
    late = actions.order_trail_file(
        agency=town.agency, filters=Filters(), format="json", language="nb", by=world.fresh(town.auditor)
    )
    registry_actions.remove_member(
        agency=town.agency, user=town.auditor, role="auditor", by=world.fresh(town.administrator)
    )
    jobs.drain()
    late = TrailFile.objects.get(pk=late.pk)
    assert (late.state, late.file) == ("failed", "")
    with building.refused(NotFound, "export.absent"):
        actions.collect_trail_file(file=order, by=world.fresh(town.auditor))


def test_what_is_not_offered_or_too_much_is_refused_where_it_stands(town, monkeypatch):
    asked = {"agency": town.agency, "filters": Filters(), "by": world.fresh(town.auditor)}
    with building.refused(Invalid, "trail.format_unknown", "format", has_how=True):
        actions.order_trail_file(format="pdf", language="nb", **asked)
    with building.refused(Invalid, "trail.language_unknown", "language", has_how=True):
        actions.order_trail_file(format="json", language="de", **asked)
    monkeypatch.setitem(trail_files.MOST, "json", 3)
    with building.refused(Invalid, "trail.too_many", "since", has_how=True):
        actions.order_trail_file(format="json", language="nb", **asked)


def test_a_file_that_is_not_there_is_said(town):
    order = actions.order_trail_file(
        agency=town.agency, filters=Filters(), format="json", language="nb", by=world.fresh(town.auditor)
    )
    with building.refused(Conflict, "export.not_ready"):
        actions.collect_trail_file(file=order, by=world.fresh(town.auditor))
    jobs.drain()
    order.refresh_from_db()
    default_storage.delete(order.file)
    with building.refused(Conflict, "export.file_gone"):
        actions.collect_trail_file(file=order, by=world.fresh(town.auditor))
