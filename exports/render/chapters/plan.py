"""The action plan: every measure on one line, with who does it, by when, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Row
from assessments.engine.schema import Field
from exports.render.blocks import Block, Paragraph, Run

from .answers import answer_lines, row_title
from .setting import Setting
from .tables import Entry, fitted_table

_COLUMNS = ("who_must_do_it", "responsible", "deadline", "status")


def action_plan(setting: Setting) -> Iterator[Block]:
    """The chapter, or one plain line when there are no measures."""
    yield setting.chapter(setting.word("action_plan"), new_page=True)
    table = setting.table_of("measure")
    rows = setting.rows(table.key) if table else ()
    if table is None or not rows:
        yield Paragraph((Run(setting.word("no_measures"), tone="muted"),))
        return
    wanted = [column for column in table.columns if column.key in _COLUMNS]
    header = (
        setting.word("row_number"),
        setting.text(table.column(table.title_column).label),
        *(setting.text(column.label) for column in wanted),
    )
    yield fitted_table(
        setting.word("plan_caption"), header, (_line(setting, table, row, wanted) for row in rows)
    )


def _line(setting: Setting, table: Field, row: Row, wanted: list[Field]) -> tuple[Entry, ...]:
    title = row_title(setting, table, row)
    return (
        setting.row_names[row.id],
        Run(title) if title else Run(setting.word("withheld_row"), tone="withheld"),
        *(answer_lines(setting, column, setting.cell(table.key, row, column)) for column in wanted),
    )
