"""The risk picture: counts per level, the matrices before and after measures, and the highest risks."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.engine.content import Path, Row, Value, Withheld
from assessments.engine.risk import (
    MOMENTS,
    NOT_RELEVANT,
    matrix_counts,
    row_level,
    scale_of,
    score_column,
)
from assessments.engine.risk import (
    Cell as EngineCell,
)
from assessments.engine.schema import Band, Field
from exports.render.blocks import Block, Inline, MatrixCell, Paragraph, RiskMatrix, Run, Table

from .answers import answer_lines, row_title, score_label
from .setting import Setting
from .tables import fitted_table

_TOP = 10


def risk_overview(setting: Setting) -> Iterator[Block]:
    """The chapter; says so plainly when there is no scale or no scenario."""
    yield setting.chapter(setting.word("risk_overview"))
    table = setting.table_of("scenario")
    rows = relevant_rows(setting.rows(table.key)) if table else ()
    scale = scale_of(setting.source.content, setting.source.schema)
    if scale is None:
        yield Paragraph((Run(setting.word("no_scale"), tone="muted"),))
    else:
        line = setting.word("scale_line", label=setting.text(scale.label), version=scale.version)
        yield Paragraph((Run(line),), "muted")
    if table is None or not rows:
        yield Paragraph((Run(setting.word("no_scenarios"), tone="muted"),))
        return
    if scale is not None:
        yield _bands(setting, table, rows)
        yield from _matrices(setting)
        yield _highest(setting, table, rows)


def relevant_rows(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The scenarios that concern the agency."""
    return tuple(row for row in rows if row.fields.get(NOT_RELEVANT) is not True)


def band_chip(setting: Setting, band: Band) -> Run:
    """A level as a coloured word with its symbol; the words carry the meaning without the colour."""
    words = f"{band.symbol} {setting.text(band.label)}".strip()
    return Run(words.replace(" ", "\u00a0"), bold=True, band=band.id)


def level_runs(setting: Setting, table: Field, row: Row, moment: str) -> Inline:
    """A row's level and scores at one moment: "S Svært høy sannsynlighet 4, konsekvens 5"."""
    columns = {axis: score_column(table, axis, moment) for axis in ("likelihood", "impact")}
    values: dict[str, Value] = {axis: row.fields.get(key) for axis, key in columns.items()}
    for axis, value in values.items():
        if isinstance(value, Withheld):
            return answer_lines(setting, table.column(columns[axis]), value)[0]
    if all(value is None for value in values.values()):
        return (Run(setting.word("not_scored"), tone="muted"),)
    band = row_level(row, table, setting.source.content, setting.source.schema, moment)
    labels = {axis: value if value is not None else "–" for axis, value in values.items()}
    scores = Run(" " + setting.word("score_line", **labels))
    return (band_chip(setting, band), scores) if band else (scores,)


def highest_level(setting: Setting, table: Field, rows: tuple[Row, ...], moment: str) -> Run | None:
    """The highest level any relevant scenario has at `moment`."""
    found = [_band(setting, table, row, moment) for row in relevant_rows(rows)]
    highest = max((band for band in found if band), key=lambda band: band.rank, default=None)
    return band_chip(setting, highest) if highest else None


def _band(setting: Setting, table: Field, row: Row, moment: str) -> Band | None:
    return row_level(row, table, setting.source.content, setting.source.schema, moment)


def _bands(setting: Setting, table: Field, rows: tuple[Row, ...]) -> Table:
    found = {moment: [_band(setting, table, row, moment) for row in rows] for moment in MOMENTS}
    lines: list[tuple[Run | str, ...]] = [
        (
            band_chip(setting, band),
            setting.text(band.decision),
            *(str(found[moment].count(band)) for moment in MOMENTS),
        )
        for band in sorted(setting.source.schema.bands.values(), key=lambda band: -band.rank)
    ]
    missing = [found[moment].count(None) for moment in MOMENTS]
    if any(missing):
        lines.append((setting.word("not_scored"), "", *map(str, missing)))
    header = [setting.word(name) for name in ("band", "band_decision", "before", "after")]
    return fitted_table(setting.word("bands_caption"), header, lines)


def _matrices(setting: Setting) -> Iterator[RiskMatrix]:
    for moment in MOMENTS:
        grid = matrix_counts(setting.source.content, setting.source.schema, moment)
        if grid is None:
            continue
        across = "impact" if grid.rows_axis == "likelihood" else "likelihood"
        first = grid.cells[0]
        yield RiskMatrix(
            caption=setting.word(f"matrix_{moment}"),
            corner=setting.word(
                "matrix_corner", rows=setting.word(grid.rows_axis), columns=setting.word(across)
            ),
            columns=tuple(score_label(setting, across, getattr(cell, across)) for cell in first),
            rows=tuple(
                (
                    score_label(setting, grid.rows_axis, getattr(row[0], grid.rows_axis)),
                    tuple(_matrix_cell(setting, cell) for cell in row),
                )
                for row in grid.cells
            ),
            empty=setting.word("matrix_empty"),
        )


def _matrix_cell(setting: Setting, cell: EngineCell) -> MatrixCell:
    names = tuple(_name(setting, path) for path in cell.rows)
    return MatrixCell(cell.band.id, setting.text(cell.band.label), cell.band.symbol, names)


def _name(setting: Setting, path: Path) -> str:
    return setting.row_names[path.split("/", 1)[1]]


def _highest(setting: Setting, table: Field, rows: tuple[Row, ...]) -> Table:
    """The ten scenarios with the highest level after measures (before, where after is not scored)."""

    def rank(row: Row) -> tuple[int, int]:
        ranks = [band.rank if (band := _band(setting, table, row, moment)) else -1 for moment in MOMENTS]
        return (ranks[1] if ranks[1] >= 0 else ranks[0], ranks[0])

    lines: list[tuple[str | Run, ...]] = [
        (
            setting.row_names[row.id],
            row_title(setting, table, row) or setting.word("withheld_row"),
            *(_level(setting, _band(setting, table, row, moment)) for moment in MOMENTS),
        )
        for row in sorted(rows, key=rank, reverse=True)[:_TOP]
    ]
    header = [setting.word(name) for name in ("row_number", "scenario", "before", "after")]
    return fitted_table(setting.word("top_risks"), header, lines)


def _level(setting: Setting, band: Band | None) -> Run:
    return band_chip(setting, band) if band else Run(setting.word("not_scored"), tone="muted")
