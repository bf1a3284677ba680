"""Rich text: CommonMark in; plain blocks for renderers or safe HTML for pages out. Nothing is trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = frozenset({"http", "https", "mailto"})
"""Where a link may lead; any other stays the text that was written."""
DEEPEST = 30
"""How deep quotes and lists may nest; deeper text is shown as it was written, so that none of it is lost."""
MOST_BRACKETS = 5_000
"""How many "[" are read as links: the time to read them grows with their square."""

_TAGS = {"p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"} | {
    "strong",
    "em",
    "a",
    "hr",
}
_WRAPPED = re.compile(r"[^\n]\n[^\n]")
_OPENING = re.compile(r"^[ \t>*+\-\d.)]*", re.MULTILINE)
_STEP = re.compile(r">|[*+-][ \t]|\d[.)][ \t]|\t| {2}")
_MARK = re.compile(r"[>*+\-.)]")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; "\\n" is a line break, `href` is "" outside links."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading as the writer ranked it, 1 to 6."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list; each item is blocks of its own. `start` is the first number of an ordered list."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True)
class Quote:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CodeBlock:
    """Text to be shown letter by letter."""

    text: str


Block: TypeAlias = "Paragraph | Heading | ListBlock | Quote | CodeBlock"


class _Reader(MarkdownIt):
    """CommonMark without raw HTML and images, with links to `SCHEMES` only."""

    def validateLink(self, url: str) -> bool:
        return url.partition(":")[0].lower() in SCHEMES if ":" in url else False


_READER = _Reader("commonmark", {"html": False, "maxNesting": 4 * DEEPEST}).disable(["image", "html_inline"])
_PLAIN_READER = _Reader("zero", {"html": False})


def parse(text: str) -> tuple[Block, ...]:
    """The text as blocks of runs; never fails, whatever the text."""
    return _Blocks(_tokens(text)).read()


def to_html(text: str, top: int = 3) -> str:
    """The text as safe HTML, its highest heading as `h<top>` so that it fits under the headings of a page."""
    tokens = _tokens(text)
    highest = min((_rank(token) for token in tokens if token.type == "heading_open"), default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, _rank(token) - highest + top)}"
    html = str(_READER.renderer.render(tokens, _READER.options, {}))
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes=set(SCHEMES))


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line: where a line break reads as a space, a space is written."""
    if not _WRAPPED.search(text):
        return text
    lines = text.split("\n")
    inside = {
        number
        for token in _tokens(text)
        if token.type == "inline" and token.map
        for number in range(token.map[0] + 1, token.map[1])
    }
    joined = lines[:1]
    for number, line in enumerate(lines[1:], 1):
        if number in inside and _goes_on(joined[-1], line):
            joined[-1] = f"{joined[-1].rstrip()} {line.lstrip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _goes_on(line: str, after: str) -> bool:
    """Whether two lines of a paragraph read the same on one: no hard break, quote or line of mere marks."""
    is_said = any(map(str.isalnum, line)) and any(map(str.isalnum, after))
    return is_said and not line.endswith(("  ", "\\")) and not after.lstrip().startswith(">")


def _tokens(text: str) -> list[Token]:
    is_hostile = _depth(text) > DEEPEST or text.count("[") > MOST_BRACKETS
    return (_PLAIN_READER if is_hostile else _READER).parse(text)


def _depth(text: str) -> int:
    """How deep any line could nest, judged by the marks and spaces it begins with."""
    openings = (line.expandtabs(4) for line in _OPENING.findall(text) if _MARK.search(line))
    return max((len(_STEP.findall(line)) for line in openings), default=0)


def _rank(token: Token) -> int:
    return int(token.tag[1])


class _Blocks:
    """Reads a flat list of tokens into nested blocks."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.at = tokens, 0

    def read(self, until: str = "") -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == until:
                break
            blocks.extend(self.block(token))
        return tuple(blocks)

    def block(self, token: Token) -> tuple[Block, ...]:
        if token.type in ("fence", "code_block"):
            return (CodeBlock(token.content),)
        if token.type == "inline":
            return (Paragraph(_runs(token.children or ())),)
        if token.type == "heading_open":
            runs = tuple(
                run
                for block in self.read("heading_close")
                if isinstance(block, Paragraph)
                for run in block.runs
            )
            return (Heading(_rank(token), runs),)
        if token.type == "blockquote_open":
            return (Quote(self.read("blockquote_close")),)
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return (self.list_block(token),)
        return ()

    def list_block(self, token: Token) -> ListBlock:
        items: list[tuple[Block, ...]] = []
        closing = token.type.replace("open", "close")
        while self.at < len(self.tokens) and self.tokens[self.at].type != closing:
            self.at += 1
            items.append(self.read("list_item_close"))
        self.at += 1
        return ListBlock(token.type == "ordered_list_open", tuple(items), int(token.attrs.get("start", 1)))


def _runs(tokens: Sequence[Token]) -> tuple[Run, ...]:
    bold = italic = 0
    href = ""
    runs: list[Run] = []
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("link_open", "link_close"):
            href = str(token.attrs.get("href", "")) if token.nesting == 1 else ""
        else:
            text = "\n" if token.type == "hardbreak" else " " if token.type == "softbreak" else token.content
            runs.append(Run(text, bold > 0, italic > 0, token.type == "code_inline", href))
    return tuple(run for run in runs if run.text)
