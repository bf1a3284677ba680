"""JSON Schema: the same form, for machines."""

from __future__ import annotations

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from assessments.engine.content import EMPTY, to_plain
from assessments.engine.form import LANGUAGES
from assessments.engine.json_schema import to_json_schema

from .forms import FORM, real_forms
from .strategies import contents

DERIVED = to_json_schema(FORM, "nb")
VALIDATOR = Draft202012Validator(DERIVED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", real_forms(), ids=lambda form: form.kind)
def test_the_real_forms_give_valid_schemas_in_every_language(form, language):
    derived = to_json_schema(form, language)
    Draft202012Validator.check_schema(derived)
    assert derived["title"] == form.label[language]


@given(contents(FORM))
def test_well_formed_content_is_valid(content):
    VALIDATOR.validate(to_plain(content))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phase", "soon"),
        ("people", "4"),
        ("uses_ai", 1),
        ("laws", ["a", "a"]),
        ("owner", "computed"),
        ("advice", "elsewhere"),
        ("unheard_of", "x"),
        ("diagram", {"size": 1}),
    ],
)
def test_malformed_answers_are_invalid(key, value):
    assert not VALIDATOR.is_valid(to_plain(EMPTY.with_field(key, value)))


def test_codes_carry_their_titles_and_fields_what_the_form_says_of_them():
    fields = DERIVED["properties"]["fields"]["properties"]
    assert fields["phase"]["oneOf"][0] == {"const": "planned", "title": "planned (nb)"}
    technique = fields["technique"]
    assert (technique["x-vurdert-reuse"], technique["x-vurdert-ground"]) == ("shared", "offl-24-3")
    assert fields["ai_use"]["x-vurdert-required-if"] == {"field": "uses_ai", "equals": True}
