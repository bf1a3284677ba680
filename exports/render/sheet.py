"""Document -> Excel: plain grids with a header row; what looks like a formula stays text."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .blocks import Document, Sheet
from .packing import stable_zip
from .text import clean

_LONGEST_CELL = 32_000
_WIDEST, _NARROWEST = 60, 9
_BAD_NAME = re.compile(r"[\[\]:*?/\\]")
_HEADER = PatternFill("solid", fgColor="EEF2F6")


def write_sheet(document: Document) -> bytes:
    """One sheet about the version, one for the answers, one for each collection, as .xlsx bytes."""
    book = Workbook()
    book.remove(book.active)
    for sheet in document.sheets:
        _add(book, sheet)
    _properties(book, document)
    stream = BytesIO()
    book.save(stream)
    return stable_zip(stream.getvalue(), fixed_moment=document.moment)


def _add(book: Any, sheet: Sheet) -> None:
    page = book.create_sheet(_name(sheet.name, book.sheetnames))
    for row in (sheet.header, *sheet.rows):
        page.append([_text(value) for value in row])
    for line in page.iter_rows(min_row=2):
        for cell in line:
            _make_text(cell)
    for cell in page[1]:
        _make_text(cell)
        cell.font, cell.fill = Font(bold=True), _HEADER
    for place in range(1, len(sheet.header) + 1):
        longest = max(_width(row[place - 1]) for row in (sheet.header, *sheet.rows))
        page.column_dimensions[get_column_letter(place)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
    page.freeze_panes = "B2" if len(sheet.header) > 2 else "A2"
    page.auto_filter.ref = page.dimensions


def _make_text(cell: Any) -> None:
    """Text is stored as text whatever it starts with, so nothing a writer typed can run as a formula."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.quotePrefix = cell.value[:1] in ("=", "+", "-", "@", "\t")


def _text(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return str(ILLEGAL_CHARACTERS_RE.sub("", clean(value)))[:_LONGEST_CELL]


def _width(value: str | int) -> int:
    return max(len(line) for line in str(value).split("\n"))


def _name(wanted: str, taken: list[str]) -> str:
    """A legal, unused sheet name of at most 31 characters."""
    base = _BAD_NAME.sub(" ", clean(wanted)).strip(" '")[:28] or "Ark"
    name, place = base, 2
    while name.lower() in (each.lower() for each in taken):
        name, place = f"{base[:26]} {place}", place + 1
    return name


def _properties(book: Any, document: Document) -> None:
    moment = datetime.fromisoformat(document.moment).replace(tzinfo=None)
    about = book.properties
    about.title, about.subject = clean(document.title), clean(document.subject)
    about.creator = about.lastModifiedBy = clean(document.author)
    about.created = about.modified = moment
    about.identifier, about.language = document.digest, document.language
