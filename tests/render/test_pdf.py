"""The PDF: tagged, named, self-contained, and unable to reach outside itself."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from exports.render import pdf
from exports.render.errors import ForbiddenResource, RendererUnavailable
from exports.render.fonts import FontSet, font_set
from exports.render.formats import render
from tests.render.made import document, pdf_text, plain_fonts, rendition

PAGE = '<html lang="nb"><head><title>x</title></head><body><h1>Hei</h1><p>Ord</p></body></html>'


def catalogue(name: str) -> Any:
    return PdfReader(BytesIO(rendition(name, "pdf"))).trailer["/Root"]


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    root = catalogue("dpia")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert PdfReader(BytesIO(rendition("dpia", "pdf"))).metadata.title == document("dpia").title


def test_it_claims_both_archive_and_accessibility_standards() -> None:
    metadata = catalogue("dpia")["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3" in metadata
    assert 'pdfuaid:part="1"' in metadata


def test_its_tags_hold_headings_tables_and_lists() -> None:
    tags = set(kinds(catalogue("ros")["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/L", "/LI"} <= tags


def kinds(node: Any) -> Iterator[str]:
    node = node.get_object()
    if not isinstance(node, dict):
        return
    if "/S" in node:
        yield node["/S"]
    below = node.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        if not isinstance(child, int):
            yield from kinds(child)


def test_it_carries_its_own_source_once() -> None:
    reader = PdfReader(BytesIO(rendition("dpia", "pdf")))
    assert reader.attachments["kilde.json"] == [rendition("dpia", "json")]
    assert len(catalogue("dpia")["/AF"]) == 1


def test_every_page_of_a_draft_says_that_it_is_a_draft() -> None:
    pages = PdfReader(BytesIO(rendition("ros", "pdf"))).pages
    assert all("UTKAST – ikke godkjent" in page.extract_text() for page in pages)
    assert "UTKAST" not in pdf_text(rendition("dpia", "pdf"))


def test_the_contents_give_page_numbers() -> None:
    contents = PdfReader(BytesIO(rendition("dpia", "pdf"))).pages[1].extract_text()
    assert all(chapter.text in " ".join(contents.split()) for chapter in document("dpia").chapters())
    assert contents.count("....") >= len(document("dpia").chapters())


@pytest.mark.parametrize(
    "inside",
    ['<img alt="" src="http://127.0.0.1:9/x.png">', '<img alt="" src="file:///etc/hostname">',
     "<style>@import url(http://127.0.0.1:9/a.css);</style>",
     '<object data="file:///etc/passwd"></object>'],
)  # fmt: skip
def test_it_fetches_nothing_from_anywhere(inside: str) -> None:
    page = f'<html lang="nb"><head><title>x</title></head><body>{inside}</body></html>'
    with pytest.raises(ForbiddenResource):
        pdf.html_to_pdf(page, document("ros"), plain_fonts())


def test_without_pango_it_says_so_and_word_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pango(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)

    pdf._weasyprint.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(RendererUnavailable, match="Pango"):
        render("pdf", document("ros"))
    assert "Pango" in pdf.available()
    assert render("docx", document("ros")).startswith(b"PK")
    monkeypatch.undo()
    pdf._weasyprint.cache_clear()


def test_the_halves_of_inter_never_share_a_family_name() -> None:
    """WeasyPrint draws wrong glyphs for š đ ŋ ŧ when they do, and no validator notices."""
    faces = font_set().faces
    if not faces:
        pytest.skip("Inter has not been fetched on this machine")
    families = {line.split('"')[1]: "latin-ext" in line for line in faces.splitlines()}
    assert families == {"Inter": False, "InterExt": True}


def test_northern_sami_letters_are_drawn_as_themselves(tmp_path: Path) -> None:
    """Text extraction cannot see a wrong glyph, so the letters are compared as pictures."""
    fonts = font_set()
    if not fonts.files or not shutil.which("pdftoppm"):
        pytest.skip("Inter or pdftoppm is not on this machine")
    pictures = [picture(family, fonts, tmp_path) for family in ('"InterExt"', fonts.family)]
    assert pictures[0] == pictures[1]


def picture(family: str, fonts: FontSet, folder: Path) -> bytes:
    style = f"<style>{fonts.faces} body {{ font-family: {family}; font-size: 40pt }}</style>"
    html = f'<html lang="se"><head><title>x</title>{style}</head><body>čđŋšŧžČĐŊŠŦŽ</body></html>'
    (folder / "x.pdf").write_bytes(pdf.html_to_pdf(html, document("ros"), fonts))
    drawn = ["pdftoppm", "-png", "-r", "50", "-singlefile", str(folder / "x.pdf"), str(folder / "x")]
    subprocess.run(drawn, check=True)
    return (folder / "x.png").read_bytes()


def test_working_each_object_out_once_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    once = pdf.html_to_pdf(PAGE, document("ros"), plain_fonts())
    monkeypatch.setattr("exports.render.pdf_finish.settle", lambda made: None)
    assert pdf.html_to_pdf(PAGE, document("ros"), plain_fonts()) == once


def test_inter_keeps_the_accents_of_letters_and_draws_no_arrow_nobody_typed() -> None:
    files = font_set().files
    if not files:
        pytest.skip("Inter has not been fetched on this machine")
    font = TTFont(BytesIO(files["inter-latin-400-normal.woff2"]))
    lookups = {
        each.FeatureTag: each.Feature.LookupCount for each in font["GSUB"].table.FeatureList.FeatureRecord
    }
    assert lookups["ccmp"] > 0
    assert lookups["calt"] == 0
