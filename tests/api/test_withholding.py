"""Withholding over the API: marks in a draft, at once in what is approved, and what others are told."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.models import Withholding
from tests import world
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
GROUND = "offl-24-3"
LOCAL = "local_environment"
ABSENT = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def at(complete):
    return f"assessments/{complete.pk}/draft/"


@pytest.fixture
def section(complete):
    return building.schema_of(complete).section_of("in_scope").key


@pytest.fixture
def closed(in_force, as_author):
    """What is in force, one answer of which is withheld at once."""
    body = {"version": str(in_force.pk), "path": "in_scope", "ground": GROUND, "reason": "Lekkasje"}
    return as_author.post(f"assessments/{in_force.assessment_id}/withholdings/", body).json()


def tag(assessment, path):
    return building.etag(assessment, path)


# --- In a draft ----------------------------------------------------------------------------------


def test_a_place_is_withheld_and_shown_again(as_author, complete, at, section):
    body = {"path": "in_scope", "ground": GROUND, "reason": "Fordi", "until": "2999-12-31"}
    answer = as_author.post(f"{at}withhold", body, if_match=tag(complete, section))
    assert answer.status_code == 200 and answer.json()["path"] == section
    [item] = as_author.get(f"{at}withheld/").json()["items"]
    assert item == {
        **body, "label": item["label"], "has_ended": False, "is_still_shown": False, "falls_away": False,
        "withholding": None, "etag": answer.json()["etag"],
    }  # fmt: skip
    gone = as_author.post(f"{at}disclose", {"path": "in_scope"}, if_match=item["etag"])
    assert gone.status_code == 200
    assert as_author.get(f"{at}withheld/").json()["items"] == []


def test_a_save_names_the_state_it_started_from(as_author, complete, at):
    body = {"path": "in_scope", "ground": GROUND}
    refused(as_author.post(f"{at}withhold", body), 428, "draft.etag_missing")
    refused(as_author.post(f"{at}withhold", body, if_match="x"), 412, "draft.stale")


@pytest.mark.parametrize(
    ("body", "status", "code", "where"),
    [
        ({"path": "in_scope"}, 422, "request.invalid", "ground"),
        ({"path": "in_scope", "ground": "offl-99"}, 422, "withhold.ground_unknown", "ground"),
        ({"path": "in_scope", "ground": GROUND, "until": "2020-01-01"}, 422, "withhold.until_past", "until"),
        ({"path": "in_scope", "ground": GROUND, "until": "nå"}, 422, "request.invalid", "until"),
        ({"path": "title", "ground": GROUND}, 422, "withhold.place_listed", "path"),
        ({"path": f"scenarios/{ABSENT}", "ground": GROUND}, 404, "withhold.row_absent", "path"),
        ({"path": "%00", "ground": GROUND}, 404, "withhold.place_unknown", "path"),
        ({"path": "in_scope", "ground": GROUND, "more": 1}, 422, "request.invalid", "more"),
    ],
)
def test_what_cannot_be_withheld_is_named(as_author, complete, at, section, body, status, code, where):
    answer = as_author.post(f"{at}withhold", body, if_match=tag(complete, section))
    assert answer.status_code == status
    problem = answer.json()
    assert where in {problem["where"], *(each["where"] for each in problem["reasons"])}, problem
    assert code in (problem["code"], "request.invalid")


def test_many_are_shown_first_and_then_withheld_in_one_step(as_author, complete, at):
    shown = as_author.post(f"{at}withhold-many/preview", {"rule": "likely"})
    places = shown.json()["places"]
    assert places and all(each["label"] and each["ground"] for each in places)
    assert as_author.get(f"{at}withheld/").json()["items"] == []
    stamp = shown.json()["stamp"]
    done = as_author.post(f"{at}withhold-many", {"rule": "likely", "reason": "Skjema"}, if_match=stamp)
    assert [each["path"] for each in done.json()["places"]] == [each["path"] for each in places]
    assert len(as_author.get(f"{at}withheld/").json()["items"]) == len(places)
    refused(as_author.post(f"{at}withhold-many", {"rule": "may"}, if_match=stamp), 412, "draft.stale")
    refused(as_author.post(f"{at}withhold-many", {"rule": "may"}), 428, "draft.etag_missing")


def test_a_rule_that_does_not_exist_or_a_level_that_is_none_is_named(as_author, complete, at):
    refused(as_author.post(f"{at}withhold-many/preview", {"rule": "all"}), 422, "request.invalid", "rule")
    wrong = {"rule": "level", "table": "scenarios", "level": "dire"}
    refused(as_author.post(f"{at}withhold-many/preview", wrong), 422, "withhold.level_unknown", "level")


def test_only_those_who_write_may_mark_and_only_the_owners_people_see_the_marks(
    as_reader, as_outsider, anyone, complete, at, section
):
    body = {"path": "in_scope", "ground": GROUND}
    refused(
        as_reader.post(f"{at}withhold", body, if_match=tag(complete, section)),
        403,
        "assessment.not_permitted",
    )
    assert as_reader.get(f"{at}withheld/").status_code == 200
    for asker, status in ((as_outsider, 404), (anyone, 401)):
        assert asker.get(f"{at}withheld/").status_code == status
        assert asker.post(f"{at}withhold", body).status_code == status
        assert asker.post(f"{at}disclose", {"path": "in_scope"}).status_code == status
        for deed in ("withhold-many", "withhold-many/preview"):
            assert asker.post(f"{at}{deed}", {"rule": "likely"}).status_code == status


def test_a_draft_is_read_as_others_would_read_it(as_author, as_reader, complete, at, section):
    as_author.post(f"{at}withhold", {"path": "in_scope", "ground": GROUND}, if_match=tag(complete, section))
    for asker in (as_author, as_reader):
        seen = asker.get(f"{at}?reading=public").json()
        assert seen["content"]["fields"]["in_scope"] == {"withheld": GROUND}
        assert (seen["reading"], seen["standing"], seen["problems"]) == ("public", None, [])
        [told] = [each for each in seen["withheld"] if each["ground"] == GROUND]
        assert told["count"] >= 1 and told["ref"] == "offentleglova § 24 tredje ledd"
    assert as_author.get(at).json()["content"]["fields"]["in_scope"] != {"withheld": GROUND}
    refused(as_author.get(f"{at}?reading=god"), 422, "request.invalid", "reading")


# --- At once -------------------------------------------------------------------------------------


def test_at_once_others_are_told_the_ground_and_nothing_else(
    anyone, as_outsider, as_reader, in_force, closed
):
    for asker in (anyone, as_outsider):
        seen = asker.get(f"versions/{in_force.pk}/").json()
        assert seen["content"]["fields"]["in_scope"] == {"withheld": GROUND}
        assert "Lekkasje" not in str(seen)
    assert as_reader.get(f"versions/{in_force.pk}/").json()["withheld"] == []
    assert closed["lifted_at"] is None and closed["by"]["name"]


def test_what_one_had_is_not_said_to_be_what_there_is(anyone, as_author, in_force):
    address = f"versions/{in_force.pk}/"
    had = anyone.get(address).headers["ETag"]
    assert anyone.get(address, if_none_match=had).status_code == 304
    body = {"version": str(in_force.pk), "path": "in_scope", "ground": GROUND}
    as_author.post(f"assessments/{in_force.assessment_id}/withholdings/", body)
    anew = anyone.get(address, if_none_match=had)
    assert anew.status_code == 200 and anew.headers["ETag"] != had


def test_no_one_sees_more_by_asking_to_see_as_another(anyone, as_outsider, as_author, in_force, closed):
    for asker in (anyone, as_outsider):
        seen = asker.get(f"versions/{in_force.pk}/?reading=full").json()
        assert seen["content"]["fields"]["in_scope"] == {"withheld": GROUND}
        assert seen["reading"] != "full"
    seen = as_author.get(f"versions/{in_force.pk}/?reading=members").json()
    assert (seen["reading"], seen["content"]["fields"]["in_scope"]) == ("members", {"withheld": GROUND})


def test_it_is_listed_for_the_owners_people_and_lifted_by_those_who_share(
    as_reader, as_author, as_approver, as_outsider, anyone, in_force, closed
):
    at = f"assessments/{in_force.assessment_id}/withholdings/"
    assert [each["path"] for each in as_reader.get(at).json()["results"]] == ["in_scope"]
    refused(as_outsider.get(at), 404, "assessment.not_own")
    assert anyone.get(at).status_code == 401
    lift = f"{at}{closed['id']}/lift"
    refused(as_outsider.post(lift), 404, "assessment.not_own")
    refused(as_author.post(lift), 403, "assessment.not_permitted")
    assert as_approver.post(lift).json()["lifted_at"]
    refused(as_approver.post(lift), 409, "withhold.lifted_already")
    assert anyone.get(f"versions/{in_force.pk}/").json()["content"]["fields"]["in_scope"] != {
        "withheld": GROUND
    }


def test_closing_names_what_is_wrong(as_author, as_outsider, as_reader, in_force, hidden, closed):
    at = f"assessments/{in_force.assessment_id}/withholdings/"
    body = {"version": str(in_force.pk), "path": "occasion", "ground": GROUND}
    refused(as_author.post(at, {**body, "path": "in_scope"}), 409, "withhold.already", "path")
    refused(as_author.post(at, {**body, "version": str(hidden.pk)}), 404, "version.absent")
    refused(as_author.post(at, {**body, "ground": "x"}), 422, "withhold.ground_unknown", "ground")
    refused(as_author.post(f"{at}{closed['id'] + 9}/lift"), 404, "withhold.absent")
    refused(as_reader.post(at, body), 403, "assessment.not_permitted")
    refused(as_outsider.post(at, body), 403, "assessment.not_permitted")
    assert Withholding.objects.count() == 1


def test_of_a_version_one_is_not_shown_not_even_that_it_is_there_is_told(as_outsider, town, in_force):
    assessment = building.fresh(in_force.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    waiting = building.freeze(town, assessment)
    body = {"version": str(waiting.pk), "path": "occasion", "ground": GROUND}
    refused(as_outsider.post(f"assessments/{assessment.pk}/withholdings/", body), 404, "version.absent")


def test_the_overview_says_what_is_still_shown_in_what_is_in_force(as_author, in_force, section_of_scope):
    assessment = in_force.assessment
    as_author.post(f"assessments/{assessment.pk}/revise")
    at = f"assessments/{assessment.pk}/draft/"
    body = {"path": "in_scope", "ground": "offl-14"}
    as_author.post(f"{at}withhold", body, if_match=tag(assessment, section_of_scope))
    [item] = as_author.get(f"{at}withheld/").json()["items"]
    assert item["is_still_shown"] and item["falls_away"]
    assert as_author.get(f"{at}withheld/").json()["is_shared"]
    closing = {"version": str(in_force.pk), "path": "in_scope", "ground": GROUND}
    as_author.post(f"assessments/{assessment.pk}/withholdings/", closing)
    items = as_author.get(f"{at}withheld/").json()["items"]
    assert [each["is_still_shown"] for each in items] == [False, False]
    assert [each["withholding"] is None for each in items] == [True, False]
    assert [each["has_ended"] for each in items] == [False, False]


def test_the_overview_names_what_is_withheld_without_anyones_word(as_author, complete, at, section_of_local):
    [told] = [each for each in as_author.get(f"{at}withheld/").json()["by_default"] if each["path"] == LOCAL]
    assert told["ground"] == GROUND and told["label"]
    mark = {"path": LOCAL, "ground": "offl-13"}
    as_author.post(f"{at}withhold", mark, if_match=tag(complete, section_of_local))
    told = as_author.get(f"{at}withheld/").json()["by_default"]
    assert told and LOCAL not in {each["path"] for each in told}


@pytest.fixture
def section_of_local(complete):
    return building.schema_of(complete).section_of(LOCAL).key


@pytest.fixture
def section_of_scope(in_force):
    return in_force.parsed_schema.section_of("in_scope").key


def test_whoever_may_close_is_told_so(as_author, as_reader, as_outsider, in_force):
    for asker, may in ((as_author, True), (as_reader, False), (as_outsider, False)):
        assert asker.get(f"versions/{in_force.pk}/").json()["can"]["withhold"] is may


def test_the_grounds_are_open_to_all_with_the_days_they_hold(anyone):
    found = {each["id"]: each for each in anyone.get("grounds/").json()}
    assert found["offl-14"]["is_internal"] and found["offl-14"]["warning"]
    assert found["offl-13"]["is_duty"] and found["offl-13"]["valid_from"] == "2009-01-01"
    assert all(each["holds"] and each["valid_to"] is None for each in found.values())
