"""The Word file: valid, whole, accessible, and closed to what a template or a text might try."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from docx import Document as WordFile
from openxml_audit import OpenXmlValidator

from exports.render.blocks import Item, Items, Run
from exports.render.errors import TemplateFault
from exports.render.word import write_word
from exports.render.word_template import bundled_template
from tests.render.made import W, document, rendition, word_part, word_text


@pytest.mark.parametrize("name", ["dpia", "ros"])
def test_word_finds_nothing_to_repair(name: str, tmp_path: Any) -> None:
    assert faults(rendition(name, "docx"), tmp_path) == []


def test_the_bundled_template_opens_in_word_but_for_one_part_the_filling_drops(tmp_path: Any) -> None:
    assert [
        fault for fault in faults(bundled_template("nb"), tmp_path) if "stylesWithEffects" not in fault
    ] == []


def faults(body: bytes, folder: Any) -> list[str]:
    path = folder / "file.docx"
    path.write_bytes(body)
    return [f"{each.part_uri} {each.description}" for each in OpenXmlValidator().validate(path).errors]


def test_every_table_with_a_header_repeats_it_and_breaks_no_row() -> None:
    body = word_part(rendition("dpia", "docx"), "word/document.xml")
    grids = [table for table in body.iter(f"{W}tbl") if table.find(f".//{W}tblHeader") is not None]
    assert len(grids) > 10
    assert all(
        row.find(f"{W}trPr/{W}cantSplit") is not None for table in grids for row in table.iter(f"{W}tr")
    )


def test_the_contents_list_every_chapter_before_word_has_counted_the_pages() -> None:
    body = word_part(rendition("dpia", "docx"), "word/document.xml")
    entries = [
        "".join(link.itertext(f"{W}t")) for link in body.iter(f"{W}hyperlink") if link.get(f"{W}anchor")
    ]
    chapters = [f"{each.number}  {each.text}" for each in document("dpia").chapters()]
    assert [entry.removesuffix("–") for entry in entries] == chapters


def test_headings_are_real_headings_in_order() -> None:
    styles = [p.style.name for p in WordFile(BytesIO(rendition("ros", "docx"))).paragraphs]
    levels = [int(name.split()[1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_file_carries_its_source_and_its_checksum() -> None:
    names = zipfile.ZipFile(BytesIO(rendition("dpia", "docx"))).namelist()
    parts = [
        word_part(rendition("dpia", "docx"), name) for name in names if name.startswith("customXml/item")
    ]
    source = next(part for part in parts if part.get("sha256"))
    assert sha256((source.text or "").encode()).hexdigest() == source.get("sha256")
    assert (
        source.get("sha256")
        in zipfile.ZipFile(BytesIO(rendition("dpia", "docx"))).read("docProps/custom.xml").decode()
    )


def test_properties_tell_of_the_version_and_nothing_of_the_machine() -> None:
    core = WordFile(BytesIO(rendition("dpia", "docx"))).core_properties
    assert (core.title, core.author, core.language) == (document("dpia").title, "Fjordvik kommune", "nb-NO")
    assert core.last_modified_by == "Fjordvik kommune"
    assert core.created.isoformat().startswith("2026-03-04")


def test_a_draft_says_so_on_every_page_and_an_approved_version_does_not() -> None:
    def headers(name: str) -> str:
        section = WordFile(BytesIO(rendition(name, "docx"))).sections[0]
        return section.header.paragraphs[0].text + section.first_page_header.paragraphs[0].text

    assert headers("ros").count("UTKAST – ikke godkjent") == 2
    assert "UTKAST" not in headers("dpia")


def test_numbered_lists_start_at_one_each() -> None:
    first, second = Items((Item((Run("a"),), 0, True),)), Items((Item((Run("b"),), 0, True),))
    heading = document("ros").chapters()[0]
    made = replace(document("ros"), blocks=(first, heading, second))
    numbers = [
        each.get(f"{W}val") for each in word_part(write_word(made), "word/document.xml").iter(f"{W}numId")
    ]
    assert len(set(numbers)) == 2


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ title.__class__ }}",
        "{{ title.upper() }}",
        "{{ 'a' * 9999999 }}",
        "{{ cycler }}",
        "{{ unknown_word }}",
    ],
)
def test_a_template_can_read_its_values_and_do_nothing_else(attempt: str) -> None:
    form = WordFile()
    form.add_paragraph(attempt)
    with pytest.raises(TemplateFault):
        write_word(document("ros"), saved(form))


def test_an_agency_may_write_its_own_template() -> None:
    form = WordFile()
    form.add_paragraph("{{ agency }}: {{ title }}")
    form.add_paragraph("{%p for b in blocks %}")
    form.add_paragraph("{% if b.kind == 'heading' %}{{ b.text }}{% endif %}")
    form.add_paragraph("{%p endfor %}")
    text = word_text(write_word(document("ros"), saved(form)))
    assert "Fjordvik kommune: Portal skole–hjem i Fjordvik" in text
    assert "Tiltaksplan" in text


def saved(form: Any) -> bytes:
    stream = BytesIO()
    form.save(stream)
    return stream.getvalue()
