"""The documents' own words."""

from __future__ import annotations

import string

import pytest

from exports.render.document import build_document
from exports.render.words import LANGUAGES, all_words, words_in, written_date
from tests.render.sources import ros_fork


def test_every_word_is_there_in_all_three_languages() -> None:
    lacking = {
        key for key, texts in all_words().items() if set(texts) != set(LANGUAGES) or not all(texts.values())
    }
    assert lacking == set()


def test_a_word_asks_for_the_same_values_in_every_language() -> None:
    def asked(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    uneven = {
        key for key, texts in all_words().items() if len({frozenset(asked(t)) for t in texts.values()}) > 1
    }
    assert uneven == set()


@pytest.mark.parametrize(
    ("language", "chapter", "mark"),
    [
        ("nb", "Hva vi har endret fra opphavet", "Må bekreftes"),
        ("nn", "Kva vi har endra frå opphavet", "Må stadfestast"),
        ("en", "What we changed from upstream", "To be confirmed"),
    ],
)
def test_a_document_speaks_the_language_it_was_ordered_in(language: str, chapter: str, mark: str) -> None:
    made = build_document(ros_fork(language))
    assert made.language == language
    assert chapter in [each.text for each in made.chapters()]
    assert mark in str(made.blocks)


def test_dates_are_written_as_people_write_them() -> None:
    written = [written_date("2026-03-04T10:00:00+00:00", words_in(language)) for language in LANGUAGES]
    assert written == ["4. mars 2026", "4. mars 2026", "4 March 2026"]
