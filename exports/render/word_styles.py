"""The styles of the bundled Word template: calm, compact, all named so that an agency can restyle them."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
TEXT_WIDTH = 16.6  # centimetres between the margins
_FONT = "Calibri"
_INK, _NAVY, _GREY, _RED = "1A222C", "12263F", "56616E", "8A1C1C"

# name: (based on, size pt, bold, colour, space before pt, space after pt, keep with next, indent cm)
_Look = tuple[str, float, bool, str, float, float, bool, float]
_LOOKS: dict[str, _Look] = {
    "Normal": ("", 10.5, False, _INK, 0, 6, False, 0),
    "Title": ("Normal", 28, True, _NAVY, 4, 24, False, 0),
    "Heading 1": ("Normal", 17, True, _NAVY, 26, 8, True, 0),
    "Heading 1 New Page": ("Heading 1", 17, True, _NAVY, 0, 8, True, 0),
    "Heading 2": ("Normal", 12, True, _NAVY, 14, 3, True, 0),
    "Heading 3": ("Normal", 10.5, True, _NAVY, 12, 2, True, 0),
    "TOC Heading": ("Normal", 17, True, _NAVY, 0, 12, True, 0),
    "TOC 1": ("Normal", 10.5, False, _INK, 0, 5, False, 0),
    "Letterhead": ("Normal", 10, False, "3C4753", 0, 1, False, 0),
    "Kicker": ("Normal", 12, False, "3C4753", 150, 0, True, 0),
    "Lead": ("Normal", 11.5, False, _INK, 0, 7, False, 0),
    "Quote": ("Normal", 10.5, False, "3C4753", 0, 6, False, 0.6),
    "Code": ("Normal", 9, False, _INK, 0, 6, False, 0),
    "Muted": ("Normal", 9.5, False, _GREY, 0, 5, False, 0),
    "Law": ("Muted", 9.5, False, _GREY, 0, 5, True, 0),
    "Chips": ("Normal", 9.5, False, _INK, 0, 3, True, 0),
    "Card Line": ("Normal", 10, False, _INK, 0, 2.5, False, 0),
    "Notice": ("Normal", 10, False, _INK, 0, 0, False, 0.25),
    "Notice Draft": ("Notice", 10, False, _INK, 0, 0, False, 0.25),
    "Notice Open": ("Notice", 10, False, _INK, 0, 0, False, 0.25),
    "Caption": ("Normal", 10, True, _NAVY, 8, 4, True, 0),
    "Cell": ("Normal", 9.5, False, _INK, 1, 1, False, 0),
    "Cell Head": ("Cell", 9.5, True, _NAVY, 1, 1, True, 0),
    "Fact Name": ("Cell", 9.5, False, "3C4753", 1, 1, False, 0),
    "Fact Label": ("Cell", 9.5, False, "3C4753", 1, 1, False, 0),
    "Matrix Cell": ("Cell", 9, False, _INK, 2, 2, True, 0),
    "After Table": ("Normal", 4, False, _INK, 0, 4, False, 0),
    "Header": ("Normal", 8, False, _GREY, 0, 0, False, 0),
    "Footer": ("Normal", 8, False, _GREY, 0, 0, False, 0),
}
_LISTS = ("List Bullet", "List Bullet 2", "List Bullet 3", "List Number", "List Number 2", "List Number 3")
_SHADES = {
    "Notice": ("F2F5F8", "9FB0C3"),
    "Notice Draft": ("FDF1F0", "B3261E"),
    "Notice Open": ("FFF6CF", "C79A00"),
}

_TABLES = """<w:styles {ns}>
<w:style w:type="table" w:customStyle="1" w:styleId="VurdertFacts"><w:name w:val="Vurdert Facts"/>
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders>{rule_bottom}{rule_inside}</w:tblBorders>
{margins}</w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="VurdertTable"><w:name w:val="Vurdert Table"/>
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders>{rule_bottom}{rule_inside}</w:tblBorders>
{margins}</w:tblPr>{header}</w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="VurdertMatrix"><w:name w:val="Vurdert Matrix"/>
<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>{white}</w:tblBorders>
{margins}</w:tblPr>{header}<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr><w:tcPr>
<w:shd w:val="clear" w:color="auto" w:fill="EEF2F6"/></w:tcPr></w:tblStylePr></w:style></w:styles>"""
_RULE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="CDD6DF"/>'
_WHITE = '<w:{side} w:val="single" w:sz="8" w:space="0" w:color="FFFFFF"/>'
_MARGINS = (
    '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)
_HEADER = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F6"/></w:tcPr></w:tblStylePr>'
)


def apply_styles(document: Any, locale: str) -> None:
    """Give a fresh python-docx document our styles, its language, and none of its leftovers."""
    _defaults(document, locale)
    for name, look in _LOOKS.items():
        _paragraph_style(document, name, look)
    for name in _LISTS:
        _spacing(document.styles[name], 0, 2)
    for name, (fill, edge) in _SHADES.items():
        _shade(document.styles[name], fill, edge)
    _rule_below(document.styles["Heading 1"])
    document.styles["Heading 1 New Page"].paragraph_format.page_break_before = True
    document.styles["TOC Heading"].paragraph_format.page_break_before = True
    document.styles["TOC 1"].paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), 2, 1)
    _hang(document.styles["Fact Label"])
    _set_font(document.styles["Code"], "Consolas")
    _table_styles(document)


def _defaults(document: Any, locale: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        defaults.remove(child)
    for xml in (
        f'<w:rFonts {nsdecls("w")} w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>',
        f'<w:sz {nsdecls("w")} w:val="21"/>',
        f'<w:szCs {nsdecls("w")} w:val="21"/>',
        f'<w:lang {nsdecls("w")} w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>',
    ):
        defaults.append(parse_xml(xml))


def _paragraph_style(document: Any, name: str, look: _Look) -> None:
    base, size, bold, colour, before, after, keep, indent = look
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for old in list(style.element.findall(qn("w:rPr"))) + list(style.element.findall(qn("w:pPr"))):
        _strip(old)
    if base:
        style.base_style = styles[base]
    style.hidden, style.unhide_when_used, style.quick_style = False, False, True
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    _set_font(style, _FONT)
    _spacing(style, before, after)
    style.paragraph_format.keep_with_next = keep
    style.paragraph_format.left_indent = Cm(indent)
    style.paragraph_format.line_spacing = 1.08


def _strip(properties: Any) -> None:
    """Empty inherited formatting, but keep the outline level that makes a heading a heading."""
    for child in list(properties):
        if child.tag not in (qn("w:outlineLvl"), qn("w:numPr")):
            properties.remove(child)


def _set_font(style: Any, font: str) -> None:
    style.font.name = font
    fonts = style.element.rPr.rFonts
    for side in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(side), font)


def _hang(style: Any) -> None:
    """The number of a question stands out to the left of its words."""
    style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Cm(0.95), Cm(-0.95)
    style.paragraph_format.tab_stops.add_tab_stop(Cm(0.95))


def _spacing(style: Any, before: float, after: float) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _shade(style: Any, fill: str, edge: str) -> None:
    properties = style.element.get_or_add_pPr()
    border = (
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="6" w:color="{edge}"/></w:pBdr>'
    )
    _insert(properties, border, f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


def _rule_below(style: Any) -> None:
    border = '<w:bottom w:val="single" w:sz="5" w:space="4" w:color="9FB0C3"/>'
    _insert(style.element.get_or_add_pPr(), f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>")


def _insert(properties: Any, *fragments: str) -> None:
    """Put borders and shading where the schema wants them: before tabs, spacing and indents."""
    later = [qn(f"w:{name}") for name in ("tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")]
    place = next((child for child in properties if child.tag in later), None)
    for fragment in fragments:
        element = parse_xml(fragment)
        properties.append(element) if place is None else place.addprevious(element)


def _table_styles(document: Any) -> None:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    xml = _TABLES.format(
        ns=nsdecls("w"),
        rule_bottom=_RULE.format(side="bottom"),
        rule_inside=_RULE.format(side="insideH"),
        white="".join(_WHITE.format(side=side) for side in sides),
        margins=_MARGINS,
        header=_HEADER,
    )
    for style in list(parse_xml(xml)):
        document.styles.element.append(style)
