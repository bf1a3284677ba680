"""The same answers as plain grids: one for the questions, one for each collection."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Path, Row, Value, Withheld
from assessments.engine.schema import Field, FieldType
from exports.render.blocks import Sheet, TitlePage

from .answers import answer_lines, plain_text
from .front import title_page
from .orphans import orphan_sheet
from .setting import Setting


def sheets(setting: Setting) -> Iterator[Sheet]:
    """About the version, every question, and then every table that has rows or could have."""
    yield _about(setting)
    yield _fields(setting)
    for field in setting.source.schema.fields.values():
        if field.type is FieldType.TABLE:
            yield _collection(setting, field)
    yield from orphan_sheet(setting)


def _about(setting: Setting) -> Sheet:
    page = next(block for block in title_page(setting) if isinstance(block, TitlePage))
    rows = [(page.kicker, page.title), *((fact.label, plain_text(fact.answer)) for fact in page.facts)]
    rows += [(notice.title, plain_text(notice.paragraphs)) for notice in page.notices]
    header = (setting.word("sheet_question"), setting.word("sheet_answer"))
    return Sheet(setting.word("sheet_about"), header, tuple(rows))


def _fields(setting: Setting) -> Sheet:
    rows = tuple(
        (
            setting.text(section.label),
            field.key,
            setting.text(field.label),
            _answer(setting, field),
        )
        for section in setting.source.schema.sections
        for field in section.fields
    )
    header = tuple(setting.word(f"sheet_{name}") for name in ("section", "key", "question", "answer"))
    return Sheet(setting.word("sheet_fields"), header, rows)


def _answer(setting: Setting, field: Field) -> str | int:
    """The answer; for a table how many rows its own sheet has, unless it is withheld as a whole."""
    if field.type is FieldType.TABLE:
        if withheld := _withheld(setting, field, field.key):
            return withheld
        return setting.word("sheet_rows", count=len(setting.rows(field.key)))
    return _value(setting, field, setting.answer(field))


def _collection(setting: Setting, table: Field) -> Sheet:
    header = (
        setting.word("row_number"),
        setting.word("sheet_row_id"),
        *(setting.text(column.label) for column in table.columns),
    )
    rows = tuple(
        _row(setting, table, row, place) for place, row in enumerate(setting.rows(table.key), start=1)
    )
    return Sheet(setting.text(table.label), header, rows)


def _row(setting: Setting, table: Field, row: Row, place: int) -> tuple[str | int, ...]:
    if withheld := _withheld(setting, table, f"{table.key}/{row.id}"):
        place_name = setting.row_names.get(row.id, str(place))
        return (place_name, row.id, withheld, *("" for _column in table.columns[1:]))
    cells = (_value(setting, column, _level(setting, table, row, column)) for column in table.columns)
    return (setting.row_names.get(row.id, str(place)), row.id, *cells)


def _withheld(setting: Setting, field: Field, path: Path) -> str:
    """On which ground a table or row is withheld as a whole from this reader; "" when it is not."""
    mark = setting.source.content.marks.get(path)
    if mark is None or setting.source.reading == "full":
        return ""
    return plain_text(answer_lines(setting, field, Withheld(mark.ground)))


def _level(setting: Setting, table: Field, row: Row, column: Field) -> Value:
    """The cell's value; a computed level by its label instead of its id."""
    value = setting.cell(table.key, row, column)
    if column.auto == "matrix" and isinstance(value, str) and value in setting.source.schema.bands:
        band = setting.source.schema.bands[value]
        return f"{band.symbol} {setting.text(band.label)}"
    return value


def _value(setting: Setting, field: Field, value: Value) -> str | int:
    if field.type is FieldType.NUMBER and isinstance(value, int):
        return value
    return plain_text(answer_lines(setting, field, value))
