"""The risk matrix as it is drawn: a table whose cells name their level and link to the scenarios in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.engine.risk import Cell, Grid, matrix_counts
from assessments.pages.layout import ShownRow
from assessments.pages.shown import Lens, Level


@dataclass(frozen=True)
class ShownCell:
    """One cell of a drawn matrix: its level, and the scenarios in it as (number, title, anchor)."""

    level: Level
    likelihood: int
    impact: int
    scenarios: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class ShownMatrix:
    """A drawn matrix; `rows` are (axis label, cells), `columns` the labels across."""

    moment: str
    rows_axis: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ShownCell, ...]], ...]


def draw(lens: Lens, rows: Iterable[ShownRow], moment: str) -> ShownMatrix | None:
    """The matrix before or after measures with these rows in it; None while no scale is chosen."""
    grid = matrix_counts(lens.content, lens.schema, moment)
    if grid is None:
        return None
    names = {row.path: row for row in rows}
    lines = tuple(
        (_step(grid, grid.rows_axis, getattr(line[0], grid.rows_axis), lens), _cells(line, names, lens))
        for line in grid.cells
    )
    across = "impact" if grid.rows_axis == "likelihood" else "likelihood"
    columns = tuple(_step(grid, across, step.level, lens) for step in grid.scale.levels(across))
    return ShownMatrix(moment, grid.rows_axis, columns, lines)


def _step(grid: Grid, axis: str, level: int, lens: Lens) -> str:
    return f"{level} {lens.label(grid.scale.levels(axis)[level - 1].label)}"


def _cells(line: tuple[Cell, ...], names: dict[str, ShownRow], lens: Lens) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(
            lens.named(cell.band),
            cell.likelihood,
            cell.impact,
            tuple((names[path].number, names[path].title, names[path].id) for path in cell.rows),
        )
        for cell in line
    )
