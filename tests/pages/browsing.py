"""Looks at rendered pages in a real Chromium: what Django answered is served from memory, files from disk."""

from __future__ import annotations

import mimetypes
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

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
HOST = "http://localhost"  # never asked: every request is answered from here


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
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.route("**/*", lambda route: _serve(route, answers))
        seen = {path: _see(context, path, rules) for path in answers}
        browser.close()
    return seen


def _check_present() -> None:
    missing = [str(path) for path in (CHROMIUM, AXE) if not path.exists()]
    missing += [] if finders.find("designsystemet.css") else ["designsystemet.css"]
    if missing:
        must = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
        (pytest.fail if must else pytest.skip)(f"missing: {', '.join(missing)} (make setup-dev)")


def _serve(route: Route, answers: dict[str, HttpResponse]) -> None:
    path = route.request.url.removeprefix(HOST)
    if path in answers:
        answer = answers[path]
        route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=answer.content)
        return
    found = (
        finders.find(path.removeprefix(settings.STATIC_URL)) if path.startswith(settings.STATIC_URL) else None
    )
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if found:
        route.fulfill(status=200, content_type=kind, body=Path(found).read_bytes())
    else:
        route.fulfill(status=404, body="")


def _see(context: BrowserContext, path: str, rules: dict[str, Any]) -> Seen:
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.goto(HOST + path)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    violations = [_said(found) for found in _run_axe(page, rules)]
    page.close()
    return Seen(violations, sideways, troubles)


def _run_axe(page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(found => found.violations)", rules
    )
    return found


def _said(found: dict[str, Any]) -> str:
    return f"{found['id']}: {[node['target'] for node in found['nodes'][:3]]}"
