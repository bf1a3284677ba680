"""Levels of risk: read from the explicit cells of a matrix, never multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .content import Content, Path, Row
from .form import Band, Field, Scale
from .schema import Schema

MOMENTS = ("before", "after")
NOT_RELEVANT = "not_relevant"
"""The column that says a row does not concern the agency; such a row counts in no matrix."""


class OutsideScaleError(ValueError):
    """A likelihood or impact that the scale has no step for."""


@dataclass(frozen=True)
class Cell:
    """One cell of a drawn matrix: its levels, its band and the paths of the rows that fall in it."""

    likelihood: int
    impact: int
    band: Band
    rows: tuple[Path, ...]


@dataclass(frozen=True)
class Grid:
    """A matrix as it is drawn, top row first; `rows_axis` runs down the side."""

    scale: Scale
    rows_axis: str
    cells: tuple[tuple[Cell, ...], ...]


def level(schema: Schema, scale: str, likelihood: int, impact: int) -> Band:
    """The band of these levels on that scale; raises OutsideScaleError, or KeyError for an unknown scale."""
    matrix = schema.matrix_of(scale)
    if not (1 <= likelihood <= matrix.size and 1 <= impact <= matrix.size):
        raise OutsideScaleError(f"{likelihood} × {impact} is outside 1–{matrix.size}")
    return schema.bands[matrix.band_id(likelihood, impact)]


def scale_of(content: Content, schema: Schema) -> Scale | None:
    """The scale the content says it uses, or None when it says none that the schema has."""
    chosen = content.fields.get(schema.scale_key)
    return schema.scales.get(chosen) if isinstance(chosen, str) else None


def score_column(table: Field, axis: str, moment: str) -> str:
    """The key of the table's column for the overall score on `axis` at `moment`, or "" when it has none."""
    return table.score_columns.get((axis, moment), "")


def scores(row: Row, table: Field, moment: str) -> tuple[int, int] | None:
    """The row's likelihood and impact at `moment`, or None unless both are there (and not withheld)."""
    likelihood, impact = (
        row.fields.get(score_column(table, axis, moment)) for axis in ("likelihood", "impact")
    )
    return (likelihood, impact) if isinstance(likelihood, int) and isinstance(impact, int) else None


def row_level(row: Row, table: Field, content: Content, schema: Schema, moment: str) -> Band | None:
    """The row's level at `moment`, or None without a scale and two readable scores on it."""
    scale, scored = scale_of(content, schema), scores(row, table, moment)
    if scale is None or scored is None:
        return None
    try:
        return level(schema, scale.id, *scored)
    except OutsideScaleError:
        return None


def matrix_counts(content: Content, schema: Schema, moment: str) -> Grid | None:
    """The matrix of the chosen scale with the relevant rows in their cells; None without a scale.

    Give it redacted content when it is shown outside: what is withheld then falls in no cell.
    """
    scale = scale_of(content, schema)
    if scale is None:
        return None
    placed: dict[tuple[int, int], list[Path]] = {}
    for path, row, table in scored_rows(content, schema):
        at = scores(row, table, moment)
        if at and row.fields.get(NOT_RELEVANT) is not True:
            placed.setdefault(at, []).append(path)
    matrix = schema.matrix_of(scale.id)
    upwards = range(1, matrix.size + 1)
    rows = reversed(upwards) if matrix.rows_desc else upwards
    cells = [[(r, c) if matrix.rows_axis == "likelihood" else (c, r) for c in upwards] for r in rows]
    return Grid(
        scale,
        matrix.rows_axis,
        tuple(
            tuple(Cell(s, k, level(schema, scale.id, s, k), tuple(placed.get((s, k), ()))) for s, k in row)
            for row in cells
        ),
    )


def rising(content: Content, schema: Schema) -> Iterator[Path]:
    """The cells where likelihood, impact or the level is higher after measures than before."""
    for path, row, table in scored_rows(content, schema):
        for axis in ("likelihood", "impact"):
            before, after = (row.fields.get(score_column(table, axis, moment)) for moment in MOMENTS)
            if isinstance(before, int) and isinstance(after, int) and after > before:
                yield f"{path}/{score_column(table, axis, 'after')}"
        levels = [row_level(row, table, content, schema, moment) for moment in MOMENTS]
        if levels[0] and levels[1] and levels[1].rank > levels[0].rank:
            yield f"{path}/{_level_column(table, 'after')}"


def scored_rows(content: Content, schema: Schema) -> Iterator[tuple[Path, Row, Field]]:
    """Every row of a table that has scores, with its path and its table."""
    for key in schema.collections:
        table = schema.field(key)
        if any(column.axis for column in table.columns):
            for row in content.rows.get(key, ()):
                yield f"{key}/{row.id}", row, table


def _level_column(table: Field, moment: str) -> str:
    return next((c.key for c in table.columns if c.auto == "matrix" and c.moment == moment), moment)
