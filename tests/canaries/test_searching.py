"""Searching for a word that is not hers to read is answered like searching for one that stands nowhere."""

from __future__ import annotations

import re

import pytest

from assessments.search import bank, feed
from tests import world
from tests.canaries.crawl import Look
from tests.canaries.people import WHOLE

pytestmark = pytest.mark.django_db
NOWHERE = "kanarizzzzz"
PASSING = re.compile(r"[A-Za-z0-9]{64}")  # what is made anew for each answer
PLACES = (
    "/?q={}", "/bank/?q={}", "/solutions/?q={}", "/api/v1/assessments/?count=1&q={}",
    "/api/v1/assessments/?count=1&whole=1&q={}", "/api/v1/bank/?count=1&q={}",
)  # fmt: skip
WHO = ("anonymous", "other", "sender", "reader")
MORE = ("stranger", "operator", "named", "ended", "token elsewhere", "guest, elsewhere", "administrator")
ASKED = 8  # titles, and as many other words, in an ordinary run


@pytest.mark.parametrize("name", WHO + (MORE if WHOLE else ()))
def test_a_search_does_not_tell_that_a_word_stands_somewhere(canaries, name) -> None:
    look = Look(canaries, name)
    assert NOWHERE not in canaries.birds.kept
    for place in PLACES:
        nothing = answer(look, place, NOWHERE)
        for word in words_to_ask(canaries, look):
            assert answer(look, place, word) == nothing, (place, canaries.birds.told([word]))
    assert not look.leaks


@pytest.mark.parametrize("name", WHO + (MORE if WHOLE else ()))
def test_a_word_of_a_title_she_may_know_is_found(canaries, name) -> None:
    look = Look(canaries, name)
    case, place = canaries.cases["ROS, everyone"], PLACES[3]
    title = next(w for w, each in canaries.birds.kept.items() if f"{case.name}: title" in each.places)
    for said in (title, title[2:9].upper()):
        found = look.client.get(place.format(said)).json()["results"]
        assert str(canaries.assessments[case.name].pk) in {each["id"] for each in found}


@pytest.mark.parametrize("name", ["other", "named", "sender", "reader"])
def test_neither_list_nor_bank_finds_any_word_that_is_kept_from_her(canaries, name) -> None:
    look, actor = Look(canaries, name), world.fresh(canaries.people.users[name])
    words = sorted(look.kept)
    for word in words if WHOLE else words[::40]:
        assert not feed.page(actor, feed.Filters(text=word)).items, canaries.birds.told([word])
        assert not bank.bank_page(actor, bank.BankFilters(text=word)).hits, canaries.birds.told([word])


def words_to_ask(canaries, look: Look) -> list[str]:
    """Of what is kept from her: titles, what is withheld and whatever else there is, a few of each."""
    kept = sorted(look.kept)
    if WHOLE:
        return kept
    titles = [each for each in kept if any("title" in place for place in canaries.birds.kept[each].places)]
    return [*titles[:ASKED], *kept[:: len(kept) // ASKED + 1]]


def answer(look: Look, place: str, word: str) -> tuple[int, str]:
    """What comes when she asks for the word, but for the word itself."""
    asked = look.get(place.format(word))
    return asked.status_code, PASSING.sub("…", asked.content.decode().replace(word, "…"))
