"""The rows of a collection: a table when they are slim, readable cards when they are rich."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Row, Value, Withheld, is_answered
from assessments.engine.risk import MOMENTS, NOT_RELEVANT
from assessments.engine.schema import Field, FieldType
from exports.render.blocks import Block, Card, Fact, Heading, Inline, Run, Table

from .answers import Lines, answer_lines, ground_label, highlighted, row_title
from .risk import level_runs
from .setting import Setting
from .tables import fitted_table

_WIDEST, _MOST_RICH = 5, 2
_ALWAYS_CARDS = ("scenario", "measure")
_SHORT_TYPES = (FieldType.CHOICE, FieldType.BOOL, FieldType.DATE, FieldType.NUMBER, FieldType.SCORE)
_SHORT = 70


def collection(setting: Setting, table: Field) -> Iterator[Block]:
    """All rows of one table in their order."""
    rows = setting.rows(table.key)
    if _is_slim(table):
        yield _table(setting, table, rows)
        return
    for place, row in enumerate(rows, start=1):
        yield _card(setting, table, row, place)


def _is_slim(table: Field) -> bool:
    rich = sum(column.type is FieldType.RICH for column in table.columns)
    return table.entity not in _ALWAYS_CARDS and len(table.columns) <= _WIDEST and rich <= _MOST_RICH


def _table(setting: Setting, table: Field, rows: tuple[Row, ...]) -> Table:
    """Without a caption: the heading of the question stands right above it."""
    header = [setting.text(column.label) for column in table.columns]
    lines = (
        [
            _cell_lines(setting, table, row, column, first=place == 0)
            for place, column in enumerate(table.columns)
        ]
        for row in rows
    )
    return fitted_table("", header, lines)


def _cell_lines(setting: Setting, table: Field, row: Row, column: Field, first: bool) -> Lines:
    if (withheld := _withheld_row(setting, table, row)) is not None:
        return withheld if first else ((Run(setting.word("withheld_row"), tone="withheld"),),)
    value = _shown_value(setting, table, row, column)
    if table.auto and not is_answered(value):
        return ((Run("–", tone="muted"),),)
    lines = answer_lines(setting, column, value)
    if f"{table.key}/{row.id}" not in setting.awaiting:
        return lines
    marked = tuple(highlighted(line) for line in lines)
    return ((Run(setting.word("to_confirm"), bold=True, tone="open"),), *marked) if first else marked


def _shown_value(setting: Setting, table: Field, row: Row, column: Field) -> Value:
    """The value to show; a place in the list of withheld items is named, not given as a path."""
    value = setting.cell(table.key, row, column)
    if table.auto == "marks" and column.key == "item" and isinstance(value, str):
        return place_label(setting, value)
    return value


def place_label(setting: Setting, path: str) -> str:
    """A path in the words of the form: "Scenarier, R3, Beskrivelse"."""
    key, *rest = path.split("/", 2)
    if key not in setting.source.schema.fields:
        return path
    field = setting.source.schema.field(key)
    parts = [setting.text(field.label)]
    parts += [setting.row_names.get(rest[0], rest[0])] if rest else []
    columns = {column.key: column for column in field.columns}
    parts += [setting.text(columns[rest[1]].label)] if len(rest) == 2 and rest[1] in columns else []
    return ", ".join(parts)


def _withheld_row(setting: Setting, table: Field, row: Row) -> Lines | None:
    mark = setting.source.content.marks.get(f"{table.key}/{row.id}")
    if mark is None or setting.source.reading == "full":
        return None
    return answer_lines(setting, table, Withheld(mark.ground))


def _card(setting: Setting, table: Field, row: Row, place: int) -> Card:
    number = setting.row_names.get(row.id, str(place))
    anchor = f"{table.key}-{place}"
    if (withheld := _withheld_row(setting, table, row)) is not None:
        heading = Heading(3, setting.word("withheld_row"), anchor, number)
        return Card(heading, chips=withheld[0])
    title = row_title(setting, table, row) or setting.text(table.label)
    heading = Heading(3, title, anchor, number)
    return Card(heading, _chips(setting, table, row), tuple(_card_facts(setting, table, row)))


def _chips(setting: Setting, table: Field, row: Row) -> Inline:
    """The flags of a row and its levels before and after."""
    chips: list[Run] = []
    if f"{table.key}/{row.id}" in setting.awaiting:
        chips.append(Run(setting.word("to_confirm"), bold=True, tone="open"))
    if row.fields.get(NOT_RELEVANT) is True:
        chips.append(Run(setting.word("not_relevant"), bold=True))
    for moment in MOMENTS if any(column.axis for column in table.columns) else ():
        chips += [Run("\u2003")] if chips else []
        chips += [Run(setting.word(f"{moment}_short") + " "), *level_runs(setting, table, row, moment)]
    return tuple(chips)


def _card_facts(setting: Setting, table: Field, row: Row) -> Iterator[Fact]:
    """Short answers first, on a shared line; then the longer ones; last what is required and not answered."""
    short: list[Fact] = []
    long: list[Fact] = []
    missing: list[str] = []
    for column in table.columns:
        value = setting.cell(table.key, row, column)
        if _is_shown_elsewhere(table, column, value):
            continue
        if not is_answered(value):
            missing += [setting.text(column.label)] if _is_asked(column, row) else []
            continue
        fact = _fact(setting, table, row, column, value)
        (short if fact.short else long).append(fact)
    yield from short
    yield from long
    if missing:
        yield Fact(setting.word("unanswered_list"), ((Run(", ".join(missing), tone="muted"),),))


def _is_shown_elsewhere(table: Field, column: Field, value: Value) -> bool:
    """The title, the row's number and the levels stand in the heading and the chips."""
    if column.key == table.title_column:
        return not isinstance(value, Withheld)
    is_level = column.auto in ("row_id", "matrix") or (column.axis and not column.dimension)
    return bool(is_level) or (column.key == NOT_RELEVANT and not isinstance(value, Withheld))


def _is_asked(column: Field, row: Row) -> bool:
    """Whether a row lacks something when this column is empty: it is required, or its condition holds."""
    condition = column.required_if
    if condition is None:
        return column.required
    told = row.fields.get(condition.field)
    return is_answered(told) if condition.answered else told == condition.equals


def _fact(setting: Setting, table: Field, row: Row, column: Field, value: Value) -> Fact:
    lines = answer_lines(setting, column, value)
    if column.type in (FieldType.MULTI, FieldType.REFERENCE) and len(lines) > 1:
        lines = (_joined(lines),)
    length = sum(len(run.text) for line in lines for run in line)
    brief = column.type is not FieldType.RICH and len(lines) == 1
    short = brief and (column.type in _SHORT_TYPES or length <= _SHORT) and not isinstance(value, Withheld)
    mark = setting.source.content.marks.get(f"{table.key}/{row.id}/{column.key}")
    if mark is not None and setting.source.reading == "full":
        note = setting.word("marked", ground=ground_label(setting, mark.ground))
        return Fact(setting.text(column.label), (*lines, (Run(note, tone="muted"),)))
    return Fact(setting.text(column.label), lines, short=short)


def _joined(lines: Lines) -> Inline:
    """Several entries on one line, with semicolons."""
    runs: list[Run] = []
    for place, line in enumerate(lines):
        runs += [Run("; ")] if place else []
        runs += line
    return tuple(runs)
