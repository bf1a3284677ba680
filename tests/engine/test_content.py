"""Content: frozen, and changed only by making another."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from assessments.engine.content import (
    EMPTY,
    Confirmation,
    ConfirmationState,
    Content,
    Mark,
    Row,
    from_plain,
    is_answered,
    to_plain,
    unit_of,
)

from .forms import FORM
from .strategies import contents

THREE = EMPTY.with_rows("scenarios", (Row("a", {"title": "A"}), Row("b"), Row("c")))


def order(content: Content) -> str:
    return "".join(row.id for row in content.rows["scenarios"])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (THREE.with_row("scenarios", Row("d")), "abcd"),
        (THREE.with_row("scenarios", Row("d"), after="a"), "adbc"),
        (THREE.with_row("scenarios", Row("d"), after="unknown"), "abcd"),
        (THREE.with_row("scenarios", Row("a", {"title": "B"}), after="c"), "abc"),
        (THREE.with_moved_row("scenarios", "c", after=None), "cab"),
        (THREE.with_moved_row("scenarios", "a", after="b"), "bac"),
        (THREE.with_moved_row("scenarios", "a", after="a"), "abc"),
        (THREE.with_moved_row("scenarios", "unknown", after="a"), "abc"),
        (THREE.without_row("scenarios", "b"), "ac"),
    ],
)
def test_rows_keep_the_order_they_are_given(content, expected):
    assert order(content) == expected


def test_nothing_in_a_content_can_be_changed_in_place():
    content = EMPTY.with_field("laws", ["one"])
    assert content.fields["laws"] == ("one",)
    with pytest.raises(TypeError):
        content.fields["laws"] = ()
    with pytest.raises(TypeError):
        EMPTY.rows["scenarios"] = ()


def test_an_absent_answer_and_an_empty_collection_leave_no_trace():
    assert EMPTY.with_field("title", "x").with_field("title", None) == EMPTY
    assert (
        THREE.without_row("scenarios", "a").without_row("scenarios", "b").without_row("scenarios", "c")
        == EMPTY
    )


def test_a_removed_row_takes_its_marks_and_confirmation_along():
    marked = (
        THREE.with_mark("scenarios/a", Mark("offl-13"))
        .with_mark("scenarios/a/title", Mark("offl-13"))
        .with_mark("scenarios/ab", Mark("offl-13"))
        .with_confirmation("scenarios/a", Confirmation(ConfirmationState.CONFIRMED))
    )
    left = marked.without_row("scenarios", "a")
    assert (set(left.marks), set(left.confirmations)) == ({"scenarios/ab"}, set())


def test_values_are_found_by_path():
    content = THREE.with_field("title", "T")
    assert content.value("title") == "T"
    assert content.value("scenarios/a/title") == "A"
    assert [content.value(path) for path in ("nothing", "scenarios/a", "scenarios/z/title")] == [None] * 3
    assert unit_of("scenarios/a/title") == "scenarios/a"
    assert list(content.units()) == ["title", "scenarios/a", "scenarios/b", "scenarios/c"]


@pytest.mark.parametrize(
    ("value", "expected"), [(None, False), (" \n", False), ((), False), ({}, False), (False, True), (0, True)]
)
def test_no_and_zero_are_answers_but_blank_is_not(value, expected):
    assert is_answered(value) is expected


@given(contents(FORM))
def test_the_plain_form_is_json_and_leads_back(content):
    assert from_plain(json.loads(json.dumps(to_plain(content)))) == content
