"""Looks at rendered pages in a real Chromium: what Django answered is served from memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import ConsoleMessage, Error, Page, sync_playwright

from tests.pages.serving import served

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(settings.BASE_DIR) / "build" / "dev" / "axe.min.js"
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
FINGERS = {"type": "rule", "values": ["target-size", "scrollable-region-focusable", "meta-viewport"]}
ALONE = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Seen:
    """What the browser made of one page."""

    violations: list[str]
    sideways: int  # pixels one would have to scroll to the side
    troubles: list[str] = field(default_factory=list)


def look(
    answers: dict[str, HttpResponse], *, width: int, scheme: str, rules: dict[str, Any]
) -> dict[str, Seen]:
    """Each page by its path, seen at this width and colour scheme with the headers Django gave it."""
    _check_present()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        context.add_init_script(path=AXE)
        with served(answers) as address:
            page = context.new_page()  # one for all: each new one starts a process
            seen = {path: _see(page, address + path, rules) for path in answers}
            browser.close()
    return seen


def _check_present() -> None:
    missing = [str(path) for path in (CHROMIUM, AXE) if not path.exists()]
    missing += [] if finders.find("designsystemet.css") else ["designsystemet.css"]
    if missing:
        must = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
        (pytest.fail if must else pytest.skip)(f"missing: {', '.join(missing)} (make setup-dev)")


def _see(page: Page, address: str, rules: dict[str, Any]) -> Seen:
    with _troubles(page) as troubles:
        page.goto(address)
        sideways = page.evaluate(SIDEWAYS)
        violations = [_said(found) for found in _run_axe(page, rules)]
    return Seen(violations, sideways, troubles)


@contextmanager
def _troubles(page: Page) -> Iterator[list[str]]:
    """What goes wrong in the page while this lasts."""
    troubles: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            troubles.append(said.text)

    def failed(error: Error) -> None:
        troubles.append(str(error))

    page.on("console", heard)
    page.on("pageerror", failed)
    yield troubles
    page.remove_listener("console", heard)
    page.remove_listener("pageerror", failed)


def _run_axe(page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "asked => axe.run(document, asked).then(found => found.violations)",
        {"runOnly": rules, "resultTypes": ["violations"]},  # what is well need not be told in full
    )
    return found


def _said(found: dict[str, Any]) -> str:
    return f"{found['id']}: {[node['target'] for node in found['nodes'][:3]]}"
