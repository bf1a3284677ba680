"""What the browser stories share: one installation with the demo data, one browser, and people who sign in.

All of them carry the mark `browser`; tests/conftest.py keeps them in one worker, so that the installation
is started once. Spread over several they pass too, each worker with an installation of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.stories.installation import Installation
from tests.stories.visitor import Visitor

CHROMIUM = Path("/usr/bin/chromium")
ALONE = [  # nothing is asked of the world outside
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-software-rasterizer",
]  # fmt: skip
MUST = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")
DEMO_TESTS = "test_demo"  # these look at the seeding itself and need no browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the stories."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.path.name.startswith(DEMO_TESTS):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo world, served by real processes until the last story is told."""
    started = Installation.start(tmp_path_factory.mktemp("installation"))
    yield started
    started.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Per file, since Django's database refuses threads in which Playwright runs."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: apt-get install chromium"
        pytest.fail(missing) if MUST else pytest.skip(missing)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield opened
        opened.close()


Enter = Callable[..., Visitor]


@pytest.fixture
def anonymous(browser: Browser, installation: Installation) -> Iterator[Enter]:
    """Opens browser contexts nobody is signed in to; an error in any of them fails the story."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def enter(**options: object) -> Visitor:
        # What unfolds does so at once: while it moves, a press may land beside the button.
        contexts.append(browser.new_context(locale="nb-NO", reduced_motion="reduce", **options))
        visitors.append(Visitor.enter(installation.address, contexts[-1]))
        return visitors[-1]

    yield enter
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    for context in contexts:
        context.close()
    assert not troubles, f"{troubles}\n{installation.log}"


@pytest.fixture(scope="session")
def sessions() -> dict[str, dict]:
    """Cookies of those who have signed in, by their e-mail address."""
    return {}


@pytest.fixture
def signed_in(anonymous: Enter, installation: Installation, sessions: dict[str, dict]) -> Enter:
    """Opens a context for a person of the demo; the form is filled in the first time she comes."""

    def enter(email: str, **options: object) -> Visitor:
        if email in sessions:
            visitor = anonymous(storage_state=sessions[email], **options)
            visitor.go("/me/")
            return visitor
        visitor = anonymous(**options)
        visitor.go("/sign-in/")
        visitor.fill("email", email)
        visitor.fill("password", installation.password)
        visitor.send()
        assert visitor.path == "/me/", visitor.main.inner_text()
        sessions[email] = visitor.context.storage_state()
        return visitor

    return enter
