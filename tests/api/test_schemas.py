"""Forms over the API: listed, whole, and as JSON Schema; open to anyone."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from assessments.engine.content import to_plain
from tests.api.asking import refused
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forms(db):
    building.forms()


def digest_of(anyone, kind: str) -> str:
    return next(each["digest"] for each in anyone.get("schemas/").json()["results"] if each["kind"] == kind)


def test_anyone_sees_which_forms_there_are(anyone):
    found = anyone.get("schemas/").json()["results"]
    assert {each["kind"] for each in found} == {"ros", "dpia"}
    assert set(found[0]) == {"urn", "version", "kind", "digest"}


def test_a_form_is_read_under_its_digest(anyone):
    answer = anyone.get(f"schemas/{digest_of(anyone, 'dpia')}/")
    assert answer.json()["kind"] == "dpia"
    assert answer.headers["Cache-Control"].startswith("public")


def test_a_form_one_has_is_not_sent_again(anyone):
    digest = digest_of(anyone, "dpia")
    answer = anyone.get(f"schemas/{digest}/", if_none_match=f'"{digest}"')
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("address", ["schemas/nothing/", "schemas/nothing/json-schema/"])
def test_an_unknown_digest_is_absent(anyone, address):
    refused(anyone.get(address), 404, "not_found")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_json_schema_of_a_form_takes_a_whole_draft(anyone, town, language):
    draft = building.fill(building.started(town))
    answer = anyone.get(f"schemas/{digest_of(anyone, 'ros')}/json-schema/?language={language}")
    shape = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/schema+json"
    Draft202012Validator.check_schema(shape)
    Draft202012Validator(shape).validate(to_plain(building.stored(draft).content))


def test_an_unknown_language_is_named(anyone):
    address = f"schemas/{digest_of(anyone, 'ros')}/json-schema/?language=sv"
    refused(anyone.get(address), 422, "request.invalid", where="language")
