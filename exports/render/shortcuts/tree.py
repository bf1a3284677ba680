"""Reading: our own page is well-formed, and as XML it is read many times as fast as by a reader of HTML.

The library's default style is asked about every element: here without the rules that no page of ours meets.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, html
from weasyprint.css.counters import CounterStyle

from . import is_known

# Notes, hidden cells, forms, a writing direction of its own.
_NEVER = ("::footnote-", "::note-", ":is(colgroup,", ":is(input", "[dir", ":is(dir, menu, ol, ul)[dir")
# Only a list without a design of its own has markers; a style for a marker is made even where none is shown.
_MARKED = ":is(ol, ul:not([class])) > li"


def read(page: str, url_fetcher: Any) -> Any:
    """The page for WeasyPrint; by its own reader if it is not well-formed, or the library is another."""
    try:
        if is_known():
            tree = ElementTree.fromstring(page)  # noqa: S314  ours: its texts are escaped, it declares nothing
            return WellFormed(tree, url_fetcher)
    except ElementTree.ParseError:
        pass
    return HTML(string=page, url_fetcher=url_fetcher)


class WellFormed(HTML):  # type: ignore[misc]
    """A page from its tree: WeasyPrint's own class takes text only."""

    def __init__(self, tree: ElementTree.Element, url_fetcher: Any) -> None:
        self.base_url, self.media_type, self.url_fetcher = None, "print", url_fetcher
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return super()._ua_stylesheets(forms) if forms else [lean_defaults()]


@cache
def lean_defaults() -> CSS:
    """WeasyPrint's default style without the rules that no page of ours meets."""
    rules = [line for line in html.UA.splitlines() if not line.startswith(_NEVER)]
    lean = "\n".join(_MARKED + rule if rule.startswith("::marker") else rule for rule in rules)
    return CSS(string=lean, counter_style=CounterStyle())  # a set of its own: to define them twice is a fault
