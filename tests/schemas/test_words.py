"""Every word of the forms is there in bokmål, nynorsk and English, and nynorsk is its own language."""

from __future__ import annotations

import re

import pytest

from .walk import BODIES, LANGUAGES, fields, leaves, nodes, questions, texts

KINDS = sorted(BODIES)
LONG = 40
BOKMAAL_ONLY = re.compile(
    r"(?<![-\w])(ikke|hvem|hva|hvor|hvorfor|hvordan|hvilke[nt]?|jeg|noen|noe|fra|bare|mer|en|et|deres|selv|hver\w*"
    r"|gjøre|gjør|uten|løsning\w*|virksomhet\w*|tjeneste\w*|\w+hetene?|\w*sikkerhet\w*"
    r"|\w+lighet\w*|elever|brukere|ansatte?|beskriv\w*|begrunn\w*|formål\w*|rettigheter)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_all_three_languages_and_none_is_empty(kind: str) -> None:
    lacking = [
        w for w, t in texts(BODIES[kind]) if set(t) != LANGUAGES or not all(v.strip() for v in t.values())
    ]
    assert not lacking


@pytest.mark.parametrize("kind", KINDS)
def test_everything_a_person_sees_by_name_has_a_label(kind: str) -> None:
    body = BODIES[kind]
    unnamed = [where for where, question in questions(body) if "label" not in question]
    unnamed += [
        section["key"] for section in body["sections"] if "label" not in section or "help" not in section
    ]
    unnamed += [where for where, node in nodes(body["codelists"]) if "id" in node and "label" not in node]
    unnamed += [
        where
        for where, node in nodes(body["scales"])
        if "level" in node and not {"label", "desc"} <= set(node)
    ]
    assert not unnamed


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_outside_tables_explains_itself(kind: str) -> None:
    assert [where for where, field in fields(BODIES[kind]) if "help" not in field] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_nynorsk_help_is_not_the_bokmaal_help(kind: str) -> None:
    helps = [node["help"] for _, node in nodes(BODIES[kind]) if "help" in node]
    long = [text for text in helps if len(text["nb"]) > LONG]
    differing = [text for text in long if text["nb"] != text["nn"]]
    assert len(long) > 50
    assert len(differing) >= 0.95 * len(long)


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_bokmaal_slips_into_nynorsk(kind: str) -> None:
    slips = {
        (where, word.group())
        for where, text in texts(BODIES[kind])
        for word in BOKMAAL_ONLY.finditer(text["nn"])
    }
    assert not slips


@pytest.mark.parametrize("kind", KINDS)
def test_help_is_short_enough_to_be_read(kind: str) -> None:
    long = [
        w for w, node in nodes(BODIES[kind]) if "help" in node and max(map(len, node["help"].values())) > 240
    ]
    assert not long


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_is_plain_json_without_floats_or_dates(kind: str) -> None:
    assert {type(leaf) for leaf in leaves(BODIES[kind])} <= {str, int, bool, type(None)}
