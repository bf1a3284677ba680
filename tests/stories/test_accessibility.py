"""The pages of the demo as people meet them: no axe violation, light or dark, no scrolling to the side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.stories.installation import Installation
from tests.stories.visitor import Visitor

AXE = Path(__file__).parents[2] / "build" / "dev" / "axe.min.js"
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_SCHEME = {
    "light": {"type": "tag", "values": EVERYTHING},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
AXE_RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
  .then(found => found.violations)"""
UNFOLD = "() => document.querySelectorAll('main details').forEach(one => { one.open = true })"
# What unfolds or changes colour does so over a while, and is cut off or half in colour until then.
SETTLE = "() => document.getAnimations().forEach(one => { try { one.finish() } catch { one.cancel() } })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

PLACES = {
    "reference": "Referanse-DPIA, åpen for alle",
    "reviewed": "Nordheims DPIA, venter på personvernombudet",
    "sent_back": "Fjordviks ROS, sendt tilbake med kommentarer",
    "in_force": "Fjordviks ROS, i kraft, med oppfølging av tiltak",
}
UNTOUCHED_FORK = "ROS – Heimklang"  # Nordheim's, which nobody has worked on

# Who goes where; {…} is a place of the demo, a fork of one's own, or one's agency.
WALKS: dict[str, tuple[str, ...]] = {
    "": ("/", "/sign-in/", "/about/", "/nowhere/", "{reference}", "{reference}history/"),
    "kari.saksbehandler@fjordvik.example": (
        "/me/", "/?q=skolesky", "/solutions/", "/tasks/", "/assessments/new/",
        "{reference}", "{sent_back}review/", "{in_force}follow-up/", "{in_force}lineage/",
    ),
    "oddvar.ombod@nordheim.example": ("{reviewed}", "{reviewed}review/", "{reviewed}export/"),
    "sigrun.sakshandsamar@nordheim.example": (
        "/mine/", "{own}draft/", "{own}confirm/", "{own}edit/context/", "{own}edit/scenarios/",
        "{own}rows/scenarios/new/", "{own}submit/",
    ),
    "anders.administrator@fjordvik.example": ("{agency}", "{in_force}share/", "/me/profile/", "/exports/"),
}  # fmt: skip


@pytest.mark.parametrize("who", WALKS, ids=lambda who: who.partition(".")[0] or "nobody")
def test_pages_are_accessible_and_fit_a_narrow_screen(signed_in, anonymous, installation, who: str) -> None:
    assert AXE.exists(), f"{AXE} is missing: make setup-dev"
    visitor = signed_in(who) if who else anonymous()
    visitor.context.add_init_script(path=AXE)
    found: dict[str, Any] = {}
    for path in WALKS[who]:
        visitor.go(address(visitor, path, installation))
        found |= {f"{path} {what}": said for what, said in look(visitor).items() if said}
    assert found == {}


def address(visitor: Visitor, path: str, installation: Installation) -> str:
    start, brace, rest = path.partition("}")
    if not brace:
        return path
    name = start.removeprefix("{")
    if name == "agency":
        return visitor.page.locator('header a[href^="/agencies/"]').first.get_attribute("href") + rest
    if name == "own":
        visitor.go("/mine/")
        return visitor.main.locator("a", has_text=UNTOUCHED_FORK).first.get_attribute("href") + rest
    return installation.place(PLACES[name]) + rest


def look(visitor: Visitor) -> dict[str, Any]:
    """What axe says with everything unfolded, in light and dark, and how far one must scroll to the side."""
    page = visitor.page
    page.evaluate(UNFOLD)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text("utf-8"))
    seen: dict[str, Any] = {scheme: run_axe(page, scheme) for scheme in BY_SCHEME}
    page.set_viewport_size(NARROW)
    seen["pixels to the side at 320"] = max(page.evaluate(SIDEWAYS), 0)
    page.set_viewport_size(WIDE)
    return seen


def run_axe(page: Page, scheme: str) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLE)
    violations = page.evaluate(AXE_RUN, BY_SCHEME[scheme])
    return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in violations]
