"""Rows of a draft: added, saved, moved, removed."""

from __future__ import annotations

import pytest

from assessments.models import Draft
from tests.api.asking import codes, refused
from tests.assessments import building

pytestmark = pytest.mark.django_db
ABSENT = "6a5e1a1e-0000-4000-8000-000000000000"


@pytest.fixture
def rows(draft):
    return f"assessments/{draft.pk}/draft/rows/scenarios/"


@pytest.fixture
def row(as_author, rows):
    """A scenario as it came back when it was added."""
    return as_author.post(rows, {"fields": {"title": "Brann"}}).json()


def titles(draft) -> list[str]:
    content = Draft.objects.get(assessment=draft).stored().content
    return [row.fields.get("title", "") for row in content.rows.get("scenarios", ())]


def test_a_row_is_added_with_an_id_and_an_etag(as_author, rows, draft):
    answer = as_author.post(rows, {"fields": {"title": "Brann", "likelihood_before": 4}})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://testserver/api/v1/{rows}{body['id']}/"
    assert answer.headers["ETag"] == f'"{body["etag"]}"'
    assert (body["fields"], body["origin"]) == ({"title": "Brann", "likelihood_before": 4}, str(draft.pk))


def test_rows_are_added_after_and_moved(as_author, rows, row, draft):
    as_author.post(rows, {"fields": {"title": "Flom"}})
    as_author.post(rows, {"fields": {"title": "Innbrudd"}, "after": row["id"]})
    assert titles(draft) == ["Brann", "Innbrudd", "Flom"]
    last = building.stored(draft).content.rows["scenarios"][-1].id
    assert as_author.post(f"{rows}{last}/move", {"after": None}).status_code == 204
    assert titles(draft) == ["Flom", "Brann", "Innbrudd"]
    as_author.post(f"{rows}{last}/move", {"after": row["id"]})
    assert titles(draft) == ["Brann", "Flom", "Innbrudd"]


def test_cells_are_saved_and_the_others_stay(as_author, rows, row):
    answer = as_author.put(
        f"{rows}{row['id']}/", {"fields": {"impact_before": 5, "cia": []}}, if_match=row["etag"]
    )
    assert answer.json()["fields"] == {"title": "Brann", "impact_before": 5}
    assert answer.json()["etag"] != row["etag"]


def test_the_level_follows_the_scores(as_author, rows, row, draft):
    cells = {"likelihood_before": 5, "impact_before": 5}
    as_author.put(f"{rows}{row['id']}/", {"fields": cells}, if_match=row["etag"])
    computed = as_author.get(f"assessments/{draft.pk}/draft/").json()["computed"]
    assert computed[f"scenarios/{row['id']}/level_before"]


def test_a_stale_row_is_kept_from_overwriting(as_author, rows, row):
    as_author.put(f"{rows}{row['id']}/", {"fields": {"title": "Brann i kjeller"}}, if_match=row["etag"])
    answer = as_author.put(f"{rows}{row['id']}/", {"fields": {"title": "Røyk"}}, if_match=row["etag"])
    problem = refused(answer, 412, "draft.stale", f"scenarios/{row['id']}")
    assert [problem[name]["title"] for name in ("base", "yours", "current")] == [
        "Brann",
        "Røyk",
        "Brann i kjeller",
    ]
    refused(as_author.delete(f"{rows}{row['id']}/", if_match=row["etag"]), 412, "draft.stale")


def test_two_who_save_different_rows_do_not_meet(as_author, rows, row):
    other = as_author.post(rows, {"fields": {"title": "Flom"}}).json()
    for each in (other, row):
        answer = as_author.put(
            f"{rows}{each['id']}/", {"fields": {"impact_before": 2}}, if_match=each["etag"]
        )
        assert answer.status_code == 200


def test_a_row_is_removed_and_measures_let_go(as_author, rows, row, draft):
    measures = rows.replace("scenarios", "measures")
    measure = as_author.post(measures, {"fields": {"title": "Sprinkler"}}).json()
    saved = as_author.put(
        f"{rows}{row['id']}/", {"fields": {"measures": [measure["id"]]}}, if_match=row["etag"]
    )
    assert saved.json()["fields"]["measures"] == [measure["id"]]
    assert as_author.delete(f"{measures}{measure['id']}/", if_match=measure["etag"]).status_code == 204
    kept = building.stored(draft).content.row("scenarios", row["id"])
    assert kept.fields.get("measures", ()) == ()


def test_removing_names_the_state_too(as_author, rows, row):
    refused(as_author.delete(f"{rows}{row['id']}/"), 428, "draft.etag_missing")


@pytest.mark.parametrize(
    ("fields", "code", "column"),
    [
        ({"likelihood_before": 6}, "outside_scale", "likelihood_before"),
        ({"likelihood_before": 0}, "outside_scale", "likelihood_before"),
        ({"impact_before": "3"}, "wrong_type", "impact_before"),
        ({"impact_before": True}, "wrong_type", "impact_before"),
        ({"impact_before": 10**30}, "outside_scale", "impact_before"),
        ({"cia": ["secrecy"]}, "unknown_code", "cia"),
        ({"cia": "x"}, "wrong_type", "cia"),
        ({"treatment": "x" * 2_000_000}, "unknown_code", "treatment"),
        ({"measures": [ABSENT]}, "unknown_row", "measures"),
        ({"description": "x" * 2_000_000}, "too_long", "description"),
        ({"level_before": "high"}, "computed_field", "level_before"),
        ({"nonsense": 1}, "unknown_field", "nonsense"),
    ],
)
def test_a_cell_that_cannot_be_saved_is_named(as_author, rows, row, fields, code, column):
    added = as_author.post(rows, {"fields": fields})
    assert (code, f"scenarios/new/{column}") in codes(refused(added, 422, "content.malformed"))
    saved = as_author.put(f"{rows}{row['id']}/", {"fields": fields}, if_match=row["etag"])
    assert (code, f"scenarios/{row['id']}/{column}") in codes(refused(saved, 422, "content.malformed"))
    assert len(saved.content) < 5_000


def test_a_measure_of_another_assessment_cannot_be_named(as_author, rows, town):
    other = building.approved(town).content.rows["measures"][0].id
    answer = as_author.post(rows, {"fields": {"measures": [other]}})
    assert ("unknown_row", "scenarios/new/measures") in codes(refused(answer, 422, "content.malformed"))


def test_a_row_of_another_assessment_is_absent(as_author, rows, town):
    other = building.fill(building.started(town))
    foreign = building.stored(other).content.rows["scenarios"][0].id
    etag = building.etag(other, f"scenarios/{foreign}")
    address = f"{rows}{foreign}/"
    refused(as_author.put(address, {"fields": {"title": "x"}}, if_match=etag), 404, "row.absent")
    refused(as_author.delete(address, if_match=etag), 404, "row.absent")
    refused(as_author.post(f"{address}move", {"after": None}), 404, "row.absent")
    refused(as_author.post(rows, {"fields": {}, "after": foreign}), 404, "row.absent")


@pytest.mark.parametrize("collection", ["nothing", "title", "context", "withheld_items"])
def test_a_table_the_form_does_not_have_is_absent(as_author, draft, collection):
    answer = as_author.post(f"assessments/{draft.pk}/draft/rows/{collection}/", {"fields": {}})
    refused(answer, 404, "collection.unknown")


def test_a_solution_that_does_not_exist_is_named(as_author, rows):
    wanted = {"fields": {"solution": {"id": ABSENT, "label": "X"}}}
    answer = as_author.post(rows.replace("scenarios", "solutions"), wanted)
    refused(answer, 422, "reference.solution_absent", "solutions/new/solution")


@pytest.mark.parametrize("key", ["1", "x", "%00"])
def test_garbage_for_a_row_is_absent(as_author, rows, key):
    assert as_author.put(f"{rows}{key}/", {"fields": {}}, if_match="x").status_code == 404
