"""Inline runs -> HTML: every box on a page costs time, so a run is one element, or none where it can be."""

from __future__ import annotations

from html import escape

from .blocks import Document, Inline, Run
from .text import clean, safe_link

_BARE_TONES = ("", "label")


def text(words: str) -> str:
    """Words as HTML text."""
    return escape(clean(words), quote=False)


def attr(words: str) -> str:
    """Words as an attribute value, to stand between double quotes."""
    return escape(clean(words), quote=True)


def band_class(band: str, document: Document) -> str:
    """The class that gives a risk band its colours; "" for a band the form does not know."""
    names = [known.id for known in document.bands]
    return f"b{names.index(band)}" if band in names else ""


def inline(runs: Inline, document: Document) -> str:
    """Runs one after the other."""
    return "".join(_run(run, document) for run in runs)


def lines(paragraphs: tuple[Inline, ...], document: Document) -> str:
    """One paragraph stays bare; several become paragraphs."""
    if len(paragraphs) == 1:
        return inline(paragraphs[0], document)
    return "".join(f"<p>{inline(runs, document)}</p>" for runs in paragraphs)


def _run(run: Run, document: Document) -> str:
    pieces = text(f"\u00a0{run.text}\u00a0" if run.band else run.text).split("\n")
    # Only text inside a link: every box in it would become a link of its own, untagged (PDF/UA-1 7.18.5).
    if run.link and (target := safe_link(run.link)):
        pieces = [f'<a href="{attr(target)}">{piece}</a>' for piece in pieces]
    html = "<br/>".join(pieces)
    classes = _classes(run, document)
    wanted = ((run.code, "code"), (run.italic, "em"), (run.bold, "strong"))
    tags = [tag for is_wanted, tag in wanted if is_wanted] or (["span"] if classes else [])
    for tag in tags:
        named = f' class="{classes}"' if classes and tag == tags[-1] else ""
        html = f"<{tag}{named}>{html}</{tag}>"
    return html


def _classes(run: Run, document: Document) -> str:
    names = ("" if run.tone in _BARE_TONES else run.tone, band_class(run.band, document))
    return " ".join((["chip"] if run.band else []) + [name for name in names if name])
