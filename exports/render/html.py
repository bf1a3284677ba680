"""Document -> semantic HTML for print: no heading skipped, scoped headers, one small stylesheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from .blocks import (
    BandStyle,
    Card,
    Cell,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Inline,
    Item,
    Items,
    Notice,
    Paragraph,
    RiskMatrix,
    Run,
    Table,
    TitlePage,
)
from .layout import card_lines
from .text import clean, safe_link

STYLESHEET = Path(__file__).parents[2] / "templates" / "documents" / "print.css"
NEWLINE = "\n"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ROLE_TAGS = {"quote": "blockquote", "code": "pre"}


def build_html(document: Document, font_faces: str = "", font_family: str = '"DejaVu Sans"') -> str:
    """The whole page as one self-contained HTML string."""
    style = "\n".join(
        [font_faces, _stylesheet().replace("var(--family)", font_family), _band_css(document.bands)]
    )
    body = "\n".join(_block(block, document) for block in document.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{_attr(document.language)}"><head><meta charset="utf-8">'
        f"<title>{_text(document.title)}</title>{_metadata(document)}<style>{style}</style></head>"
        f"<body>{_running(document)}{body}</body></html>"
    )


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


def _text(text: str) -> str:
    return escape(clean(text), quote=False)


def _attr(text: str) -> str:
    return escape(clean(text), quote=True)


def _metadata(document: Document) -> str:
    pairs = {
        "author": document.author,
        "description": document.subject,
        "generator": "Vurdert",
        "dcterms.created": document.moment,
        "dcterms.modified": document.moment,
    }
    return "".join(f'<meta name="{name}" content="{_attr(value)}">' for name, value in pairs.items() if value)


def _running(document: Document) -> str:
    """An empty carrier: the page margins read their words from its attributes."""
    words = document.words
    data = {
        "title": document.running_title,
        "draft": document.draft_label,
        "digest": f"{words['version']} {document.number} · SHA-256 {document.digest[:16]}",
        "page": words["page"] + " ",
        "of": f" {words['of']} ",
    }
    return "<div class=running " + " ".join(f'data-{k}="{_attr(v)}"' for k, v in data.items()) + "></div>"


def _band_css(bands: Iterable[BandStyle]) -> str:
    return "\n".join(
        f".b{position}{{background:{band.background};color:{band.text}}}"
        for position, band in enumerate(bands)
        if _COLOUR.fullmatch(band.background) and _COLOUR.fullmatch(band.text)
    )


def _band_class(band: str, document: Document) -> str:
    names = [known.id for known in document.bands]
    return f"b{names.index(band)}" if band in names else ""


def _run(run: Run, document: Document) -> str:
    lines = _text(run.text).split("\n")
    # Only text inside a link: every box in it would become a link of its own, untagged (PDF/UA-1 7.18.5).
    if run.link and (target := safe_link(run.link)):
        lines = [f'<a href="{_attr(target)}">{line}</a>' for line in lines]
    html = "<br>".join(lines)
    for wanted, tag in ((run.code, "code"), (run.italic, "em"), (run.bold, "strong")):
        html = f"<{tag}>{html}</{tag}>" if wanted else html
    classes = " ".join(name for name in (run.tone, _band_class(run.band, document)) if name)
    if run.band:
        classes = f"chip {classes}"
    return f'<span class="{classes}">{html}</span>' if classes else html


def _inline(runs: Inline, document: Document) -> str:
    return "".join(_run(run, document) for run in runs)


def _lines(paragraphs: tuple[Inline, ...], document: Document) -> str:
    """One paragraph stays bare; several become paragraphs."""
    if len(paragraphs) == 1:
        return _inline(paragraphs[0], document)
    return "".join(f"<p>{_inline(runs, document)}</p>" for runs in paragraphs)


def _heading(heading: Heading, document: Document) -> str:
    number = f'<span class="no">{_text(heading.number)}</span> ' if heading.number else ""
    new_page = ' class="new-page"' if heading.new_page else ""
    tag = f"h{heading.level + 1}"
    return f'<{tag} id="{_attr(heading.anchor)}"{new_page}>{number}{_text(heading.text)}</{tag}>'


def _paragraph(paragraph: Paragraph, document: Document) -> str:
    html = _inline(paragraph.runs, document)
    tag = _ROLE_TAGS.get(paragraph.role)
    if tag == "blockquote":
        return f"<blockquote><p>{html}</p></blockquote>"
    if tag == "pre":
        return f"<pre>{html.replace('<br>', chr(10))}</pre>"
    return f"<p>{html}</p>" if paragraph.role == "body" else f'<p class="{_attr(paragraph.role)}">{html}</p>'


def _items(block: Items, document: Document) -> str:
    html, _ = _list(list(block.items), 0, 0, document)
    return html


def _list(items: list[Item], start: int, depth: int, document: Document) -> tuple[str, int]:
    """One list at `depth` from position `start`; returns its HTML and the position after it."""
    tag = "ol" if items[start].ordered else "ul"
    position, parts = start, [f"<{tag}>"]
    while position < len(items) and items[position].depth >= depth:
        if (
            position > start
            and items[position].depth == depth
            and items[position].ordered != items[start].ordered
        ):
            break
        entry = f"<li>{_inline(items[position].runs, document)}"
        position += 1
        if position < len(items) and items[position].depth > depth:
            inner, position = _list(items, position, items[position].depth, document)
            entry += inner
        parts.append(entry + "</li>")
    html = "".join(parts) + f"</{tag}>"
    if depth == 0 and position < len(items):
        more, position = _list(items, position, items[position].depth, document)
        html += more
    return html, position


def _fact_row(fact: Fact, document: Document) -> str:
    number = f'<span class="no">{_text(fact.number)}</span> ' if fact.number else ""
    return (
        f'<tr><th scope="row">{number}{_text(fact.label)}</th><td>{_lines(fact.answer, document)}</td></tr>'
    )


def _facts(block: Facts, document: Document) -> str:
    rows = "".join(_fact_row(fact, document) for fact in block.facts)
    numbered = " numbered" if any(fact.number for fact in block.facts) else ""
    return f'<table class="facts{numbered}"><tbody>{rows}</tbody></table>'


def _cell(cell: Cell, position: int, table: Table, document: Document) -> str:
    band = _band_class(cell.band, document)
    style = f' class="{band}"' if band else ""
    tag, scope = ("th", ' scope="row"') if table.row_headers and position == 0 else ("td", "")
    return f"<{tag}{scope}{style}>{_lines(cell.paragraphs, document)}</{tag}>"


def _table(table: Table, document: Document) -> str:
    total = sum(column.width for column in table.columns) or 1
    widths = "".join(f'<col style="width:{column.width * 100 / total:.2f}%">' for column in table.columns)
    head = "".join(
        f'<th scope="col">{_text(each.label).replace(NEWLINE, "<br>")}</th>' for each in table.columns
    )
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, position, table, document) for position, cell in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<table class="grid {_attr(table.role)}">{caption}'
        f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _matrix(matrix: RiskMatrix, document: Document) -> str:
    return _table(matrix.as_table(), document)


def _card(card: Card, document: Document) -> str:
    chips = f'<p class="chips">{_inline(card.chips, document)}</p>' if card.chips else ""
    lines = "".join(f"<li>{_inline(line, document)}</li>" for line in card_lines(card.facts))
    return f"{_heading(card.heading, document)}{chips}" + (f'<ul class="card">{lines}</ul>' if lines else "")


def _notice(notice: Notice, document: Document) -> str:
    body = "".join(f"<p>{_inline(runs, document)}</p>" for runs in notice.paragraphs)
    return (
        f'<div class="notice {_attr(notice.tone)}"><p><strong>{_text(notice.title)}</strong></p>{body}</div>'
    )


def _title_page(page: TitlePage, document: Document) -> str:
    letterhead = "<br>".join(_text(line) for line in page.letterhead)
    facts = Facts(page.facts, document.words["about_this_version"])
    notices = "".join(_notice(notice, document) for notice in page.notices)
    return (
        f'<section class="title-page"><p class="letterhead">{letterhead}</p>'
        f'<p class="kicker">{_text(page.kicker)}</p>'
        f"<h1>{_text(page.title)}</h1>{notices}{_facts(facts, document)}</section>"
    )


def _contents(contents: Contents, document: Document) -> str:
    entries = "".join(
        f'<li><span class="no">{_text(chapter.number)}</span>'
        f'<a href="#{_attr(chapter.anchor)}">{_text(chapter.text)}</a></li>'
        for chapter in document.chapters()
    )
    title = f'<h2 class="new-page">{_text(contents.title)}</h2>'
    return f'<section class="contents">{title}<ul>{entries}</ul></section>'


_WRITERS: dict[type, Callable[[Any, Document], str]] = {
    TitlePage: _title_page,
    Contents: _contents,
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Table: _table,
    RiskMatrix: _matrix,
    Card: _card,
    Notice: _notice,
}


def _block(block: object, document: Document) -> str:
    return _WRITERS[type(block)](block, document)
