"""Word by word: nothing is lost, nothing is invented, and people can read it."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessments.engine.words_diff import Kind, Segment, ends_alike, words_diff
from assessments.engine.words_shown import Fold, folded, readable

FEW = st.lists(
    st.sampled_from(["og", "ikke", "elev", "e-post", ".", ",", " ", "  ", "\n", "\n\n", "- ", "§ 13"])
).map("".join)
TEXTS = FEW | st.text(max_size=60)


def written(old: str, new: str) -> str:
    """The difference as one writes it by hand: [-gone-]{+come+}."""
    signs = {Kind.EQUAL: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "{{+{}+}}"}
    return "".join(signs[each.kind].format(each.text) for each in words_diff(old, new))


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it_to_the_last_space(old, new):
    segments = words_diff(old, new)
    assert "".join(each.text for each in segments if each.kind is not Kind.ADDED) == old
    assert "".join(each.text for each in segments if each.kind is not Kind.REMOVED) == new


@given(TEXTS, TEXTS)
def test_no_segment_is_empty_and_no_two_of_a_kind_are_neighbours(old, new):
    segments = words_diff(old, new)
    assert all(each.text for each in segments)
    assert all(a.kind is not b.kind for a, b in pairwise(segments))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert words_diff(text, text) == ((Segment(Kind.EQUAL, text),) if text else ())


@given(TEXTS, TEXTS)
def test_both_ends_are_alike_and_never_overlap(old, new):
    head, tail = ends_alike(old, new)
    assert old[:head] == new[:head]
    assert old[len(old) - tail :] == new[len(new) - tail :]
    assert head + tail <= min(len(old), len(new))


@given(TEXTS, TEXTS)
def test_folding_keeps_every_change(old, new):
    segments = words_diff(old, new)
    changes = [each for each in segments if each.kind is not Kind.EQUAL]
    assert [e for e in folded(segments) if isinstance(e, Segment) and e.kind is not Kind.EQUAL] == changes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Slettes etter fem år.", "Slettes etter tre år.", "Slettes etter [-fem-]{+tre+} år."),
        ("Logger slettes.", "Logger slettes ikke.", "Logger slettes{+ ikke+}."),
        ("med e-post til alle", "med brev til alle", "med [-e-post-]{+brev+} til alle"),
        ("- en\n- to\n", "- en\n- tre\n- to\n", "- en\n{+- tre\n+}- to\n"),
        (
            "Kommunen kjøper tjenesten.",
            "Vi drifter selv i eget senter.",
            "[-Kommunen kjøper tjenesten-]{+Vi drifter selv i eget senter+}.",
        ),
    ],
    ids=["a word", "a word more", "words whole", "a line", "no confetti"],
)
def test_it_reads_as_people_would_mark_it(old, new, expected):
    assert written(old, new) == expected


def test_long_unchanged_stretches_are_counted_instead_of_shown():
    old = "\n\n".join(f"Avsnitt {n}." for n in range(9))
    segments = folded(words_diff(old, old.replace("Avsnitt 4.", "Kapittel 4.")))
    assert [each for each in segments if isinstance(each, Fold)] == [Fold(3), Fold(4)]
    shown = "".join(each.text for each in segments if isinstance(each, Segment))
    assert "Avsnitt 3." in shown and "Avsnitt 2." not in shown and "Avsnitt 5." not in shown


@given(TEXTS, TEXTS)
@example("ogog og", "ogog.")
def test_what_is_shown_says_every_word_that_changed_and_marks_no_white_space(old, new):
    segments, shown = words_diff(old, new), readable(words_diff(old, new), is_whole=True)
    for kind in (Kind.REMOVED, Kind.ADDED):
        marked = [each.text for each in shown if isinstance(each, Segment) and each.kind is kind]
        assert marked == [each.text.strip() for each in segments if each.kind is kind and each.text.strip()]
    there = "".join(
        each.text for each in shown if isinstance(each, Segment) and each.kind is not Kind.REMOVED
    )
    # Without white space: what stood before a word that went is shown, so that the word stands apart.
    assert "".join(there.split()) == "".join(new.split())


@pytest.mark.parametrize("paragraphs", [1, 60])
def test_five_thousand_words_are_quick(paragraphs):
    chance = random.Random(7)
    vocabulary = [f"ord{n}" for n in range(1500)]
    words = chance.choices(vocabulary, [1 / (n + 1) for n in range(1500)], k=5000)
    other = [chance.choice(vocabulary) if chance.random() < 0.05 else word for word in words]
    size = 5000 // paragraphs

    def text(said: list[str]) -> str:
        return "\n\n".join(" ".join(said[at : at + size]) for at in range(0, 5000, size))

    old, new = text(words), text(other)
    spent = min(_spent(old, new) for _ in range(5))
    assert spent < 0.15  # the goal is 0.05; the machine may be busy


def test_a_text_made_to_be_slow_is_not():
    assert min(_spent("x y " * 20_000, "y x " * 20_000 + "z") for _ in range(2)) < 0.5


def _spent(old: str, new: str) -> float:
    begun = time.process_time()
    words_diff(old, new)
    return time.process_time() - begun
