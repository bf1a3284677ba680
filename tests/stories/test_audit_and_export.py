"""An auditor finds what is in force, who approved it and what was changed, and takes it along."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.stories.documents import DRAFT_MARK, text_of
from tests.stories.ordering import order
from tests.stories.visitor import Visitor

RITA = "rita.revisor@fjordvik.example"
ROLF = "rolf.risikoeier@fjordvik.example"
SILJE = "silje.sikkerhet@granli.example"
SIGRUN = "sigrun.sakshandsamar@nordheim.example"
WAITING = "Fjordviks ROS, venter på godkjenning"
LISTED = "Fjordviks ROS, bare oppført for andre, som Nordheim ber om å få se"
NAMED = "Granlis ROS, vist bare for Fjordvik, delvis unntatt"
MEMBERS = "Granlis ROS, delt med alle virksomheter"
PUBLIC = "Referanse-DPIA, åpen for alle"
DRAFT = "Nordheims DPIA, venter på personvernombudet"
TITLE = "ROS – Fjordviks bruk av felles driftsplattform"


def test_an_auditor_audits_and_exports(signed_in, installation, tmp_path: Path) -> None:
    version = installation.place(WAITING)
    approve(signed_in(ROLF), version)

    rita = signed_in(RITA)
    assessment = find_what_is_in_force(rita)
    see_who_approved_it(rita, assessment)
    see_what_was_changed_from_upstream(rita)
    digest = read_digest(rita, version)

    for format in ("pdf", "docx"):
        text = text_of(order(rita, version, format, tmp_path))
        assert digest in text.replace(" ", ""), "the file says which version it is"
        assert "Rolf Risikoeier" in text and DRAFT_MARK not in text
    assert digest in json.dumps(json.loads(order(rita, version, "json", tmp_path).read_text("utf-8")))

    nothing_to_press(rita, assessment, version)
    nothing_to_send(rita, assessment, version)


def approve(rolf: Visitor, version: str) -> None:
    rolf.go(f"{version}review/")
    form = rolf.form("/approve/")
    form.locator("[name=decision]:not([value=''])").first.check()
    rolf.fill("decision_reasons", "Tiltakene er på plass eller har frist.", within=form)
    rolf.send(form)
    expect(rolf.form("/approve/")).to_have_count(0)


def find_what_is_in_force(rita: Visitor) -> str:
    rita.go("/?q=driftsplattform")
    with rita.page.expect_navigation():
        rita.main.get_by_role("link", name=TITLE).click()
    expect(rita.main.locator('.v-tag[data-color="success"]').first).to_be_visible()
    return rita.path


def see_who_approved_it(rita: Visitor, assessment: str) -> None:
    rita.follow(f"{assessment}history/")
    newest = rita.main.locator("ol.v-timeline > li").first
    expect(newest).to_contain_text("Rolf Risikoeier")
    expect(newest).to_contain_text(re.compile(r"\d{4}.*\d\d[:.]\d\d"))  # the day and the time
    expect(newest).to_contain_text("Kari Saksbehandler")


def see_what_was_changed_from_upstream(rita: Visitor) -> None:
    rita.follow("?against=upstream")
    assert rita.main.locator("article").count() >= 1
    expect(rita.main).to_contain_text("ROS – Felles driftsplattform")


def read_digest(rita: Visitor, version: str) -> str:
    """The short form on the page is the beginning of the whole, which the review shows."""
    rita.go(version)
    short = rita.main.locator(".v-digest").first.inner_text()
    rita.go(f"{version}review/")
    whole = rita.main.locator("aside .v-digest").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", whole) and whole.startswith(short)
    return whole


def nothing_to_press(rita: Visitor, assessment: str, version: str) -> None:
    """No page offers her anything that writes in an assessment; that she may watch one is her own affair."""
    writing = 'form[method="post"]:not([action$="/watch/"])'
    for path in (assessment, f"{assessment}history/", f"{assessment}lineage/", f"{version}review/"):
        rita.go(path)
        expect(rita.main.locator(writing)).to_have_count(0)
        expect(rita.main.locator('a[href*="/edit/"], a[href*="/share/"], a[href*="/fork/"]')).to_have_count(0)


def nothing_to_send(rita: Visitor, assessment: str, version: str) -> None:
    """Whatever she sends is refused, and all stays as it was."""
    rita.go(f"{version}review/")
    before = rita.main.inner_text()
    deeds = [f"{assessment}{deed}/" for deed in ("revise", "submit", "share", "confirm", "edit/context")]
    deeds += [f"{assessment}{deed}/" for deed in ("rows/scenarios/new", "link", f"follow-up/{uuid4()}")]
    deeds += [f"{version}{deed}/" for deed in ("fork", "withdraw")]
    deeds += [f"{version}review/{deed}/" for deed in ("comment", "advise", "respond", "approve")]
    said = {"reason": "x", "text": "x", "visibility": "public", "title": "x", "withdraw-reason": "x"}
    answers = {deed: rita.post(deed, **said) for deed in deeds}
    assert not {deed: status for deed, status in answers.items() if status not in (403, 404, 409, 422)}
    rita.page.reload()
    assert rita.main.inner_text() == before


@pytest.mark.parametrize(
    ("place", "granli", "nobody"),
    [(LISTED, 200, 404), (MEMBERS, 200, 404), (PUBLIC, 200, 200), (DRAFT, 404, 404)],
)
def test_others_see_only_what_they_may(signed_in, anonymous, installation, place, granli, nobody) -> None:
    path = installation.place(place)
    for visitor, status in ((signed_in(SILJE), granli), (anonymous(), nobody)):
        answer = visitor.go(path)
        assert answer is not None and answer.status == status
        if status == 404:
            refused = visitor.main.inner_text()
            kind = path.split("/")[1]
            visitor.go(f"/{kind}/{uuid4()}/")
            assert visitor.main.inner_text() == refused, "what is hidden looks like what is not there"


def test_what_is_only_listed_tells_no_word_of_its_content(signed_in, installation) -> None:
    words = "hvem som rykker ut"
    silje, rita = signed_in(SILJE), signed_in(RITA)
    silje.go(installation.place(LISTED))
    silje.sees("ROS – Alarmmottak")
    assert words not in silje.page.content()
    rita.go(installation.place(LISTED))
    assert words in rita.page.content()


def test_what_one_agency_is_named_to_see_is_there_for_it_alone_and_less_what_is_withheld(
    signed_in, installation
) -> None:
    withheld = "Den som overtar kontoen"
    for who, status, tells in ((SILJE, 200, True), (RITA, 200, False), (SIGRUN, 404, False)):
        visitor = signed_in(who)
        answer = visitor.go(installation.place(NAMED))
        assert answer is not None and answer.status == status
        assert (withheld in visitor.page.content()) is tells, who
