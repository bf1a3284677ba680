"""A privacy team works on a fork that is behind: reads, adjusts, collides, sends in, and gets it back."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.stories.documents import DRAFT_MARK, text_of
from tests.stories.ordering import order
from tests.stories.visitor import Visitor

KARI = "kari.saksbehandler@fjordvik.example"
GRO = "gro.gjennomgang@fjordvik.example"
ROLF = "rolf.risikoeier@fjordvik.example"
ANDERS = "anders.administrator@fjordvik.example"
FORK = "Fjordviks DPIA, bygger på referansen, delvis bekreftet"
REFUSED = "ds-error-summary"


def test_a_privacy_team_adjusts_a_fork(signed_in, installation, tmp_path: Path) -> None:
    kari = signed_in(KARI)
    fork = installation.place(FORK)
    read_what_changed_upstream(kari, fork)
    adjust_a_score(kari, fork)
    add_move_and_remove_a_measure(kari, fork)
    be_told_about_a_score_outside_the_scale(kari, fork)
    save_at_the_same_time(kari, signed_in(KARI), fork)

    review = send_in(kari, fork)
    text = text_of(order(kari, review.removesuffix("review/"), "docx", tmp_path))
    assert DRAFT_MARK in text and "Fjordvik kommune" in text
    anders = signed_in(ANDERS)
    with_the_role_of_approver(anders)
    cannot_approve_her_own(kari, review)
    without_the_role_of_approver(anders)
    comment(signed_in(GRO), review)
    send_back(signed_in(ROLF), review)
    go_on_writing(kari, review, fork)


def read_what_changed_upstream(kari: Visitor, fork: str) -> None:
    kari.go(f"{fork}draft/")
    kari.read_news_from_above()
    changed = kari.main.locator("article.v-differs").locator("ins, del, .v-turn, .v-come, .v-gone")
    assert changed.count() >= 3, "what was before, and what is after"


def adjust_a_score(kari: Visitor, fork: str) -> None:
    """The level follows the score, and the row counts as changed."""
    row = open_row(kari, f"{fork}edit/risks/", 0)
    kari.fill("likelihood_before", "5")
    kari.fill("impact_before", "5")
    kari.fill("rationale", "Hos oss skjer dette hver uke.")
    kari.send(kari.main.locator("form[data-guard]"))
    shown = kari.main.locator(f'li[id="{row}"]')
    expect(shown.locator(".v-level").first).to_have_attribute("data-band", "critical")
    expect(shown.locator('.v-tag[data-color="info"]')).to_have_count(1)  # changed here


def add_move_and_remove_a_measure(kari: Visitor, fork: str) -> None:
    kari.go(f"{fork}edit/measures/")
    before = titles(kari)
    kari.follow("/rows/measures/new/")
    kari.fill("title", "Vakt som ringer skolen")
    kari.send(kari.main.locator("form[data-guard]"))
    assert titles(kari) == [*before, "Vakt som ringer skolen"]
    with kari.page.expect_navigation():
        last_row(kari).locator("button[name=direction][value=up]").click()
    assert titles(kari)[-2:] == ["Vakt som ringer skolen", before[-1]]

    with kari.page.expect_navigation():
        rows(kari).nth(len(before) - 1).locator('a[href*="/rows/measures/"]').click()
    kari.main.locator("details.v-ask > summary").click()
    kari.send(kari.form("/remove/"))
    assert titles(kari) == before


def be_told_about_a_score_outside_the_scale(kari: Visitor, fork: str) -> None:
    """The form does not offer it; one who sends it anyway is told where, and nothing is kept."""
    open_row(kari, f"{fork}edit/risks/", 1)
    address = kari.path
    kari.page.locator("[name=impact_before][value='5']").evaluate("one => { one.value = '9'; one.click() }")
    kari.fill("uncertainty", "Vi har bare ett års tall.")
    kari.send(kari.main.locator("form[data-guard]"))
    expect(kari.main.locator(f"{REFUSED} a[href='#id_impact_before']")).to_be_visible()
    expect(kari.main.locator("[name=uncertainty]")).to_have_value("Vi har bare ett års tall.")
    kari.go(address)
    expect(kari.main.locator("[name=uncertainty]")).not_to_have_value("Vi har bare ett års tall.")


def save_at_the_same_time(kari: Visitor, twice: Visitor, fork: str) -> None:
    """Two windows on one section: what only the other wrote is taken over, what both wrote is shown."""
    section = f"{fork}edit/description/"
    kari.go(section)
    twice.go(section)
    twice.fill("extent", "Ti grunnskoler, hver dag.")
    twice.fill("technology", "Bare nettbrett.")
    twice.send(twice.main.locator("form#section"))

    kari.fill("technology", "Bare bærbare maskiner.")
    kari.fill("local_environment", "Katalogen driftes av Granli.")
    kari.send(kari.main.locator("form#section"))
    clash = kari.main.locator("section[aria-labelledby=clash]")
    expect(clash).to_contain_text("Bare nettbrett.")
    expect(clash).to_contain_text("Bare bærbare maskiner.")
    kari.send(kari.main.locator("form#section"))

    twice.go(section)
    for name, text in (
        ("extent", "Ti grunnskoler, hver dag."),
        ("technology", "Bare bærbare maskiner."),
        ("local_environment", "Katalogen driftes av Granli."),
    ):
        expect(twice.main.locator(f"[name={name}]")).to_have_value(text)


def send_in(kari: Visitor, fork: str) -> str:
    """One may send in what is not complete: the list of what is missing goes with it."""
    kari.go(f"{fork}submit/")
    assert kari.main.locator(".v-problems li").count() > 20
    kari.fill("message", "Se på tiltakene først.")
    kari.send()
    assert re.fullmatch(r"/versions/[^/]+/review/", kari.path)
    return kari.path


def with_the_role_of_approver(anders: Visitor) -> None:
    agency = anders.page.locator('header a[href^="/agencies/"]').first.get_attribute("href")
    anders.go(agency or "")
    form = anders.form("/members/")
    anders.fill("email", KARI, within=form)
    anders.fill("role", "approver", within=form)
    anders.send(form)
    expect(of_kari(anders, "approver")).to_have_count(1)


def without_the_role_of_approver(anders: Visitor) -> None:
    with anders.page.expect_navigation():
        of_kari(anders, "approver").locator("button").click()
    expect(of_kari(anders, "approver")).to_have_count(0)


def of_kari(anders: Visitor, role: str) -> Locator:
    row = anders.main.locator("tr", has_text=KARI)
    return row.locator("form", has=anders.page.locator(f'input[name=role][value="{role}"]'))


def cannot_approve_her_own(kari: Visitor, review: str) -> None:
    """Her role would allow it; that she wrote the version does not, whatever she sends."""
    kari.go(review)
    expect(kari.form("/approve/")).to_have_count(0)
    digest = kari.main.locator("aside .v-digest").inner_text()
    given = {"decision": "approved", "decision_reasons": "Fordi jeg sier det.", "digest": digest}
    assert kari.post(f"{review}approve/", **given) in (403, 422)
    kari.page.reload()
    expect(kari.main.locator("section[aria-labelledby=decision] .v-panel .v-tag")).to_have_count(0)


def comment(gro: Visitor, review: str) -> None:
    gro.go(review)
    form = gro.form("/comment/")
    gro.fill("path", "measures", within=form)
    gro.fill("text", "Hvem ringer når skolen er stengt?", within=form)
    gro.send(form)
    expect(gro.main.locator("section[aria-labelledby=comments] li")).to_contain_text("Gro Gjennomgang")


def send_back(rolf: Visitor, review: str) -> None:
    """Not without a reason."""
    rolf.go(review)
    assert rolf.main.locator("section[aria-labelledby=reasons] li").count() > 20
    form = rolf.form("/request-changes/")
    rolf.main.locator('details:has(form[action$="/request-changes/"]) summary').click()
    rolf.send(form)
    expect(rolf.main.locator(f"{REFUSED} a[href='#id_changes-reason']")).to_be_visible()
    rolf.fill("changes-reason", "Bekreft resten, og svar Gro.", within=form)
    rolf.send(form)
    rolf.sees("Bekreft resten, og svar Gro.")
    expect(rolf.form("/approve/")).to_have_count(0)


def go_on_writing(kari: Visitor, review: str, fork: str) -> None:
    """The comments stay with the version; a new draft goes on from it with everything in place."""
    kari.go(review)
    kari.sees("Bekreft resten, og svar Gro.", "Hvem ringer når skolen er stengt?")
    if kari.form("/revise/").count():
        kari.send(kari.form("/revise/"))
    kari.go(f"{fork}edit/description/")
    expect(kari.main.locator("[name=local_environment]")).to_have_value("Katalogen driftes av Granli.")
    kari.go(f"{fork}draft/")
    expect(kari.news_from_above).to_be_visible()  # still behind


def rows(visitor: Visitor) -> Locator:
    return visitor.main.locator("ol.v-rows > li.v-row")


def last_row(visitor: Visitor) -> Locator:
    return rows(visitor).last


def titles(visitor: Visitor) -> list[str]:
    return visitor.main.locator("ol.v-rows .v-row__title").all_inner_texts()


def open_row(visitor: Visitor, section: str, number: int) -> str:
    """Go to the page of a row; gives its id."""
    visitor.go(section)
    row = rows(visitor).nth(number)
    name = row.get_attribute("id") or ""
    with visitor.page.expect_navigation():
        row.locator('a[href*="/rows/"]').click()
    return name
