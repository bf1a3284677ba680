"""Joining two rewritings of one text, paragraph by paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.text_merge import merge_text, paragraphs

from .conftest import closely

BASE = "Første avsnitt.\n\nAndre avsnitt.\n\n- punkt en\n- punkt to\n- punkt tre\n\nSiste avsnitt."

CASES = {
    "each rewrote a paragraph of her own": ("Første", "1.", "Siste", "S.", "1. avsnitt."),
    "each rewrote a list point of her own": ("punkt en", "PUNKT EN", "punkt tre", "PUNKT TRE", "PUNKT TRE"),
    "neighbouring paragraphs": ("Første", "1.", "Andre", "2.", "2. avsnitt."),
}


@pytest.mark.parametrize("name", CASES)
def test_changes_in_different_paragraphs_are_joined(name: str) -> None:
    a, new_a, b, new_b, expected = CASES[name]
    merged = merge_text(BASE, BASE.replace(a, new_a), BASE.replace(b, new_b))
    assert merged == BASE.replace(a, new_a).replace(b, new_b)
    assert expected in merged


def test_the_same_sentence_changed_in_both_is_nobodys_to_join() -> None:
    assert merge_text("Slettes etter ett år.", "Slettes etter to år.", "Slettes etter tre år.") is None


def test_two_changes_in_one_paragraph_are_never_joined_word_by_word() -> None:
    assert merge_text("Ja. Nei.", "Jo. Nei.", "Ja. Nja.") is None


def test_both_adding_at_the_same_place_is_a_conflict_unless_they_add_the_same() -> None:
    assert merge_text("A", "A\n\nB", "A\n\nC") is None
    assert merge_text("A", "A\n\nB", "A\n\nB") == "A\n\nB"


def test_a_paragraph_put_in_at_either_end() -> None:
    assert merge_text("A", "A\n\nB", "X\n\nA") == "X\n\nA\n\nB"


def test_one_removing_what_the_other_rewrote_is_a_conflict() -> None:
    assert merge_text("A\n\nB\n\nC", "A\n\nC", "A\n\nB2\n\nC") is None


def test_an_indented_line_stays_with_its_indent() -> None:
    assert paragraphs("a\n\n    kode\n    mer\n\nb") == ("a\n\n", "    kode\n    mer\n\n", "b")


TEXTS = st.lists(st.sampled_from(["A", "B", "C", "D", "- a", "- b", "", " "]), max_size=7).map("\n".join)
PROSE = st.lists(st.sampled_from(["A", "B", "C", "D"]), max_size=6).map("\n\n".join)


@closely
@given(TEXTS)
def test_the_paragraphs_of_a_text_are_the_text(text: str) -> None:
    assert "".join(paragraphs(text)) == text


@closely
@given(TEXTS, TEXTS)
def test_what_only_one_changed_stands(base: str, other: str) -> None:
    assert merge_text(base, other, base) == other
    assert merge_text(base, base, other) == other
    assert merge_text(base, other, other) == other


@closely
@given(TEXTS, TEXTS, TEXTS)
def test_it_does_not_matter_who_is_who(base: str, a: str, b: str) -> None:
    assert merge_text(base, a, b) == merge_text(base, b, a)


@closely
@given(PROSE, PROSE, PROSE)
def test_no_paragraph_is_invented_and_none_is_lost(base: str, a: str, b: str) -> None:
    merged = merge_text(base, a, b)
    if merged is None:
        return
    said, old, mine, others = (set(text.split("\n\n")) - {""} for text in (merged, base, a, b))
    assert said <= old | mine | others
    assert (mine | others) - old <= said
    for gone in old - said:
        assert min(a.split("\n\n").count(gone), b.split("\n\n").count(gone)) < base.split("\n\n").count(gone)


@closely
@given(TEXTS, TEXTS, TEXTS)
def test_merging_again_changes_nothing(base: str, a: str, b: str) -> None:
    merged = merge_text(base, a, b)
    if merged is not None:
        assert merge_text(b, merged, b) == merged
