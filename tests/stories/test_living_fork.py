"""The original goes on: a fork is told, compares, takes over, is approved again, and proposes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import Enter
from tests.stories.living_world import OURS, THEIRS
from tests.stories.test_accessibility import look
from tests.stories.visitor import Visitor

BOTH = OURS.replace("legesenter.", "legesenter, og innbyggerportalen.")


@pytest.fixture(scope="module")
def living(installation) -> dict:
    """What the small world is called, in the installation where it was made."""
    return installation.build("tests.stories.living_world")


@pytest.fixture
def entered(anonymous: Enter, living: dict):
    """`entered("village_author")` is that person, signed in."""

    def enter(name: str) -> Visitor:
        visitor = anonymous()
        visitor.go("/sign-in/")
        visitor.fill("email", living["people"][name])
        visitor.fill("password", living["password"])
        visitor.send()
        assert visitor.path == "/me/"
        return visitor

    return enter


def test_a_fork_lives_with_its_original(entered, living: dict) -> None:
    fork = f"/assessments/{living['fork']}/"
    officer = entered("village_author")
    is_behind_and_compares(officer, fork)
    pull = f"{fork}pull/"
    chooses(officer, pull)
    takes_over(officer, pull)
    confirms_anew(officer, fork)
    review = submits(officer, fork)
    approves(entered("village_approver"), review)
    proposal = proposes(officer, fork)
    takes_up(entered("town_author"), living, proposal)
    officer.go(proposal)
    expect(officer.main.locator(".v-tag[data-color=success]").first).to_be_visible()
    officer.sees("Godt sett!")


def is_behind_and_compares(officer: Visitor, fork: str) -> None:
    """Told on the page of what is in force; the comparison shows what was raised, added and reworded."""
    officer.go(fork)
    expect(officer.link("/pull/")).to_be_visible()
    officer.read_news_from_above()
    expect(officer.main.locator(".v-tag[data-color=danger]").first).to_be_visible()
    expect(officer.main.locator("ins").first).to_be_visible()
    officer.sees("Logg hvert oppslag i journalen")


def chooses(officer: Visitor, pull: str) -> None:
    """All that fits at once; the paragraph both have reworded is written anew."""
    officer.go(pull)
    assert not {what: said for what, said in look(officer).items() if said}
    officer.go(pull)  # the looking has left its marks on the page
    expect(officer.main.locator(".v-three")).to_contain_text(re.compile("innbyggerportalen"))
    officer.form("/take-all/").locator("button").click()
    expect(officer.form("/take-all/")).to_have_count(0)
    piece = officer.main.locator("#piece-in_scope")
    piece.locator("input[value=edit]").check()
    text = piece.locator("textarea[name$=in_scope]")
    expect(text).to_have_value(OURS)
    text.fill(BOTH)
    piece.locator("form button").click()
    expect(piece.locator("textarea")).to_have_count(0)
    progress = officer.main.locator("progress")
    assert progress.get_attribute("max") == progress.get_attribute("value") == "3"


def takes_over(officer: Visitor, pull: str) -> None:
    """It can be undone as one, and be done again with the choices kept."""
    officer.send(officer.form("/take-over/"))
    assert officer.path == pull
    officer.send(officer.form("/undo/"))
    officer.send(officer.form("/take-over/"))
    expect(officer.form("/undo/")).to_be_visible()
    assert not {what: said for what, said in look(officer).items() if said}


def confirms_anew(officer: Visitor, fork: str) -> None:
    """What was taken over awaits her; what she wrote anew is an answer already."""
    officer.follow("/confirm/")
    items = officer.main.locator("article[id^=item-]")
    expect(items).to_have_count(1)  # the raised risk; a measure travels as it is
    items.first.locator("button[value=confirmed]").click()
    expect(items).to_have_count(0)
    answer_what_only_she_knows(officer, fork)


def answer_what_only_she_knows(officer: Visitor, fork: str) -> None:
    """The new measure has a question that only the body itself can answer."""
    officer.go(f"{fork}rows/measures/22222222-2222-4222-8222-222222222222/")
    officer.main.locator("[name=status]:not([value=''])").first.check()
    officer.send(officer.main.locator("form[data-guard]"))


def submits(officer: Visitor, fork: str) -> str:
    officer.go(f"{fork}submit/")
    officer.fill("message", "Oppdatert etter opphavet.")
    officer.send()
    assert re.fullmatch(r"/versions/[^/]+/review/", officer.path)
    return officer.path


def approves(owner: Visitor, review: str) -> None:
    owner.go(review)
    form = owner.form("/approve/")
    form.locator("[name=decision][value]:not([value=''])").first.check()
    owner.fill("decision_reasons", "Vi godtar restrisikoen.", within=form)
    owner.send(form)
    expect(owner.form("/approve/")).to_have_count(0)


def proposes(officer: Visitor, fork: str) -> str:
    """She sees what they will see before it is sent. Gives the path of the proposal."""
    officer.go(fork)
    officer.follow("/propose/")
    assert not {what: said for what, said in look(officer).items() if said}
    officer.fill("paths", "in_scope")
    officer.fill("title", "Legesenteret er med")
    officer.fill("reason", "Omfanget bør nevne legesenteret.")
    officer.send()
    expect(officer.main.locator("ins").first).to_be_visible()
    assert not {what: said for what, said in look(officer).items() if said}
    officer.send()
    assert re.fullmatch(r"/proposals/[^/]+/", officer.path)
    return officer.path


def takes_up(author: Visitor, living: dict, proposal: str) -> None:
    """It waits for her; she takes it up, and it stands in her draft."""
    author.go("/tasks/")
    author.follow(proposal)
    assert not {what: said for what, said in look(author).items() if said}
    expect(author.main.locator("del, ins").first).to_be_visible()
    author.main.locator("input[value=take]").first.check()
    form = author.form("/accept/")
    author.fill("answer", "Godt sett!", within=form)
    author.send(form)
    author.go(f"/assessments/{living['original']}/draft/")
    author.sees("legesenter, og innbyggerportalen")
    assert THEIRS not in author.main.inner_text()
