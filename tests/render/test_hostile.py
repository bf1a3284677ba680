"""Whatever a writer types is text and stays text, in every format."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from exports.render.blocks import Document
from exports.render.document import build_document
from exports.render.formats import FORMATS, render
from exports.render.html import build_html
from exports.render.pdf import write_pdf
from tests.render.made import plain_fonts, sheet_text, squeezed, text_of, word_part
from tests.render.sources import ros_fork

JINJA = "{{ 7*7 }} {% for x in y %} {# no #} {_{ %_} {{r z }}"
MARKUP = "<w:p/><script>alert(1)</script> </w:t> & ]]> &lt; &#x41;"
SAMI = "čđŋšŧžáÁ Romssa suohkan"
LINK = "[klikk](javascript:alert(1)) [ok](https://example.org/a?b=1&c=2) [fil](file:///etc/passwd)"
CONTROL = "før\x00\x0b\x1f\ufffe\u2028etter"
FORMULA = '=HYPERLINK("http://127.0.0.1","x")'


@cache
def hostile() -> Document:
    source = ros_fork()
    fields = {
        "title": f"{JINJA} {MARKUP}", "in_scope": f"{LINK}\n\n{SAMI}", "out_of_scope": CONTROL,
        "recovery_time": FORMULA, "recovery_point": MARKUP, "main_findings": JINJA,
    }  # fmt: skip
    row = source.content.rows["scenarios"][0]
    content = source.content.with_fields(fields).with_row(
        "scenarios", replace(row, fields={**row.fields, "title": MARKUP})
    )
    owner = replace(source.owner, name=f"Kommune {MARKUP} {JINJA}", address=(JINJA,))
    return build_document(replace(source, content=content, title=fields["title"], owner=owner))


@cache
def made(format: str) -> bytes:
    return write_pdf(hostile(), plain_fonts()) if format == "pdf" else render(format, hostile())


@pytest.mark.parametrize("format", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("typed", [JINJA, MARKUP, SAMI])
def test_what_was_typed_is_what_is_read(format: str, typed: str) -> None:
    assert squeezed(typed) in squeezed(text_of(made(format), format))


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_control_characters_are_gone_and_the_words_around_them_stay(format: str) -> None:
    text = text_of(made(format), format)
    assert "\x0b" not in text
    if format != "json":
        assert "føretter" in squeezed(text)


def test_only_web_and_mail_links_can_be_followed() -> None:
    relations = word_part(made("docx"), "word/_rels/document.xml.rels")
    targets = {each.get("Target") for each in relations if each.get("TargetMode") == "External"}
    assert targets == {"https://example.org/a?b=1&c=2"}
    annotations = [
        a.get_object() for page in PdfReader(BytesIO(made("pdf"))).pages for a in page.get("/Annots", [])
    ]
    assert {a["/A"]["/URI"] for a in annotations if "/A" in a and "/URI" in a["/A"]} == targets


def test_no_element_of_the_page_comes_from_the_text() -> None:
    html = build_html(hostile())
    assert "<script" not in html
    assert "javascript:" not in html.replace("(javascript:", "")


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    cells = [
        cell for page in load_workbook(BytesIO(made("xlsx"))) for row in page.iter_rows() for cell in row
    ]
    assert FORMULA in sheet_text(made("xlsx"))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
