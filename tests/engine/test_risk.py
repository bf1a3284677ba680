"""Risk: levels come from explicit cells, whichever way the matrix is turned."""

from __future__ import annotations

import pytest

from assessments.engine.content import EMPTY, Content, Row
from assessments.engine.risk import OutsideScaleError, level, matrix_counts, rising

from .forms import FORM, real_forms


def scored(scale: str, **cells: int | bool) -> Content:
    return EMPTY.with_field("scale", scale).with_row("scenarios", Row("s", cells))


@pytest.mark.parametrize(
    ("scale", "likelihood", "impact", "expected"),
    [
        ("two", 2, 2, "high"),
        ("two", 2, 1, "low"),
        ("two", 1, 2, "low"),
        ("turned", 2, 3, "high"),
        ("turned", 1, 3, "low"),
        ("turned", 3, 1, "low"),
        ("turned", 3, 3, "high"),
        ("turned", 3, 2, "low"),
        ("turned", 2, 2, "low"),
    ],
)
def test_a_level_is_the_band_in_its_cell(scale, likelihood, impact, expected):
    assert level(FORM, scale, likelihood, impact).id == expected


@pytest.mark.parametrize("form", [FORM, *real_forms()], ids=lambda form: form.kind)
def test_every_cell_of_every_scale_is_read_as_it_is_drawn(form):
    for scale in form.scales.values():
        matrix = form.matrix_of(scale.id)
        steps = range(matrix.size, 0, -1) if matrix.rows_desc else range(1, matrix.size + 1)
        for row, bands in zip(steps, matrix.cells, strict=True):
            for column, band in enumerate(bands, start=1):
                scores = (row, column) if matrix.rows_axis == "likelihood" else (column, row)
                assert level(form, scale.id, *scores).id == band


@pytest.mark.parametrize("scores", [(0, 1), (1, 0), (3, 1), (1, 3), (-1, 1)])
def test_a_score_outside_the_scale_has_no_level(scores):
    with pytest.raises(OutsideScaleError):
        level(FORM, "two", *scores)


def test_rows_stand_in_their_cells_and_those_that_are_not_relevant_do_not():
    content = scored("turned", likelihood_before=3, impact_before=2).with_row(
        "scenarios", Row("n", {"likelihood_before": 3, "impact_before": 2, "not_relevant": True})
    )
    grid = matrix_counts(content, FORM, "before")
    filled = {(c.likelihood, c.impact): c.rows for row in grid.cells for c in row if c.rows}
    assert filled == {(3, 2): ("scenarios/s",)}
    assert [cell.impact for row in grid.cells for cell in row] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [[cell.band.id for cell in row] for row in grid.cells] == [
        list(row) for row in FORM.matrices["turned"].cells
    ]


def test_there_is_no_matrix_before_a_scale_is_chosen():
    assert matrix_counts(EMPTY, FORM, "before") is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 1), (1, 1), []),
        ((2, 2), (1, 2), []),
        ((1, 1), (2, 1), ["likelihood_after"]),
        ((2, 1), (1, 2), ["impact_after"]),
        ((1, 1), (2, 2), ["likelihood_after", "impact_after", "level_after"]),
    ],
)
def test_a_risk_that_rises_after_measures_is_noticed(before, after, expected):
    cells = dict(
        zip(
            ("likelihood_before", "impact_before", "likelihood_after", "impact_after"),
            before + after,
            strict=True,
        )
    )
    assert list(rising(scored("two", **cells), FORM)) == [f"scenarios/s/{key}" for key in expected]
