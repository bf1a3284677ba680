"""The way is walkable with Tab and Enter alone, and reading needs no script."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.visitor import Visitor

SIGRUN = "sigrun.sakshandsamar@nordheim.example"
PUBLIC = "DPIA på 3×3-skala, åpen for alle"
TITLE = "DPIA – Varselet, smittevarsling på mobil"
FAR = 80  # presses of Tab before one gives up
FOCUSED = """() => {
  const one = document.activeElement, shown = getComputedStyle(one);
  return {name: one.getAttribute("name"), href: one.getAttribute("href"), tag: one.tagName, id: one.id,
          text: one.textContent.trim(), inMain: !!one.closest("main"),
          outlined: shown.outlineStyle !== "none" || shown.boxShadow !== "none"};
}"""


def test_one_may_sign_in_search_read_and_fork_with_the_keyboard_alone(anonymous, installation) -> None:
    sigrun = anonymous()
    sigrun.go("/sign-in/")
    tab_to(sigrun, name="email")
    sigrun.page.keyboard.type(SIGRUN)
    tab_to(sigrun, name="password")
    sigrun.page.keyboard.type(installation.password)
    enter(sigrun)
    assert sigrun.path == "/me/"

    tab_to(sigrun, href="/")
    enter(sigrun)
    tab_to(sigrun, name="q")
    sigrun.page.keyboard.type("varselet")
    sigrun.page.keyboard.press("Enter")
    expect(sigrun.main.locator(".v-record")).to_have_count(1)
    tab_to(sigrun, text=TITLE)
    enter(sigrun)
    expect(sigrun.main.get_by_role("heading", level=1)).to_have_text(TITLE)

    tab_to(sigrun, ending="/fork/")
    enter(sigrun)
    tab_to(sigrun, name="owner")
    tab_to(sigrun, tag="BUTTON")
    enter(sigrun)
    assert sigrun.path.endswith("/confirm/")
    tab_to(sigrun, name="state")
    left = sigrun.main.locator("progress")
    sigrun.page.keyboard.press("Enter")
    expect(left).to_have_js_property("value", 1)


def test_the_first_tab_leads_past_the_menu(anonymous) -> None:
    visitor = anonymous()
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def test_reading_needs_no_script(anonymous, installation) -> None:
    visitor = anonymous(java_script_enabled=False)
    visitor.go("/?q=varselet")
    with visitor.page.expect_navigation():
        visitor.main.get_by_role("link", name=TITLE).click()
    rows = visitor.main.locator("details.v-row")
    assert rows.count() >= 16, "the scenarios"
    rows.first.locator("summary").click()
    expect(rows.first.locator("dl")).to_be_visible()
    for tab in ("history/", "lineage/"):
        visitor.follow(tab)
        expect(visitor.main.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_searching_and_signing_in_need_no_script(anonymous, installation) -> None:
    visitor = anonymous(java_script_enabled=False)
    visitor.go("/sign-in/")
    visitor.main.locator("[name=email]").fill(SIGRUN)
    visitor.main.locator("[name=password]").fill(installation.password)
    with visitor.page.expect_navigation():
        visitor.main.locator("form button").click()
    visitor.go("/")
    visitor.main.locator("[name=q]").fill("skjemaveven")
    with visitor.page.expect_navigation():
        visitor.main.locator("form[role=search] button").click()
    expect(visitor.main.locator(".v-record")).to_have_count(1)


def tab_to(visitor: Visitor, ending: str = "", **wanted: str) -> None:
    """Press Tab until what is wanted has the focus, which must be seen."""
    for _ in range(FAR):
        visitor.page.keyboard.press("Tab")
        here = visitor.page.evaluate(FOCUSED)
        is_there = all(here[key] == value for key, value in wanted.items())
        if is_there and (here["href"] or "").endswith(ending) and (here["inMain"] or "href" in wanted):
            assert here["outlined"], f"the focus on {wanted or ending} is not seen"
            return
    raise AssertionError(f"{wanted or ending} is not reached with Tab at {visitor.path}")


def enter(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_load_state("networkidle")
