"""Every cell of the table (docs/access/): who gets which answer, row by row."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from django.db import transaction

from setup import access_table
from tests.matrix.bodies import sent_with
from tests.matrix.scene import Ask, send

pytestmark = pytest.mark.django_db
CELLS = access_table.cells if os.environ.get("MATRIX") == "whole" else access_table.chosen
asked: Counter[str] = Counter()


@pytest.mark.parametrize("row", access_table.rows(), ids=lambda row: row.name)
def test_everyone_gets_the_answer_of_the_table(scene, row):
    wrong = []
    for who, circle in CELLS(row):
        case = scene.cases[circle]
        with transaction.atomic():
            address = scene.address(row, who, case)
            answer = send(scene.people.client(who), row, address, sent_with(row.name, Ask(scene, case, who)))
            transaction.set_rollback(True)
        expected = access_table.status(row, who, circle)
        if answer.status_code != expected:
            wrong.append(f"{who} · {circle}: {answer.status_code}, not {expected}")
        if answer.streaming:
            answer.close()
    assert not wrong, "\n".join(wrong[:60])
