"""The bundled Word template, built in code: a docxtpl template that Word can open, restyle and save."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from .word_styles import LOCALES, TEXT_WIDTH, apply_styles

_NOTICES = {"draft": "Notice Draft", "open": "Notice Open"}
_PARAGRAPHS = {
    "lead": "Lead",
    "quote": "Quote",
    "code": "Code",
    "muted": "Muted",
    "law": "Law",
    "chips": "Chips",
}
_FIELD = '<w:fldSimple {ns} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
_CONTENTS = """<w:sdt {ns}><w:sdtPr><w:docPartObj>
<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>
</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>
<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>
<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>…</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>"""


@cache
def bundled_template(language: str) -> bytes:
    """The template for "nb", "nn" or "en" as .docx bytes; agencies may take it as the start of their own."""
    document = docx.Document()
    apply_styles(document, LOCALES.get(language, LOCALES["nb"]))
    body = _Writer(document)
    _title_page(body)
    _contents(body)
    _blocks(body)
    _margins(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Writer:
    """Adds paragraphs and tables to the template, one line of Python for each."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def line(self, style: str, text: str) -> Any:
        return self.document.add_paragraph(text, style=style)

    def tag(self, text: str) -> None:
        """A control tag in a paragraph of its own, which docxtpl removes."""
        self.document.add_paragraph("{%p " + text + " %}")

    def choose(self, choices: Iterator[tuple[str, str, str]]) -> None:
        """One paragraph per (condition, style, text): if, elif, …, endif."""
        word = "if"
        for condition, style, text in choices:
            self.tag(f"{word} {condition}")
            self.line(style, text)
            word = "elif"
        self.tag("endif")

    def table(self, style: str, rows: tuple[tuple[str, ...], ...], header: bool) -> Any:
        table = self.document.add_table(rows=0, cols=max(len(row) for row in rows), style=style)
        for position, texts in enumerate(rows):
            table.add_row()
            _fill_row(table.rows[position], texts, header and position == 0)
        return table


def _fill_row(row: Any, texts: tuple[str, ...], header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if header:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    cells = row.cells
    for cell, text in zip(cells, texts, strict=False):
        first, *more = text.split("\n")
        cell.paragraphs[0].text = first
        for line in more:
            cell.add_paragraph(line)
    for surplus in cells[len(texts) :]:
        row._tr.remove(surplus._tc)


def _title_page(body: _Writer) -> None:
    body.tag("for line in letterhead")
    body.line("Letterhead", "{{ line }}")
    body.tag("endfor")
    body.line("Kicker", "{{ kicker }}")
    body.line("Title", "{{ title }}")
    body.tag("for n in notices")
    _notice(body)
    body.tag("endfor")
    _facts(body, "facts")


def _contents(body: _Writer) -> None:
    body.line("TOC Heading", "{{ words.contents }}")
    body.document.element.body.insert(-1, parse_xml(_CONTENTS.format(ns=nsdecls("w"))))


def _blocks(body: _Writer) -> None:
    body.tag("for b in blocks")
    body.tag('if b.kind == "heading"')
    body.choose(_heading_choices())
    body.tag('elif b.kind == "paragraph"')
    body.choose(_paragraph_choices())
    body.tag('elif b.kind == "items"')
    body.tag("for e in b.entries")
    body.choose(_item_choices())
    body.tag("endfor")
    body.tag('elif b.kind == "facts"')
    _facts(body, "b.facts")
    body.line("After Table", "")
    body.tag('elif b.kind == "table"')
    _grid(body)
    body.tag('elif b.kind == "card"')
    _card(body)
    body.tag('elif b.kind == "notice"')
    body.tag("for n in [b]")
    _notice(body)
    body.tag("endfor")
    body.tag("endif")
    body.tag("endfor")


def _heading_choices() -> Iterator[tuple[str, str, str]]:
    text = "{% if b.number %}{{ b.number }}  {% endif %}{{ b.text }}"
    yield "b.level == 1 and b.new_page", "Heading 1 New Page", text
    for level in (1, 2, 3):
        yield f"b.level == {level}", f"Heading {level}", text


def _paragraph_choices() -> Iterator[tuple[str, str, str]]:
    for role, style in _PARAGRAPHS.items():
        yield f'b.role == "{role}"', style, "{{r b.runs }}"
    yield "b.runs", "Normal", "{{r b.runs }}"


def _item_choices() -> Iterator[tuple[str, str, str]]:
    for style, ordered in (("List Number", "e.ordered"), ("List Bullet", "not e.ordered")):
        for depth, suffix in enumerate(("", " 2", " 3")):
            yield f"e.depth == {depth} and {ordered}", style + suffix, "{{r e.runs }}"


def _notice(body: _Writer) -> None:
    def choices(text: str) -> Iterator[tuple[str, str, str]]:
        for tone, style in _NOTICES.items():
            yield f'n.tone == "{tone}"', style, text
        yield "n.tone", "Notice", text

    body.choose(choices("{{r n.title }}"))
    body.tag("for p in n.paragraphs")
    body.choose(choices("{{r p }}"))
    body.tag("endfor")
    body.line("After Table", "")


def _card(body: _Writer) -> None:
    body.line("Heading 3", "{% if b.number %}{{ b.number }}  {% endif %}{{ b.text }}")
    body.tag("if b.chips")
    body.line("Chips", "{{r b.chips }}")
    body.tag("endif")
    body.tag("for p in b.lines")
    body.line("Card Line", "{{r p }}")
    body.tag("endfor")


def _facts(body: _Writer, name: str) -> None:
    answer = "{%p for p in f.answer %}\n{{r p }}\n{%p endfor %}"
    label = "{%p if f.number %}\n{{ f.number }}\t{{ f.label }}\n{%p else %}\n{{ f.label }}\n{%p endif %}"
    rows = (("{%tr for f in " + name + " %}",), (label, answer), ("{%tr endfor %}",))
    table = body.table("Vurdert Facts", rows, header=False)
    describe(table, "33;67")
    _style_row(table.rows[1], "Fact Label", "Cell")
    table.rows[1].cells[0].paragraphs[3].style = "Fact Name"


def _grid(body: _Writer) -> None:
    head = ("{%tc for c in b.columns %}", "{{ c }}", "{%tc endfor %}")
    cell = "{% cellbg c.fill %}{%p for p in c.paragraphs %}\n{{r p }}\n{%p endfor %}"
    row = ("{%tc for c in row.cells %}", cell, "{%tc endfor %}")
    rows = (head, ("{%tr for row in b.rows %}",), row, ("{%tr endfor %}",))
    body.tag("if b.caption")
    body.line("Caption", "{{ b.caption }}")
    body.tag("endif")
    for condition, style, cells in (
        ('if b.role == "matrix"', "Vurdert Matrix", "Matrix Cell"),
        ("else", "Vurdert Table", "Cell"),
    ):
        body.tag(condition)
        table = body.table(style, rows, header=True)
        describe(table, "{{ b.widths }}")
        _style_row(table.rows[0], *["Cell Head"] * 3)
        _style_row(table.rows[2], *[cells] * 3)
    body.tag("endif")
    body.line("After Table", "")


def describe(table: Any, widths: str) -> None:
    """Note the column shares where the finisher finds them; it removes the note again."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(parse_xml(f'<w:tblLook {nsdecls("w")} w:val="04A0"/>'))
    properties.append(parse_xml(f'<w:tblDescription {nsdecls("w")} w:val="{widths}"/>'))


def _style_row(row: Any, *styles: str) -> None:
    for cell, style in zip(row.cells, styles, strict=False):
        for paragraph in cell.paragraphs:
            paragraph.style = style


def _margins(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.3), Cm(2.1)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True
    draft = "{{r draft }}"
    _marginal(section.header, "{{ running_title }}\t" + draft)
    _marginal(section.first_page_header, "\t" + draft)
    for footer in (section.footer, section.first_page_footer):
        line = _marginal(footer, "{{ footer }}\t{{ words.page }} ")
        line._p.append(parse_xml(_FIELD.format(ns=nsdecls("w"), code="PAGE")))
        line.add_run(" {{ words.of }} ")
        line._p.append(parse_xml(_FIELD.format(ns=nsdecls("w"), code="NUMPAGES")))


def _marginal(place: Any, text: str) -> Any:
    line = place.paragraphs[0]
    line.text = text
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.SPACES)
    for run in line.runs:
        run.font.size = Pt(8)
    return line
