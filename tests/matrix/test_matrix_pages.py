"""Every page, asked by everyone in every circle: the answer is that of the table."""

from __future__ import annotations

import pytest

from setup import access_table
from tests.matrix.cells import check_row

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:The default scheme will be changed"),  # Django's own, in its admin
]
ROWS = [row for row in access_table.rows() if not row.is_api]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everyone_gets_the_answer_of_the_table(scene, row):
    check_row(scene, row)
