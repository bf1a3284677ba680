"""What a document is made of: frozen, JSON-able blocks that every renderer walks and none interprets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `tone`: "", label, muted, open, withheld, draft, ins or del; `band`: a risk band."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""
    tone: str = ""
    band: str = ""


Inline = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (chapter), 2 (question) or 3 (row); `number` is shown before the text."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    anchor: str
    number: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `role` is "body", "lead", "quote", "code", "muted", "law" or "chips"."""

    kind: ClassVar[str] = "paragraph"
    runs: Inline
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Item:
    """One list item at `depth` (0 is outermost)."""

    runs: Inline
    depth: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, its nesting told by the depth of each item."""

    kind: ClassVar[str] = "items"
    items: tuple[Item, ...]


Flow = Paragraph | Items


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its answer; `short` answers may share a line with others."""

    label: str
    answer: tuple[Inline, ...]
    number: str = ""
    short: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and answers, one pair per line."""

    kind: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table column with its share of the width (shares are relative to each other)."""

    label: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its paragraphs, and the risk band that colours it (the words say it too)."""

    paragraphs: tuple[Inline, ...]
    band: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; with `row_headers` the first cell of each row names the row."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: bool = False
    role: str = "plain"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What lies in one cell of a risk matrix: the band, its words, and the short names of the scenarios."""

    band: str
    label: str
    symbol: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskMatrix:
    """A risk matrix as text: rows and columns with their headings, a band and scenario names in each cell."""

    kind: ClassVar[str] = "matrix"
    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]
    empty: str

    def as_table(self) -> Table:
        """The same matrix as an ordinary table, so that no renderer needs a second way to draw one."""
        head = (Column(self.corner, 6), *(Column(name, 5) for name in self.columns))
        rows = tuple((Cell(((Run(name, bold=True),),)), *map(self._cell, cells)) for name, cells in self.rows)
        return Table(self.caption, head, rows, row_headers=True, role="matrix")

    def _cell(self, cell: MatrixCell) -> Cell:
        level = (Run(f"{cell.symbol} {cell.label}".strip(), bold=True),)
        names = (Run(", ".join(cell.names) or self.empty, tone="" if cell.names else "muted"),)
        return Cell((level, names), band=cell.band)


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a collection that is too rich for a table: a title, risk levels, and labelled answers."""

    kind: ClassVar[str] = "card"
    heading: Heading
    chips: Inline = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must not miss; `tone` is "draft", "open", "withheld" or "info"."""

    kind: ClassVar[str] = "notice"
    tone: str
    title: str
    paragraphs: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class TitlePage:
    """The first page: letterhead, kind, title, facts about the version, and what the reader must not miss."""

    kind: ClassVar[str] = "title_page"
    letterhead: tuple[str, ...]
    kicker: str
    title: str
    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents; its entries are the chapter headings that follow."""

    kind: ClassVar[str] = "contents"
    title: str


Block = TitlePage | Contents | Heading | Paragraph | Items | Facts | Table | RiskMatrix | Card | Notice


@dataclass(frozen=True, slots=True)
class BandStyle:
    """How a risk band looks: word, symbol, background and text colour ("#rrggbb")."""

    id: str
    label: str
    symbol: str
    background: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plain grid for the spreadsheet: a name, a header and rows of text or whole numbers."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a renderer needs; a pure function of version, variant and language.

    `draft_label` stands in red at the head of every page, `footer` says at its foot which text it is of;
    `number` is 0 for a draft, which has none.
    """

    kind: str
    language: str
    title: str
    subject: str
    author: str
    running_title: str
    draft_label: str
    footer: str
    digest: str
    number: int
    moment: str
    blocks: tuple[Block, ...]
    bands: tuple[BandStyle, ...]
    words: Mapping[str, str]
    sheets: tuple[Sheet, ...] = ()
    bundle: Mapping[str, Any] = field(default_factory=dict)

    @property
    def band_styles(self) -> dict[str, BandStyle]:
        """The look of each risk band, by its id."""
        return {band.id: band for band in self.bands}

    def chapters(self) -> tuple[Heading, ...]:
        """The headings the table of contents lists, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level == 1)


def as_json(value: Any) -> Any:
    """The block tree as plain JSON values; each block carries its `kind`."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {part.name: as_json(getattr(value, part.name)) for part in fields(value)}
        kind = getattr(type(value), "kind", "")
        return {"kind": kind, **own} if isinstance(kind, str) and kind else own
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    return value
