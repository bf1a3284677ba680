"""The spreadsheet: one sheet for the answers, one for each collection, easy to work in."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from tests.render.made import document, rendition
from tests.render.sources import schema_of


def test_each_collection_has_a_sheet_with_all_its_rows() -> None:
    book = load_workbook(BytesIO(rendition("ros", "xlsx")))
    assert book.sheetnames[:2] == ["Om", "Svar"]
    tables = [field for field in schema_of("ros").fields.values() if field.columns]
    assert len(book.sheetnames) == 2 + len(tables)
    assert book["Risikoscenarier"].max_row == 1 + 7


def test_the_header_stays_in_sight() -> None:
    for page in load_workbook(BytesIO(rendition("dpia", "xlsx"))):
        assert page.freeze_panes in ("A2", "B2")
        assert all(cell.font.bold for cell in page[1])


def test_the_workbook_bears_the_version_and_its_date() -> None:
    properties = load_workbook(BytesIO(rendition("dpia", "xlsx"))).properties
    assert properties.identifier == document("dpia").digest
    assert properties.modified.isoformat().startswith("2026-03-04")
