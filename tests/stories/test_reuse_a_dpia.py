"""A security officer reuses another body's DPIA: found, read, forked, adapted, approved and exported."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.stories.documents import DRAFT_MARK, text_of
from tests.stories.ordering import order
from tests.stories.the_long_rest import answer_what_is_missing, confirm_everything, missing
from tests.stories.visitor import Visitor

KARI = "kari.saksbehandler@fjordvik.example"
PETRA = "petra.personvern@fjordvik.example"
ROLF = "rolf.risikoeier@fjordvik.example"
ORIGINAL = "DPIA – Skydrift av fellesplattform"
OURS = "DPIA – Fellesplattformen i Fjordvik"
DIGEST = re.compile(r"[0-9a-f]{64}")


def test_a_security_officer_reuses_a_dpia(signed_in, tmp_path: Path) -> None:
    kari = signed_in(KARI)
    find_and_read(kari)
    fork(kari)
    assessment = kari.path.split("/")[2]
    answer_for_what_is_inherited(kari)
    write_what_only_fjordvik_knows(kari, assessment)
    review = submit(kari, assessment)

    rolf, petra = signed_in(ROLF), signed_in(PETRA)
    cannot_approve_yet(rolf, review)
    advise(petra, assessment)
    answer_the_advice(kari, review)
    digest = approve(rolf, review)

    version = review.removesuffix("review/")
    for format in ("docx", "pdf"):
        text = text_of(order(kari, version, format, tmp_path))
        assert "Fjordvik kommune" in text
        assert digest in text.replace(" ", "")
        assert DRAFT_MARK not in text


def find_and_read(kari: Visitor) -> None:
    kari.go("/")
    kari.fill("q", "fellesplattform")
    kari.page.keyboard.press("Enter")
    kari.page.wait_for_load_state("networkidle")  # the list comes twice: by Enter, and after the last key
    cards = kari.main.locator(".v-record", has_text=ORIGINAL)
    card = cards.filter(has=kari.page.locator("p", has_text=re.compile("^Granli IKT-samarbeid$")))
    card.get_by_role("link", name=ORIGINAL).click()
    kari.page.wait_for_url("**/assessments/**")
    expect(kari.main.get_by_role("heading", level=1)).to_have_text(ORIGINAL)
    levels = kari.main.locator("section[aria-labelledby=risk-summary] th .v-level")
    assert levels.count() >= 3, "each level of the scale, by name"
    assert kari.main.locator("details.v-row .v-level").count() >= 20, "ten scenarios, before and after"


def fork(kari: Visitor) -> None:
    kari.follow("/fork/")
    comes_along = [int(figure) for figure in kari.main.locator(".v-figure").all_inner_texts()]
    assert len(comes_along) == 3 and all(comes_along), "as it is, to be confirmed, and left to answer"
    expect(kari.main.locator("[name=owner] option:checked")).to_have_text("Fjordvik kommune")
    kari.send()
    assert kari.path.endswith("/confirm/")
    expect(kari.main.locator("progress")).to_have_attribute("max", str(comes_along[1]))


def answer_for_what_is_inherited(kari: Visitor) -> None:
    for _ in range(3):
        answer(kari, "confirmed")
    set_aside_with_a_reason(kari)
    change_one(kari)
    assert confirm_everything(kari) > 50
    kari.go(kari.path + "?show=decided")
    expect(kari.main.locator("progress")).to_have_js_property("position", 1)


def answer(kari: Visitor, state: str) -> None:
    item = kari.main.locator("article[id^=item-]").first
    name = item.get_attribute("id")
    item.locator(f"button[value={state}]").click()
    expect(kari.main.locator(f'article[id="{name}"]')).to_have_count(0)


def set_aside_with_a_reason(kari: Visitor) -> None:
    """Without a reason it is refused, and nothing is lost."""
    item = kari.main.locator("article[id^=item-]", has=kari.page.locator(".v-row__body")).first
    name = item.get_attribute("id")
    item = kari.main.locator(f'article[id="{name}"]')
    item.locator("summary").click()
    item.locator("button[value=not_relevant]").click()
    expect(kari.page.locator("#messages .ds-alert[data-color=danger]")).to_be_visible()
    expect(item).to_be_visible()
    if not item.locator("textarea").is_visible():
        item.locator("summary").click()
    item.locator("textarea").fill("Granli gjør dette for oss.")
    item.locator("button[value=not_relevant]").click()
    expect(item).to_have_count(0)


def change_one(kari: Visitor) -> None:
    back = kari.path
    item = kari.main.locator("article[id^=item-]", has=kari.page.locator(".v-row__body")).first
    name = item.get_attribute("id")
    with kari.page.expect_navigation():
        item.locator("a.ds-button").click()
    first = kari.main.locator("form[data-guard] input[type=text], form[data-guard] textarea").first
    first.fill(first.input_value() + " (Fjordvik)")
    kari.send(kari.main.locator("form[data-guard]"))
    kari.go(back)
    expect(kari.main.locator(f'article[id="{name}"]')).to_have_count(0)


def write_what_only_fjordvik_knows(kari: Visitor, assessment: str) -> None:
    """A handful by hand, the rest by the list of what is missing."""
    edit = f"/assessments/{assessment}/edit"
    kari.go(f"{edit}/about/")
    kari.fill("title", OURS)
    kari.fill("dpia_kind", "own")
    kari.fill("reuse_justified", "Den samme plattformen, brukt til det samme av de samme gruppene.")
    kari.fill("differs_here", "- Vi har ingen egne fagsystemer på plattformen.")
    kari.send()
    kari.go(f"{edit}/risks/")
    kari.fill("scale", "no-municipal-5x5")
    kari.send()
    kari.go(f"/assessments/{assessment}/rows/processor_agreements/new/")
    kari.fill("processor", "Granli IKT-samarbeid")
    kari.fill("signed", "2026-02-01")
    kari.send(kari.main.locator("form[data-guard]"))
    kari.sees("Granli IKT-samarbeid")

    kari.go(f"/assessments/{assessment}/submit/")
    wanted = missing(kari)
    assert wanted
    answer_what_is_missing(kari, wanted, day=str(date.today() + timedelta(days=300)))


def submit(kari: Visitor, assessment: str) -> str:
    kari.go(f"/assessments/{assessment}/submit/")
    assert not missing(kari)
    kari.fill("message", "Klar for råd og godkjenning.")
    kari.send()
    assert re.fullmatch(r"/versions/[^/]+/review/", kari.path)
    return kari.path


def cannot_approve_yet(rolf: Visitor, review: str) -> None:
    """What is open is listed, and an approval is refused with the same reasons."""
    rolf.go(review)
    reasons = rolf.main.locator("section[aria-labelledby=reasons] li")
    expect(reasons).to_have_count(1)  # the advice
    decide(rolf)
    expect(rolf.main.locator("ds-error-summary")).to_be_visible()
    expect(rolf.form("/approve/").locator("[name=decision_reasons]")).to_have_value(re.compile("Nytten"))


def decide(rolf: Visitor) -> None:
    form = rolf.form("/approve/")
    form.locator("[name=decision][value]:not([value=''])").first.check()
    rolf.fill("decision_reasons", "Nytten er stor, og restrisikoen er til å leve med.", within=form)
    rolf.send(form)


def advise(petra: Visitor, assessment: str) -> None:
    """She finds it among what waits for her."""
    petra.go("/tasks/")
    waiting = petra.main.locator("a", has_text=OURS)
    with petra.page.expect_navigation():
        waiting.first.click()
    form = petra.form("/advise/")
    petra.fill("advice", "Følg tiltakene, og se på sletting igjen om et halvt år.", within=form)
    form.locator("[name=advice_verdict]:not([value=''])").first.check()
    petra.send(form)
    petra.sees("se på sletting igjen")


def answer_the_advice(kari: Visitor, review: str) -> None:
    kari.go(review)
    form = kari.form("/respond/")
    kari.fill("advice_followed_up", "Vi følger rådet og har satt en frist.", within=form)
    kari.send(form)
    kari.sees("har satt en frist")


def approve(rolf: Visitor, review: str) -> str:
    """Nothing is open any more. Gives the digest he approved."""
    rolf.go(review)
    expect(rolf.main.locator("section[aria-labelledby=reasons]")).to_have_count(0)
    digest = rolf.form("/approve/").locator("[name=digest]").input_value()
    assert DIGEST.fullmatch(digest)
    decide(rolf)
    expect(rolf.form("/approve/")).to_have_count(0)
    rolf.sees("Rolf Risikoeier", digest)
    return digest
