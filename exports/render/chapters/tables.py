"""Tables whose columns are as wide as their words need."""

from __future__ import annotations

from collections.abc import Iterable

from exports.render.blocks import Cell, Column, Inline, Run, Table

from .answers import Lines

_LONGEST_WORD, _LONGEST_TEXT = 18, 70
_PADDING, _LINE = 5, 96
"""Room around a cell's text, and the whole width of a page, in characters."""

Entry = str | Run | Inline | Lines | Cell


def fitted_table(caption: str, header: Iterable[str], rows: Iterable[Iterable[Entry]]) -> Table:
    """A table with row headings; widths follow the longest word and the usual length of each column."""
    lines = tuple(tuple(_cell(entry) for entry in row) for row in rows)
    labels = tuple(header)
    widths = _widths([_needs(label, [row[place] for row in lines]) for place, label in enumerate(labels)])
    return Table(caption, tuple(map(Column, labels, widths)), lines, row_headers=True)


def _cell(entry: Entry) -> Cell:
    if isinstance(entry, Cell):
        return entry
    if isinstance(entry, (str, Run)):
        return Cell(((entry if isinstance(entry, Run) else Run(entry),),))
    if entry and isinstance(entry[0], Run):
        return Cell((entry,))
    return Cell(entry)  # type: ignore[arg-type]


def _needs(label: str, cells: list[Cell]) -> tuple[int, int]:
    """The least a column needs (its longest word) and what it would like (its usual text), in characters."""
    texts = ["".join(run.text for run in line) for cell in cells for line in cell.paragraphs]
    longest = max((len(word) for text in [label, *texts] for word in text.split(" ")), default=1)
    usual = sum(len(text) for text in texts) // max(1, len(cells))
    return min(_LONGEST_WORD, longest) + _PADDING, min(_LONGEST_TEXT, max(usual, len(label))) + _PADDING


def _widths(needs: list[tuple[int, int]]) -> list[int]:
    """Every column gets its least; what is left of the line goes where the text is long."""
    spare = max(0, _LINE - sum(least for least, _ in needs))
    wishes = [max(1, liked - least) for least, liked in needs]
    return [least + spare * wish // sum(wishes) for (least, _), wish in zip(needs, wishes, strict=True)]
