"""Inline runs -> WordprocessingML run elements, escaped once, in the order the schema wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from markupsafe import Markup

from .blocks import BandStyle, Inline, Run
from .text import clean, safe_link

_TONES = {
    "open": ("", "FFE873"),
    "withheld": ("3C4753", "E8ECF0"),
    "label": ("56616E", ""),
    "muted": ("56616E", ""),
    "draft": ("8A1C1C", ""),
    "ins": ("1B5E20", ""),
    "del": ("8A1C1C", ""),
}
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class RunWriter:
    """Writes runs for one document; `link` turns an address into a relationship id."""

    def __init__(self, bands: Mapping[str, BandStyle], link: Callable[[str], str]) -> None:
        self._bands = bands
        self._link = link

    def __call__(self, runs: Inline) -> Markup:
        """The runs as one piece of XML; an empty line becomes one empty run."""
        xml = "".join(self._run(run) for run in runs) or "<w:r><w:t/></w:r>"
        return Markup(xml)  # noqa: S704 - every text below has gone through _xml()

    def _run(self, run: Run) -> str:
        band = self._bands.get(run.band)
        text = f"\u00a0{run.text}\u00a0" if band else run.text
        xml = f'<w:r>{_properties(run, band)}<w:t xml:space="preserve">{_xml(text)}</w:t></w:r>'
        target = safe_link(run.link) if run.link else ""
        if not target:
            return xml
        return f'<w:hyperlink r:id="{self._link(target)}" w:history="1">{xml}</w:hyperlink>'


def _properties(run: Run, band: BandStyle | None) -> str:
    colour, fill = _TONES.get(run.tone, ("", ""))
    if band:
        colour, fill = band.text.lstrip("#"), band.background.lstrip("#")
    if run.link:
        colour = "12437A"
    parts = (
        '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>' if run.code else "",
        "<w:b/>" if run.bold or run.tone == "draft" or band else "",
        "<w:i/>" if run.italic else "",
        "<w:strike/>" if run.tone == "del" else "",
        f'<w:color w:val="{colour}"/>' if colour else "",
        '<w:sz w:val="15"/>' if run.code else "",
        '<w:u w:val="single"/>' if run.tone == "ins" else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "",
    )
    inner = "".join(parts)
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def _xml(text: str) -> str:
    """Escaped text; docxtpl's own escapes ("{_{", "%_}") are kept as the writer typed them."""
    plain = escape(clean(text)).replace("{_", "{&#95;").replace("_}", "&#95;}")
    return plain.replace("\n", _BREAK).replace("\t", _TAB)
