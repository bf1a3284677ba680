"""Scales, matrices and bands: whole, in order, and the shape of the matrices that organisations use."""

from __future__ import annotations

import pytest

from .walk import BODIES

BODY = BODIES["ros"]
SCALES = {scale["id"]: scale for scale in BODY["scales"]}
MATRICES = {matrix["id"]: matrix for matrix in BODY["matrices"]}
BANDS = [band["id"] for band in BODY["bands"]]


def band(matrix: dict, likelihood: int, impact: int) -> str:
    """The band of these levels, read the way the matrix is turned."""
    row, column = (likelihood, impact) if matrix["rows_axis"] == "likelihood" else (impact, likelihood)
    return matrix["cells"][matrix["size"] - row][column - 1]


def test_both_forms_offer_the_same_scales() -> None:
    assert BODIES["dpia"]["scales"] == BODIES["ros"]["scales"]
    assert list(SCALES) == ["no-municipal-5x5", "no-health-4x4", "nl-3x3", "log-5x5"]


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_a_scale_has_every_level_of_its_matrix(scale: dict) -> None:
    levels = list(range(1, MATRICES[scale["matrix"]]["size"] + 1))
    assert [step["level"] for step in scale["likelihood"]] == levels
    assert [step["level"] for step in scale["impact"]] == levels


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_impact_is_described_in_every_dimension(scale: dict) -> None:
    dimensions = [dimension["id"] for dimension in scale["dimensions"]]
    assert dimensions
    assert all(list(step["desc"]) == dimensions for step in scale["impact"])


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_a_matrix_has_a_band_in_every_cell(matrix: dict) -> None:
    assert [len(row) for row in matrix["cells"]] == [matrix["size"]] * matrix["size"]
    assert {cell for row in matrix["cells"] for cell in row} == set(BANDS)
    assert matrix["rows_desc"] is True


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_more_likely_or_worse_is_never_a_lower_band(matrix: dict) -> None:
    steps = range(1, matrix["size"] + 1)
    rank = {(s, k): BANDS.index(band(matrix, s, k)) for s in steps for k in steps}
    assert all(rank[s, k] >= rank[s - 1, k] for s, k in rank if s > 1)
    assert all(rank[s, k] >= rank[s, k - 1] for s, k in rank if k > 1)


def test_one_matrix_turns_its_axes() -> None:
    turned = MATRICES["impact-rows-5x5"]
    assert turned["rows_axis"] == "impact"
    assert (band(turned, 1, 5), band(turned, 5, 1)) == ("moderate", "moderate")
    assert (band(turned, 4, 4), band(turned, 4, 5)) == ("high", "critical")


def test_the_standard_matrix_is_no_product() -> None:
    standard = MATRICES["default-5x5"]
    assert (band(standard, 4, 1), band(standard, 1, 4)) == ("low", "moderate")


def test_a_band_is_more_than_a_colour() -> None:
    symbols = [each["symbol"] for each in BODY["bands"]]
    assert len(set(symbols)) == len(symbols) == 4
    assert all(each["decision"] and each["accept_role"] for each in BODY["bands"])


@pytest.mark.parametrize("each", BODY["bands"], ids=BANDS)
def test_text_on_a_band_can_be_read(each: dict) -> None:
    lighter, darker = luminance(each["background"]), luminance(each["text"])
    assert (lighter + 0.05) / (darker + 0.05) >= 7


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
