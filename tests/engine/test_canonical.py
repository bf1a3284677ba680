"""The canonical form: one byte form per value, in every installation."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.canonical import (
    DEEPEST,
    NotCanonicalError,
    canonical,
    clean,
    clean_text,
    digest,
    version_digest,
)

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


@given(st.dictionaries(st.text(alphabet="abcæøå"), scalars.map(clean)))
def test_the_form_does_not_depend_on_the_order_of_keys(value):
    assert canonical(value) == canonical(dict(reversed(value.items())))


@given(st.text().map(clean_text))
def test_the_form_does_not_depend_on_unicode_normalisation(text):
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(text)


@given(json_values.map(clean))
def test_the_form_is_json_of_the_same_value(value):
    assert clean(json.loads(canonical(value))) == value


@pytest.mark.parametrize(
    ("value", "where", "why"),
    [
        ({"a": [1, 0.5]}, "/a/1", "float"),
        ({"a": "\ud800"}, "/a", "lone_surrogate"),
        ([2**53], "/0", "integer_too_large"),
        ({1: "x"}, "", "key"),
        ({"é": 1, "e\u0301": 2}, "/é", "same_key_twice"),
        (b"bytes", "", "type"),
        (nested(DEEPEST + 1), "/0" * (DEEPEST + 1), "too_deep"),
    ],
)
def test_what_has_no_form_is_refused_with_its_place(value, where, why):
    with pytest.raises(NotCanonicalError) as refused:
        canonical(value)
    assert (refused.value.where, refused.value.why) == (where, why)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x07\x1b[31mc\x9f", "ab[31mc"),
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        ("\x0b\x0c", ""),
        ("lone \ud800 surrogate \udfff", "lone  surrogate "),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("\ufffe\uffff", ""),
        ("šŋ 🦉", "šŋ 🦉"),
    ],
)
def test_text_is_cleaned_of_what_no_document_can_hold(text, expected):
    assert clean_text(text) == expected


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


def test_cleaning_reaches_every_string_and_stops_at_absurd_depth():
    assert clean({"a\x00": ["b\x00", {"c": "d\r\n"}], "n": 1}) == {"a": ("b", {"c": "d\n"}), "n": 1}
    assert clean(nested(900)) is not None


def test_an_answer_of_two_megabytes_takes_less_than_a_fifth_of_a_second():
    text = "Å skrive langt. " * 130_000
    start = time.process_time()
    canonical(text)
    assert time.process_time() - start < 0.2


def test_a_version_digest_covers_parents_head_manifest_and_salt():
    first = version_digest([], {"number": 1}, b"{}", b"s")
    others = [
        version_digest([first], {"number": 1}, b"{}", b"s"),
        version_digest([], {"number": 2}, b"{}", b"s"),
        version_digest([], {"number": 1}, b"[]", b"s"),
        version_digest([first, digest(b"")], {"number": 1}, b"{}", b"s"),
        version_digest([digest(b""), first], {"number": 1}, b"{}", b"s"),
        version_digest([], {"number": 1}, b"{}", b"t"),
        version_digest([], {"number": 1}, b"{}", None),
    ]
    assert len({first, *others}) == 8
