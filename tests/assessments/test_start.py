"""Beginning an assessment from an empty form, and taking a form into use."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace

import pytest

from assessments import actions
from assessments.models import SchemaVersion
from assessments.schemas import bundled
from registry.errors import Conflict, Invalid, NotPermitted
from tests.assessments import building
from tests.assessments.building import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(agency, author, solution):
    """Start a ROS in the town, with what is given instead of the usual."""
    building.forms()
    usual = {
        "kind": "ros", "owner": agency, "title": "Sak", "language": "nb",
        "solutions": [(solution, "4.2")], "by": author,
    }  # fmt: skip
    return lambda **other: actions.start(**{**usual, **other})


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_an_assessment_starts_with_title_solutions_scale_and_licence(begin, solution, kind) -> None:
    content = building.stored(begin(kind=kind)).content
    assert content.fields["title"] == "Sak"
    assert {"scale", "licence"} <= set(content.fields)
    assert [(r.fields["solution"]["id"], r.fields["version"]) for r in content.rows["solutions"]] == [
        (str(solution.pk), "4.2")
    ]


def test_starting_is_recorded(begin, agency, author) -> None:
    event = building.last_event(begin())
    assert (event.verb, event.who, event.agency) == ("assessment_started", author, agency)


def test_a_dpia_starts_with_a_row_for_each_right_of_the_data_subject(begin) -> None:
    rows = building.stored(begin(kind="dpia")).content.rows["data_subject_rights"]
    assert len(rows) > 5
    assert all(set(row.fields) == {"right"} for row in rows)


def test_a_new_assessment_is_private_and_nothing_is_in_force(begin) -> None:
    assessment = building.fresh(begin())
    assert (assessment.visibility, assessment.current) == ("private", None)


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ({"kind": "swot"}, "assessment.kind_unknown", "kind"),
        ({"title": "  "}, "assessment.title_missing", "title"),
        ({"title": "\x00\x07"}, "assessment.title_missing", "title"),
        ({"title": "a" * 301}, "assessment.title_too_long", "title"),
        ({"language": "norsk bokmål"}, "assessment.language_unknown", "language"),
        ({"solutions": []}, "assessment.solution_missing", "solutions"),
    ],
)
def test_a_start_that_lacks_something_says_what(begin, given, code, where) -> None:
    with refused(Invalid, code, where):
        begin(**given)


def test_a_very_long_solution_version_is_refused(begin, solution) -> None:
    with refused(Invalid, "text.too_long", "solutions", has_how=True):
        begin(solutions=[(solution, "4" * 101)])


def test_a_reader_cannot_start(begin, reader) -> None:
    with refused(NotPermitted, "assessment.create_not_permitted", "owner", has_how=True):
        begin(by=reader)


def test_an_author_elsewhere_cannot_start_here(begin, outsider) -> None:
    with refused(NotPermitted, "assessment.create_not_permitted", "owner"):
        begin(by=outsider)


def test_nothing_starts_before_a_form_is_loaded(begin) -> None:
    SchemaVersion.objects.all().delete()
    with refused(Invalid, "schema.none", "kind"):
        begin()


def test_a_start_with_control_characters_keeps_the_words(begin) -> None:
    assert begin(title="Sak\x00 og\x0b arkiv").title == "Sak og arkiv"


# --- Forms ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def body():
    """The body of the ROS form; tests change copies of it."""
    return bundled()["ros"]


def test_loading_a_form_again_gives_the_same_row_and_no_second_event(body) -> None:
    first = actions.load_schema(body=body, by=None)
    before = building.counts()
    assert actions.load_schema(body=deepcopy(body), by=None) == first
    assert building.counts() == before
    assert building.last_event(SimpleNamespace(_meta=first._meta, pk=first.pk)).verb == "schema_loaded"


def test_a_changed_form_under_a_used_number_is_refused(body) -> None:
    actions.load_schema(body=body, by=None)
    changed = {**body, "label": {**body["label"], "en": "Something else"}}
    with refused(Conflict, "schema.version_taken", "version", has_how=True):
        actions.load_schema(body=changed, by=None)


def test_a_changed_form_under_a_new_number_is_taken_into_use(body) -> None:
    actions.load_schema(body=body, by=None)
    assert actions.load_schema(body={**body, "version": "1.1"}, by=None).version == "1.1"


def test_a_malformed_form_is_refused_with_its_place(body) -> None:
    section = {**body["sections"][0], "fields": [{**body["sections"][0]["fields"][0], "type": "colour"}]}
    with refused(Invalid, "schema.malformed") as caught:
        actions.load_schema(body={**body, "sections": [section]}, by=None)
    assert caught.value.where


def test_a_form_whose_parts_do_not_fit_together_is_refused_with_its_place(body) -> None:
    with refused(Invalid, "schema.malformed", f"sections/{body['sections'][0]['key']}"):
        actions.load_schema(body={**body, "sections": [*body["sections"], body["sections"][0]]}, by=None)


def test_a_form_with_a_fraction_in_it_is_refused(body) -> None:
    with refused(Invalid, "schema.malformed"):
        actions.load_schema(
            body={**body, "bands": [{**band, "weight": 0.5} for band in body["bands"]]}, by=None
        )
