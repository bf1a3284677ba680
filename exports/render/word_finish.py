"""After docxtpl: put a filled Word document in valid order, set widths, number lists, fill the contents."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from .word_styles import TEXT_WIDTH

_TWIPS = int(TEXT_WIDTH / 2.54 * 1440)
_CELL_ORDER = [
    "cnfStyle",
    "tcW",
    "gridSpan",
    "hMerge",
    "vMerge",
    "tcBorders",
    "shd",
    "noWrap",
    "tcMar",
    "textDirection",
    "tcFitText",
    "vAlign",
    "hideMark",
]
_RANK = {qn(f"w:{name}"): place for place, name in enumerate(_CELL_ORDER)}
_CHAPTERS = ("Heading1", "Heading1NewPage")
_LISTS = ("ListNumber", "ListNumber2", "ListNumber3")
_BULLETS = ("ListBullet", "ListBullet2", "ListBullet3")


def finish(document: Any) -> None:
    """Mend the body of a filled document in place; works on any agency's template, not only ours."""
    body = document.element.body
    _order_cells(body)
    for table in body.iter(qn("w:tbl")):
        _set_widths(table)
    _restart_lists(document, body)
    _fill_contents(body, _bookmark_chapters(body))
    _drop_stale_parts(document)


def _order_cells(body: Any) -> None:
    """Docxtpl's cell colour lands before the width; the schema wants a fixed order (ECMA-376, CT_TcPr)."""
    for properties in body.iter(qn("w:tcPr")):
        children = list(properties)
        ordered = sorted(children, key=lambda child: _RANK.get(child.tag, len(_RANK)))
        if ordered != children:
            properties[:] = ordered
        for shading in properties.findall(qn("w:shd")):
            if not shading.get(qn("w:fill")):
                properties.remove(shading)


def _set_widths(table: Any) -> None:
    """Turn the noted column shares into fixed widths, for the grid and for every cell."""
    properties = table.tblPr
    note = properties.find(qn("w:tblDescription"))
    if note is None:
        return
    properties.remove(note)
    shares = [int(share) for share in note.get(qn("w:val")).split(";") if share.isdigit()]
    rows = table.findall(qn("w:tr"))
    if not shares or any(len(row.findall(qn("w:tc"))) != len(shares) for row in rows):
        return
    widths = [_TWIPS * share // sum(shares) for share in shares]
    _set_grid(table, properties, widths)
    for row in rows:
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            _set_cell_width(cell, width)


def _set_grid(table: Any, properties: Any, widths: list[int]) -> None:
    grid = table.find(qn("w:tblGrid"))
    grid[:] = []
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        grid.append(column)
    total = properties.find(qn("w:tblW"))
    total.set(qn("w:w"), str(sum(widths)))
    total.set(qn("w:type"), "dxa")
    for old in properties.findall(qn("w:tblLayout")):
        properties.remove(old)
    layout = parse_xml(f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>')
    properties.find(qn("w:tblLook")).addprevious(layout)


def _set_cell_width(cell: Any, width: int) -> None:
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        properties = OxmlElement("w:tcPr")
        cell.insert(0, properties)
    size = properties.find(qn("w:tcW"))
    if size is None:
        size = OxmlElement("w:tcW")
        properties.insert(0, size)
    size.set(qn("w:w"), str(width))
    size.set(qn("w:type"), "dxa")


def _style_of(paragraph: Any) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = None if properties is None else properties.find(qn("w:pStyle"))
    return "" if style is None else str(style.get(qn("w:val")))


def _restart_lists(document: Any, body: Any) -> None:
    """Each numbered list starts at 1: a new numbering instance whenever other text came between."""
    inside: dict[str, int] = {}
    for paragraph in body.iter(qn("w:p")):
        style = _style_of(paragraph)
        if style not in _LISTS:
            inside = inside if style in _BULLETS else {}
            continue
        if style not in inside:
            inside[style] = _new_numbering(document, style)
        inside = {name: number for name, number in inside.items() if name <= style}
        paragraph.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = inside[style]


def _new_numbering(document: Any, style: str) -> int:
    numbering = document.part.numbering_part.element
    original = next(found for found in document.styles.element.iter(qn("w:style")) if found.styleId == style)
    base = numbering.num_having_numId(original.pPr.numPr.numId.val)
    added = numbering.add_num(base.abstractNumId.val)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _bookmark_chapters(body: Any) -> list[tuple[str, str]]:
    """Give every chapter heading a bookmark; returns (bookmark, text) in order."""
    chapters: list[tuple[str, str]] = []
    for paragraph in body.iter(qn("w:p")):
        if _style_of(paragraph) not in _CHAPTERS:
            continue
        name, number = f"_Toc{len(chapters) + 1:08d}", str(len(chapters) + 1)
        start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>')
        end = parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>')
        properties = paragraph.find(qn("w:pPr"))
        properties.addnext(start)
        paragraph.append(end)
        chapters.append((name, "".join(part.text or "" for part in paragraph.iter(qn("w:t")))))
    return chapters


def _fill_contents(body: Any, chapters: list[tuple[str, str]]) -> None:
    """Write the entries into the contents field, so that it reads well before Word has counted the pages."""
    begin = next((mark for mark in body.iter(qn("w:fldChar")) if mark.get(qn("w:dirty"))), None)
    if begin is None or not chapters:
        return
    first = begin.getparent().getparent()
    runs = first.findall(qn("w:r"))
    opening, end = runs[:3], runs[-1]
    for run in runs:
        first.remove(run)
    place = first
    for position, chapter in enumerate(chapters):
        line = first if position == 0 else _next_line(place, first)
        for part in (*(opening if position == 0 else ()), _entry(*chapter)):
            line.append(part)
        place = line
    place.append(end)


def _next_line(after: Any, model: Any) -> Any:
    line = OxmlElement("w:p")
    line.append(deepcopy(model.find(qn("w:pPr"))))
    after.addnext(line)
    return line


def _entry(bookmark: str, text: str) -> Any:
    run = "<w:r><w:t xml:space='preserve'/></w:r>"
    page = "".join(_page_reference(bookmark))
    link = parse_xml(
        f'<w:hyperlink {nsdecls("w")} w:anchor="{bookmark}" w:history="1">'
        f"{run}<w:r><w:tab/></w:r>{page}</w:hyperlink>"
    )
    link.find(qn("w:r")).find(qn("w:t")).text = text
    return link


def _page_reference(bookmark: str) -> Iterator[str]:
    yield '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    yield f'<w:r><w:instrText xml:space="preserve"> PAGEREF {bookmark} \\h </w:instrText></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>–</w:t></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _drop_stale_parts(document: Any) -> None:
    """Parts that came along from a blank template and make Word offer a repair."""
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del owner.rels[key]
