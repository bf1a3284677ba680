"""Document -> Word: a docxtpl template filled in a closed sandbox, then put in valid and stable order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .blocks import (
    Card,
    Cell,
    Document,
    Fact,
    Facts,
    Heading,
    Inline,
    Items,
    Notice,
    Paragraph,
    RiskMatrix,
    Run,
    Table,
    TitlePage,
)
from .bundle import write_bundle
from .errors import TemplateFault
from .layout import card_lines, spaced
from .packing import stable_zip
from .text import clean
from .word_finish import finish
from .word_package import attach_source, set_properties
from .word_runs import RunWriter
from .word_template import bundled_template

_FILTERS = ("default", "first", "last", "length", "lower", "upper", "join", "trim")


class Sandbox(ImmutableSandboxedEnvironment):
    """What a Word template may do: read the values it is given; no attributes, calls or arithmetic bombs."""

    intercepted_binops = frozenset({"**", "*", "%"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`a.b` reads the key b of a mapping; Python attributes are out of reach."""
        return self._read(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`a["b"]` and `a[0]` read mappings and lists."""
        return self._read(obj, argument)

    def _read(self, obj: Any, key: Any) -> Any:
        if isinstance(obj, (dict, list, tuple)):
            try:
                return obj[key]
            except (KeyError, IndexError, TypeError):
                pass
        return self.undefined(name=str(key))

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called."""
        return False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute may be read."""
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiplying and formatting are refused; they are how small templates make huge output."""
        raise TemplateError(f"the operator {operator} is not allowed in a template")


@cache
def sandbox() -> Sandbox:
    """One environment for all renders; it holds no state of a document."""
    return Sandbox()


def write_word(document: Document, template: bytes | None = None) -> bytes:
    """The document as .docx bytes, in the bundled design or in an agency's template."""
    form = DocxTemplate(BytesIO(template or bundled_template(document.language)))
    form.init_docx()
    try:
        form.render(template_context(document, _Links(form)), jinja_env=sandbox(), autoescape=True)
    except TemplateError as fault:
        where = getattr(fault, "lineno", None)
        raise TemplateFault(f"{fault}" + (f" (paragraph {where - 1})" if where else "")) from fault
    word = form.docx
    finish(word)
    set_properties(word, document)
    attach_source(word, document, write_bundle(document))
    stream = BytesIO()
    word.save(stream)
    return stable_zip(stream.getvalue())


class _Links:
    """Gives each address one relationship, in the order they are met."""

    def __init__(self, form: DocxTemplate) -> None:
        self._form = form
        self._known: dict[str, str] = {}

    def __call__(self, target: str) -> str:
        if target not in self._known:
            self._known[target] = self._form.build_url_id(target)
        return self._known[target]


def template_context(document: Document, link: Any) -> dict[str, Any]:
    """The plain values a template may name: texts, and inline text as ready Word runs."""
    write = RunWriter(document.band_styles, link)
    context: dict[str, Any] = {
        "words": dict(document.words),
        "title": clean(document.title),
        "agency": clean(document.author),
        "running_title": clean(document.running_title),
        "draft": write((Run(document.draft_label, tone="draft"),)),
        "digest": document.digest,
        "version": document.number or document.words["state_draft"],
        "footer": clean(document.footer),
        "letterhead": [], "kicker": "", "facts": [], "notices": [],
        "blocks": [],
    }  # fmt: skip
    for block in document.blocks:
        if isinstance(block, TitlePage):
            context |= _title_page(block, write)
        elif writer := _WRITERS.get(type(block)):
            context["blocks"].append(
                {"kind": _KINDS.get(type(block), block.kind), **writer(block, write, document)}
            )
    return context


def _title_page(page: TitlePage, write: RunWriter) -> dict[str, Any]:
    return {
        "letterhead": [clean(line) for line in page.letterhead],
        "kicker": clean(page.kicker),
        "title": clean(page.title),
        "facts": [_fact(fact, write) for fact in page.facts],
        "notices": [_notice(notice, write, None) for notice in page.notices],
    }


def _lines(paragraphs: Iterable[Inline], write: RunWriter) -> list[Any]:
    return [write(runs) for runs in paragraphs] or [write(())]


def _fact(fact: Fact, write: RunWriter) -> dict[str, Any]:
    return {"number": clean(fact.number), "label": clean(fact.label), "answer": _lines(fact.answer, write)}


def _heading(block: Heading, write: RunWriter, document: Document | None) -> dict[str, Any]:
    return {
        "level": block.level,
        "number": block.number,
        "text": clean(block.text),
        "new_page": block.new_page,
    }


def _paragraph(block: Paragraph, write: RunWriter, document: Document) -> dict[str, Any]:
    return {"role": block.role, "runs": write(block.runs)}


def _items(block: Items, write: RunWriter, document: Document) -> dict[str, Any]:
    return {
        "entries": [
            {"depth": min(item.depth, 2), "ordered": item.ordered, "runs": write(item.runs)}
            for item in block.items
        ]
    }


def _facts(block: Facts, write: RunWriter, document: Document) -> dict[str, Any]:
    return {"facts": [_fact(fact, write) for fact in block.facts]}


def _table(block: Table, write: RunWriter, document: Document) -> dict[str, Any]:
    bands: Mapping[str, Any] = document.band_styles
    rows = [
        {
            "cells": [
                {
                    "fill": bands[cell.band].background.lstrip("#") if cell.band in bands else "",
                    "paragraphs": _lines(_named(cell, block.row_headers and place == 0), write),
                }
                for place, cell in enumerate(row)
            ]
        }
        for row in block.rows
    ]
    return {
        "caption": clean(block.caption),
        "role": block.role,
        "columns": [clean(column.label) for column in block.columns],
        "widths": ";".join(str(column.width) for column in block.columns),
        "rows": rows,
    }


def _named(cell: Cell, names_row: bool) -> tuple[Inline, ...]:
    """The cell's paragraphs, in bold where they name the row."""
    if not names_row:
        return cell.paragraphs
    return tuple(tuple(replace(run, bold=True) for run in line) for line in cell.paragraphs)


def _matrix(block: RiskMatrix, write: RunWriter, document: Document) -> dict[str, Any]:
    return _table(block.as_table(), write, document)


def _card(block: Card, write: RunWriter, document: Document) -> dict[str, Any]:
    return {
        "number": block.heading.number,
        "text": clean(block.heading.text),
        "chips": write(block.chips) if block.chips else "",
        "lines": [write(spaced(line)) for line in card_lines(block.facts)],
    }


def _notice(block: Notice, write: RunWriter, document: Document | None) -> dict[str, Any]:
    return {
        "tone": block.tone,
        "title": write((Run(block.title, bold=True),)),
        "paragraphs": [write(runs) for runs in block.paragraphs],
    }


_WRITERS: dict[type, Any] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Table: _table,
    RiskMatrix: _matrix,
    Card: _card,
    Notice: _notice,
}
_KINDS: dict[type, str] = {RiskMatrix: "table"}
