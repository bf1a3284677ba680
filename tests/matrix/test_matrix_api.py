"""Every operation of the API, asked by everyone in every circle: the answer is that of the table."""

from __future__ import annotations

import pytest

from setup import access_table
from tests.matrix.cells import CELLS, check_row

pytestmark = pytest.mark.django_db
ROWS = [row for row in access_table.rows() if row.is_api]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everyone_gets_the_answer_of_the_table(scene, row):
    check_row(scene, row)


def test_there_are_enough_cells():
    """At least 5,000 are asked in every run, by at least 15 who ask."""
    assert sum(len(CELLS(row)) for row in access_table.rows()) >= 5_000
    assert len(access_table.everyone()) >= 15
