"""Document -> semantic HTML for print: no heading skipped, scoped headers, one small stylesheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
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
    Table,
    TitlePage,
)
from .html_runs import attr, band_class, inline, lines, text
from .layout import card_lines, is_shared

STYLESHEET = Path(__file__).parents[2] / "templates" / "documents" / "print.css"
NEWLINE = "\n"
_BRIEF, _GAP = 64, "\u00a0\u00a0 "
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ROLE_TAGS = {"quote": "blockquote", "code": "pre"}


def build_html(document: Document, font_faces: str = "", font_family: str = '"DejaVu Sans"') -> str:
    """The whole page as one self-contained HTML string."""
    style = "\n".join(
        [font_faces, _stylesheet().replace("var(--family)", font_family), _band_css(document.bands)]
    )
    body = "\n".join(_block(block, document) for block in document.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{attr(document.language)}"><head><meta charset="utf-8"/>'
        f"<title>{text(document.title)}</title>{_metadata(document)}<style>{style}</style></head>"
        f"<body>{_running(document)}{body}</body></html>"
    )


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


def _metadata(document: Document) -> str:
    pairs = {
        "author": document.author,
        "description": document.subject,
        "generator": "Vurdert",
        "dcterms.created": document.moment,
        "dcterms.modified": document.moment,
    }
    return "".join(f'<meta name="{name}" content="{attr(value)}"/>' for name, value in pairs.items() if value)


def _running(document: Document) -> str:
    """An empty carrier: the page margins read their words from its attributes."""
    words = document.words
    data = {
        "title": document.running_title,
        "draft": document.draft_label,
        "digest": document.footer,
        "page": words["page"] + " ",
        "of": f" {words['of']} ",
    }
    carried = " ".join(f'data-{name}="{attr(value)}"' for name, value in data.items())
    return f'<div class="running" {carried}></div>'


def _band_css(bands: Iterable[BandStyle]) -> str:
    return "\n".join(
        f".b{position}{{background:{band.background};color:{band.text}}}"
        for position, band in enumerate(bands)
        if _COLOUR.fullmatch(band.background) and _COLOUR.fullmatch(band.text)
    )


def _number(heading: Heading) -> str:
    """The number before a heading; of a row in one run with its title, for there are hundreds of rows."""
    if not heading.number:
        return ""
    number = text(heading.number)
    return f"{number}\u2002" if heading.level == 3 else f'<span class="no">{number}</span> '


def _heading(heading: Heading, document: Document) -> str:
    number = _number(heading)
    new_page = ' class="new-page"' if heading.new_page else ""
    tag = f"h{heading.level + 1}"
    return f'<{tag} id="{attr(heading.anchor)}"{new_page}>{number}{text(heading.text)}</{tag}>'


def _paragraph(paragraph: Paragraph, document: Document) -> str:
    html = inline(paragraph.runs, document)
    tag = _ROLE_TAGS.get(paragraph.role)
    if tag == "blockquote":
        return f"<blockquote><p>{html}</p></blockquote>"
    if tag == "pre":
        return f"<pre>{html.replace('<br/>', chr(10))}</pre>"
    return f"<p>{html}</p>" if paragraph.role == "body" else f'<p class="{attr(paragraph.role)}">{html}</p>'


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
        entry = f"<li>{inline(items[position].runs, document)}"
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
    number = f'<span class="no">{text(fact.number)}</span> ' if fact.number else ""
    return f'<tr><th scope="row">{number}{text(fact.label)}</th><td>{lines(fact.answer, document)}</td></tr>'


def _facts(block: Facts, document: Document) -> str:
    rows = "".join(_fact_row(fact, document) for fact in block.facts)
    numbered = " numbered" if any(fact.number for fact in block.facts) else ""
    return f'<table class="facts{numbered}"><tbody>{rows}</tbody></table>'


def _cell(cell: Cell, position: int, table: Table, document: Document) -> str:
    band = band_class(cell.band, document)
    style = f' class="{band}"' if band else ""
    tag, scope = ("th", ' scope="row"') if table.row_headers and position == 0 else ("td", "")
    return f"<{tag}{scope}{style}>{lines(cell.paragraphs, document)}</{tag}>"


def _table(table: Table, document: Document) -> str:
    total = sum(column.width for column in table.columns) or 1
    widths = "".join(f'<col style="width:{column.width * 100 / total:.2f}%"/>' for column in table.columns)
    head = "".join(
        f'<th scope="col">{text(each.label).replace(NEWLINE, "<br/>")}</th>' for each in table.columns
    )
    caption = f"<caption>{text(table.caption)}</caption>" if table.caption else ""
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, position, table, document) for position, cell in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<table class="grid {attr(table.role)}">{caption}'
        f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _matrix(matrix: RiskMatrix, document: Document) -> str:
    return _table(matrix.as_table(), document)


def _card(card: Card, document: Document) -> str:
    chips = f'<p class="chips">{inline(card.chips, document)}</p>' if card.chips else ""
    facts = "".join(_card_line(line, document) for line in card_lines(card.facts))
    return f"{_heading(card.heading, document)}{chips}" + (f'<ul class="card">{facts}</ul>' if facts else "")


def _card_line(line: tuple[Inline, ...], document: Document) -> str:
    """One answer; or several short ones as a run of marked entries, one box where a list has five.

    A brief entry does not break, so that the eye finds each one whole.
    """
    if not is_shared(line):
        return f"<li>{inline(line[0], document)}</li>"
    entries = (f"•\u00a0{inline(_unbroken(entry), document)}" for entry in line)
    return f'<li class="short">{_GAP.join(entries)}</li>'


def _unbroken(entry: Inline) -> Inline:
    if sum(len(run.text) for run in entry) > _BRIEF:
        return entry
    return tuple(replace(run, text=run.text.replace(" ", "\u00a0")) for run in entry)


def _notice(notice: Notice, document: Document) -> str:
    body = "".join(f"<p>{inline(runs, document)}</p>" for runs in notice.paragraphs)
    return f'<div class="notice {attr(notice.tone)}"><p><strong>{text(notice.title)}</strong></p>{body}</div>'


def _title_page(page: TitlePage, document: Document) -> str:
    letterhead = "<br/>".join(text(line) for line in page.letterhead)
    facts = Facts(page.facts, document.words["about_this_version"])
    notices = "".join(_notice(notice, document) for notice in page.notices)
    return (
        f'<section class="title-page"><p class="letterhead">{letterhead}</p>'
        f'<p class="kicker">{text(page.kicker)}</p>'
        f"<h1>{text(page.title)}</h1>{notices}{_facts(facts, document)}</section>"
    )


def _contents(contents: Contents, document: Document) -> str:
    entries = "".join(
        f'<li><span class="no">{text(chapter.number)}</span>'
        f'<a href="#{attr(chapter.anchor)}">{text(chapter.text)}</a></li>'
        for chapter in document.chapters()
    )
    title = f'<h2 class="new-page">{text(contents.title)}</h2>'
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
