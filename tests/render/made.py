"""Renditions the tests share, made once per run, and the text that can be read out of them."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from docx import Document as WordFile
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from exports.render.blocks import Document
from exports.render.document import build_document
from exports.render.fonts import FontSet, font_set
from exports.render.formats import render
from exports.render.pdf import write_pdf
from tests.render import sources

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def plain_fonts() -> FontSet:
    """DejaVu only, so that what the tests see does not hang on what set-up has fetched."""
    return font_set(Path("/nonexistent"))


@cache
def document(name: str) -> Document:
    """The fixtures by name: "dpia", "ros", "named_dpia", "named_ros"."""
    if name.startswith("named_"):
        return build_document(sources.named_everywhere(name.removeprefix("named_"))[0])
    return build_document({"dpia": sources.dpia_in_force, "ros": sources.ros_fork}[name]())


@cache
def rendition(name: str, format: str) -> bytes:
    """One fixture in one format."""
    if format == "pdf":
        return write_pdf(document(name), plain_fonts())
    return render(format, document(name))


@cache
def text_of(body: bytes, format: str) -> str:
    """Everything a reader can find in a file, as text."""
    readers = {"pdf": pdf_text, "docx": word_text, "xlsx": sheet_text, "json": bytes.decode}
    return readers[format](body)


@cache
def pdf_text(body: bytes) -> str:
    """The text of all pages, one page after the other."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def word_text(body: bytes) -> str:
    """The text of the body, one paragraph per line; tabs and breaks as spaces."""
    lines = []
    for paragraph in WordFile(BytesIO(body)).element.body.iter(f"{W}p"):
        parts = (
            each.text or "" if each.tag == f"{W}t" else " "
            for each in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
        )
        lines.append("".join(parts))
    return "\n".join(lines)


def word_part(body: bytes, name: str) -> etree._Element:
    """One XML part of a Word file."""
    return etree.fromstring(zipfile.ZipFile(BytesIO(body)).read(name))


def sheet_text(body: bytes) -> str:
    """The names of the sheets, then every cell of each."""
    book = load_workbook(BytesIO(body))
    rows = (row for page in book for row in page.iter_rows(values_only=True))
    return (
        "\n".join(book.sheetnames)
        + "\n"
        + "\n".join("\t".join(str(value) for value in row if value is not None) for row in rows)
    )


def squeezed(text: str) -> str:
    """The text without any white space, so that line breaks inside words do not matter."""
    return re.sub(r"\s+", "", text)
