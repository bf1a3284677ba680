"""The shortcuts through WeasyPrint: the same bytes as without them, and none of them left behind."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pydyf
import pytest
import tinyhtml5
from weasyprint import HTML
from weasyprint.layout import block, inline
from weasyprint.text import line_break

from exports.render import pdf, shortcuts
from exports.render.fonts import FontSet, font_set
from exports.render.html import build_html
from exports.render.shortcuts import objects, tree
from tests.render.made import document, plain_fonts, rendition

WORDS = "Opplysninger om eleven blir synlige for flere enn dem som trenger dem. "
ODD = {
    "long words": f"<div style='width: 30mm; overflow-wrap: anywhere'>{'personvernkonsekvens' * 9}</div>",
    "breaks and tabs": "<pre>a\tb\n\nc</pre><p>a<br/>b\u2028c\u2029d</p>",
    "letters": "<p>čđŋšŧž ÆØÅ ﬁ e\u0301 • → ✓ \u00ad \u200b \u00a0</p>",
    "the other direction": "<div style='direction: rtl'>שלום abc</div><p>abc שלום abc</p>",
    "justified and spaced": f"<p style='text-align: justify; letter-spacing: 1pt'>{WORDS * 3}</p>",
    "decorated": "<p style='text-decoration: underline; font-variant: small-caps'>Under</p>",
    "floats": f"<div style='float: left; width: 30%'>Side</div><p>{WORDS * 3}</p>",
    "boxes": f"<div style='padding: 5%; border: 1pt solid; border-radius: 3pt'>{WORDS}</div>",
    "widths": f"<p style='box-sizing: border-box; width: 50mm; padding: 2mm; min-width: 10%'>{WORDS}</p>",
    "out of the flow": "<p style='position: relative; left: 3mm'>a</p><p style='position: absolute'>b</p>",
    "a long table": "<table><thead><tr><th>Hode</th></tr></thead><tbody>"
    f"{f'<tr><td>{WORDS}</td></tr>' * 60}</tbody></table>",
    "margins": "<style>@page { @top-left { content: 'x' } } @page :first { @top-left { content: none } }"
    f"</style>{f'<p>{WORDS}</p>' * 60}",
    "not well-formed": "<p>En<p>To<br>",
}


@pytest.fixture
def same(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], bytes]], bool]:
    """Whether something is made the same without shortcuts (the level of compression, which shows, apart)."""

    def is_same(make: Callable[[], bytes]) -> bool:
        monkeypatch.setattr(objects, "LEVEL", 9)
        quick = make()
        monkeypatch.setitem(shortcuts.KNOWN, "weasyprint", "0.1")
        return make() == quick

    return is_same


def test_they_are_drawn_for_the_libraries_that_are_locked() -> None:
    """When this fails after an upgrade: read each room against the library, then raise KNOWN."""
    assert shortcuts.is_known()


@pytest.mark.parametrize("name", ["ros", "dpia"])
@pytest.mark.parametrize("fonts", [plain_fonts, font_set])
def test_a_document_has_the_same_bytes_without_them(
    name: str, fonts: Callable[[], FontSet], same: Callable[[Callable[[], bytes]], bool]
) -> None:
    assert same(lambda: pdf.write_pdf(document(name), fonts()))


@pytest.mark.parametrize("inside", ODD.values(), ids=list(ODD))
def test_a_page_we_would_not_write_has_the_same_bytes_too(
    inside: str, same: Callable[[Callable[[], bytes]], bool]
) -> None:
    page = f'<html lang="nb"><head><title>x</title></head><body>{inside}</body></html>'
    assert same(lambda: pdf.html_to_pdf(page, document("ros"), plain_fonts()))


@pytest.mark.parametrize("name", ["ros", "dpia", "named_ros"])
def test_our_page_read_as_xml_is_the_page_read_as_html(name: str) -> None:
    page = build_html(document(name))
    ours, theirs = ElementTree.fromstring(page), tinyhtml5.parse(page, namespace_html_elements=False)
    assert isinstance(tree.read(page, None), tree.WellFormed)
    assert [spelt(each) for each in ours.iter()] == [spelt(each) for each in theirs.iter()]


def spelt(element: ElementTree.Element) -> tuple[object, ...]:
    """All there is to an element but its children."""
    return element.tag, element.attrib, element.text or "", element.tail or ""


def test_nothing_is_left_changed_not_even_after_a_fault() -> None:
    def now() -> list[object]:
        return [line_break.Layout, inline.resolve_percentages, block.resolve_percentages, pydyf.zlib]

    before = now()
    with pytest.raises(ZeroDivisionError), shortcuts.shortcuts():
        assert not any(one is other for one, other in zip(now(), before, strict=True))
        _ = 1 / 0
    assert now() == before


def test_another_version_of_the_library_goes_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shortcuts.KNOWN, "weasyprint", "0.1")
    before = line_break.Layout
    with shortcuts.shortcuts():
        assert line_break.Layout is before
    assert type(tree.read(build_html(document("ros")), None)) is HTML


def test_the_list_of_pages_is_made_again_when_a_page_comes() -> None:
    with shortcuts.shortcuts():
        made = pydyf.PDF()
        for _ in range(2):
            made.add_page(pydyf.Dictionary({"Type": "/Page"}))
            assert made.page_references[-1] == made.objects[-1].reference
        assert made.page_references is made.page_references


def test_the_lean_default_style_is_read_without_complaint(caplog: pytest.LogCaptureFixture) -> None:
    tree.lean_defaults.cache_clear()
    assert tree.lean_defaults().matcher.lower_local_name_selectors["li"]
    assert not caplog.records


def test_the_usual_level_of_compression_costs_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = len(rendition("ros", "pdf"))  # made, and kept for other tests, before the level is changed
    monkeypatch.setattr(objects, "LEVEL", 9)
    tight = len(pdf.write_pdf(document("ros"), plain_fonts()))
    assert tight <= usual < tight * 1.06
