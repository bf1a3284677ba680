"""A link is made, sent, and read by somebody without an account; the code stands in no log and no history."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.stories.visitor import Visitor

ROLF = "rolf.risikoeier@fjordvik.example"
LISTED = "Fjordviks ROS, bare oppført for andre, som Nordheim ber om å få se"
FOR_WHOM = "Leverandør AS"


def make_link(rolf: Visitor, assessment: str) -> str:
    """The address of a new link, from the page where it is shown this once; the checklist comes first."""
    if ask_for_link(rolf, assessment).main.locator('a[href*="/checklist/?"]').count():
        let_stand_what_is_found(rolf)
        ask_for_link(rolf, assessment)
    return rolf.page.locator("#link-address").inner_text()


def ask_for_link(rolf: Visitor, assessment: str) -> Visitor:
    """Fill in the form for one, and send it."""
    rolf.go(f"{assessment}share/")
    form = rolf.form("/share/links/")
    rolf.fill("link-for_whom", FOR_WHOM)
    rolf.fill("link-until", (date.today() + timedelta(days=30)).isoformat())
    rolf.send(form)
    return rolf


def let_stand_what_is_found(rolf: Visitor) -> None:
    """Open the checklist and answer for each of its points with a reason."""
    with rolf.page.expect_navigation():
        rolf.main.locator('a[href*="/checklist/?"]').first.click()
    while (unanswered := rolf.main.locator("details:has(textarea)")).count():
        unanswered.first.locator("summary").click()
        unanswered.first.locator("textarea").fill("Leverandøren må kunne lese det.")
        rolf.send(unanswered.first.locator("form"))


def read_through(guest: Visitor) -> None:
    """Press the one button there is, and read."""
    guest.send()
    assert guest.path.endswith("/read/")
    expect(guest.main.get_by_role("heading", level=1)).to_be_visible()
    expect(guest.main.locator(".v-section").first).to_be_visible()


def test_a_supplier_reads_through_a_link_until_it_is_revoked(signed_in, anonymous, installation) -> None:
    rolf = signed_in(ROLF)
    rolf.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assessment = installation.place(LISTED)
    link = make_link(rolf, assessment)
    rolf.main.locator("[data-copies]").click()
    expect(rolf.page.locator("#link-copied")).not_to_be_empty()
    assert rolf.page.evaluate("navigator.clipboard.readText()") == link

    guest = anonymous()
    path, _hash, code = link.removeprefix(installation.address).partition("#")
    guest.go(f"{path}#{code}")
    assert guest.main.locator("[name=code]").input_value() == code
    assert guest.page.url == installation.address + path, "the code has left the address bar"
    asked = []
    guest.page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    read_through(guest)
    assert asked and not [each for each in asked if code in each]
    guest.page.reload()
    expect(guest.main.locator(".v-section").first).to_be_visible()
    assert guest.go(assessment).status == 404

    rolf.go(f"{assessment}share/")
    rolf.sees(FOR_WHOM)
    rolf.send(rolf.form("/revoke/").first)
    assert guest.go(f"{path}read/").status == 404
    assert code not in (installation.folder / "log").read_text("utf-8", "replace")


def test_without_a_script_the_code_is_pasted(signed_in, anonymous, installation) -> None:
    rolf = signed_in(ROLF)
    link = make_link(rolf, installation.place(LISTED))
    guest = anonymous(java_script_enabled=False)
    path, _hash, code = link.removeprefix(installation.address).partition("#")
    guest.go(path)
    expect(guest.main.locator("[data-by-hand]")).to_be_visible()
    expect(guest.main.locator("[data-by-script]")).to_be_hidden()
    guest.fill("code", code)
    read_through(guest)
