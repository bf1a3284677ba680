"""The action plan: every measure on one line, with who does it, by when, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Row
from assessments.engine.schema import Field

from ..blocks import Block, Cell, Column, Paragraph, Run, Table
from .answers import answer_lines, row_title
from .setting import Setting

# The columns of a measure that a plan needs, with their share of the width.
_COLUMNS = {"who_must_do_it": 5, "responsible": 5, "deadline": 4, "status": 4}


def action_plan(setting: Setting) -> Iterator[Block]:
    """The chapter, or one plain line when there are no measures."""
    yield setting.chapter(setting.word("action_plan"), new_page=True)
    table = setting.table_of("measure")
    rows = setting.rows(table.key) if table else ()
    if table is None or not rows:
        yield Paragraph((Run(setting.word("no_measures"), tone="muted"),))
        return
    wanted = [column for column in table.columns if column.key in _COLUMNS]
    columns = (
        Column(setting.word("row_number"), 2),
        Column(setting.text(table.column(table.title_column).label), 11),
        *(Column(setting.text(column.label), _COLUMNS[column.key]) for column in wanted),
    )
    lines = tuple(_line(setting, table, row, wanted) for row in rows)
    yield Table(setting.word("plan_caption"), columns, lines, row_headers=True)


def _line(setting: Setting, table: Field, row: Row, wanted: list[Field]) -> tuple[Cell, ...]:
    title = row_title(setting, table, row)
    first = Run(title) if title else Run(setting.word("withheld_row"), tone="withheld")
    return (
        Cell(((Run(setting.row_names[row.id]),),)),
        Cell(((first,),)),
        *(Cell(answer_lines(setting, column, setting.cell(table.key, row, column))) for column in wanted),
    )
