"""A person at a browser: goes places, presses things, and trips over every error on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

# A page that answers 4xx is part of a story; the browser notes each of them in the console.
ORDINARY = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|Response Status Error Code 4\d\d"
)
SLOW = 20_000  # ms: the machine may be busy

expect.set_options(timeout=SLOW)


@dataclass
class Visitor:
    """One page in one browser context. `troubles` must be empty when the story ends."""

    address: str
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)

    @classmethod
    def enter(cls, address: str, context: BrowserContext) -> Visitor:
        """Open a page and listen for what goes wrong in it."""
        context.set_default_timeout(SLOW)
        visitor = cls(address, context, context.new_page())
        visitor.page.on("console", visitor._heard)
        visitor.page.on("pageerror", lambda error: visitor.troubles.append(f"script: {error}"))
        visitor.page.on("response", visitor._answered)
        return visitor

    def go(self, path: str) -> Response | None:
        """Open a path of the installation."""
        return self.page.goto(self.address + path)

    @property
    def path(self) -> str:
        """Where the visitor is, without host, query and fragment."""
        return self.page.url.removeprefix(self.address).partition("?")[0].partition("#")[0]

    @property
    def main(self) -> Locator:
        """What the page is about, without header and footer."""
        return self.page.locator("main")

    def link(self, ending: str) -> Locator:
        """The first link in the page whose address ends so."""
        return self.main.locator(f'a[href$="{ending}"]').first

    def follow(self, ending: str) -> None:
        """Press that link, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.link(ending).click()

    @property
    def news_from_above(self) -> Locator:
        """The link to what the original has changed since."""
        return self.main.locator('.ds-alert[data-color="warning"] a[href*="/compare/?from="]').first

    def read_news_from_above(self) -> None:
        """Press it, and wait for the comparison."""
        with self.page.expect_navigation():
            self.news_from_above.click()

    def form(self, ending: str) -> Locator:
        """The form that is sent to an address with this ending."""
        return self.main.locator(f'form[action$="{ending}"]')

    def send(self, form: Locator | None = None) -> None:
        """Press the first button in a form (else the page's own) that sends it, and wait for the answer."""
        chosen = form if form is not None else self.main.locator('form[method="post"]:not([action])')
        with self.page.expect_navigation():
            chosen.locator("button:not([formaction]):not([form])").first.click()

    def fill(self, name: str, text: str, within: Locator | None = None) -> None:
        """Write in a control, or choose the radio button or the entry of a list with this value."""
        control = (within or self.main).locator(f'[name="{name}"]')
        kind = control.first.evaluate("one => one.tagName === 'SELECT' ? 'list' : one.type")
        if kind in ("radio", "checkbox"):
            (within or self.main).locator(f'[name="{name}"][value="{text}"]').check()
        elif kind == "list":
            control.select_option(text)
        else:
            control.fill(text)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Each of these stands somewhere on the page."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def post(self, path: str, **fields: str) -> int:
        """Send a form the page does not offer, with the token of the page; gives the status."""
        token = self.page.locator('[name="csrfmiddlewaretoken"]').first.input_value()
        answer = self.context.request.post(
            self.address + path, form={"csrfmiddlewaretoken": token, **fields}, max_redirects=0,
            headers={"Referer": self.page.url},
        )  # fmt: skip
        return answer.status

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ORDINARY.search(message.text):
            self.troubles.append(f"console at {self.path}: {message.text}")

    def _answered(self, answer: Response) -> None:
        is_page = answer.request.resource_type in ("document", "xhr", "fetch")
        if answer.status >= 500 or (answer.status >= 400 and not is_page):
            self.troubles.append(f"{answer.status} {answer.request.method} {answer.url}")
