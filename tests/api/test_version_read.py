"""A version as each reader is shown it, and what its ETag tells."""

from __future__ import annotations

import json

import pytest

from assessments import actions
from assessments.engine.content import Mark
from assessments.engine.schema import Stage
from tests.api.asking import Asker, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
SECRET = "Bakdøra står åpen"


@pytest.fixture
def withheld(town):
    """A public version in force with one answer, one row and one cell withheld."""
    draft = building.fill(building.started(town), word=SECRET)
    content = building.stored(draft).content
    scenario = content.rows["scenarios"][0].id
    measure = content.rows["measures"][0].id
    for path in ("technical_description", f"scenarios/{scenario}/rationale", f"measures/{measure}"):
        content = content.with_mark(path, Mark("offl-24-3", reason="Hemmelig grunn"))
    building.write(draft, content)
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    return version


def test_each_reading_shows_the_ground_and_never_the_text(withheld, anyone, as_outsider, as_reader):
    address = f"versions/{withheld.pk}/"
    full, members, public = (each.get(address).json() for each in (as_reader, as_outsider, anyone))
    assert [each["reading"] for each in (full, members, public)] == ["full", "members", "public"]
    assert full["content"]["fields"]["technical_description"] == SECRET
    for shown in (members, public):
        assert shown["content"]["fields"]["technical_description"] == {"withheld": "offl-24-3"}
        assert "Hemmelig grunn" not in json.dumps(shown, ensure_ascii=False)
        assert shown["content"]["rows"]["measures"][0]["fields"] == {}
        assert shown["content"]["rows"]["scenarios"][0]["fields"]["rationale"] == {"withheld": "offl-24-3"}


def test_what_is_the_owners_own_is_not_in_other_readings(town, anyone, as_reader):
    version = building.approved(town, kind="dpia", visibility="public")
    address = f"versions/{version.pk}/"
    full, public = as_reader.get(address).json(), anyone.get(address).json()
    for name in ("author", "message", "advice", "decisions", "sections"):
        assert full[name] is not None and public[name] is None, name
    advice = [key for key in full["content"]["fields"] if key.startswith("advice")]
    assert advice and not set(advice) & set(public["content"]["fields"])
    assert public["content"]["fields"]["decision"] == full["content"]["fields"]["decision"]
    assert not any(public["can"].values())


def test_an_etag_spares_sending_what_one_has(in_force, anyone):
    first = anyone.get(f"versions/{in_force.pk}/")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {each.strip() for each in first.headers["Vary"].split(",")}
    for named in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"x", {first.headers["ETag"]}', "*"):
        again = anyone.get(f"versions/{in_force.pk}/", if_none_match=named)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert anyone.get(f"versions/{in_force.pk}/", if_none_match='"x"').status_code == 200


def test_an_etag_names_one_reading_only(in_force, anyone, as_outsider, as_reader, as_approver):
    address = f"versions/{in_force.pk}/"
    tags = [asker.get(address).headers["ETag"] for asker in (anyone, as_outsider, as_reader, as_approver)]
    assert len(set(tags)) == 4  # three readings; the approver can do more than the reader
    assert anyone.get(address, if_none_match=tags[2]).status_code == 200


def test_access_is_asked_before_any_etag(in_force, town, anyone):
    address = f"versions/{in_force.pk}/"
    tag = anyone.get(address).headers["ETag"]
    building.show(in_force.assessment, town, "private")
    for named in (tag, "*"):
        refused(anyone.get(address, if_none_match=named), 404, "version.absent")


def test_the_etag_follows_the_state_and_the_records(town, as_reader, as_dpo):
    version = building.actions.submit(
        assessment=building.fill(building.started(town, kind="dpia")), by=town.author
    )
    address, tags = f"versions/{version.pk}/", []
    steps = [
        lambda: None,
        lambda: actions.advise(version=version, answers=building.record(Stage.ADVICE, version), by=town.dpo),
        lambda: actions.respond(
            version=version, answers=building.record(Stage.RESPONSE, version), by=town.author
        ),
        lambda: building.approve(town, version),
    ]
    for step in steps:
        step()
        tags.append(as_reader.get(address).headers["ETag"])
    assert len(set(tags)) == len(steps)
    town.agency.name = "Nytt navn kommune"
    town.agency.save()
    assert as_reader.get(address).headers["ETag"] not in tags


@pytest.mark.parametrize("who", ["anyone", "as_stranger", "as_outsider"])
def test_a_version_one_may_not_see_is_absent(request, hidden, waiting, who):
    asker = request.getfixturevalue(who)
    for version in (hidden, waiting):
        refused(asker.get(f"versions/{version.pk}/"), 404, "version.absent")


def test_what_waits_is_not_shown_beside_what_is_in_force(in_force, town, anyone, as_reader):
    actions.revise(assessment=building.fresh(in_force.assessment), by=town.author)
    waiting = building.freeze(town, building.fresh(in_force.assessment))
    refused(anyone.get(f"versions/{waiting.pk}/"), 404, "version.absent")
    assert as_reader.get(f"versions/{waiting.pk}/").json()["state"] == "submitted"


@pytest.mark.parametrize("role", ["reader", "author", "dpo", "approver"])
def test_what_one_can_do_is_what_the_deeds_allow(town, waiting, role):
    can = Asker(town[role]).get(f"versions/{waiting.pk}/").json()["can"]
    expected = {
        "reader": set(),
        "author": {"comment", "respond", "withdraw", "withhold", "fork"},
        "dpo": {"comment", "advise", "request_changes", "withhold"},
        "approver": {"comment", "approve", "request_changes", "withdraw", "withhold"},
    }
    assert {name for name, allowed in can.items() if allowed} == expected[role]
