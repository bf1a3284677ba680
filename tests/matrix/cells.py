"""Asking the cells of the table (docs/access/), row by row.

The ordinary run asks fewer of them (`access_table.chosen`): some of those who are alike in every row, and
every answer there is outside the owner in each circle. MATRIX=whole asks all.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.http import HttpResponse

from setup import access_table
from setup.access_table import Row
from tests.matrix import looking
from tests.matrix.bodies import sent_with
from tests.matrix.scene import Ask, Scene, send

IS_WHOLE = os.environ.get("MATRIX") == "whole"
CELLS = access_table.cells if IS_WHOLE else access_table.chosen
COMPARED = len(access_table.everyone()) if IS_WHOLE else 1  # so many, in each row, with what is not there
REFUSED = (401, 403, 404)


def check_row(scene: Scene, row: Row) -> None:
    """Ask all that is chosen of a row; fails with everything that is not as the table says."""
    absent: dict[str, tuple[int, str]] = {}
    wrong: dict[str, list[str]] = defaultdict(list)
    for who, circle in CELLS(row):
        answer, traces = asked(scene, row, who, circle)
        found = [*_status(row, who, circle, answer), *_words(scene, row, who, circle, answer)]
        if answer.status_code in REFUSED or access_table.refuses(row, who, circle):
            found += [f"left {', '.join(sorted(traces))}"] if traces else []
        if answer.status_code == 404 and looking.may_not_know(row, who, circle):
            if who not in absent and len(absent) < COMPARED:
                absent[who] = looking.said(asked(scene, row, who, circle, is_absent=True)[0])
            if looking.said(answer) != absent.get(who, looking.said(answer)):
                found.append(f"differs from what is not there: {looking.said(answer)} {absent[who]}")
        for trouble in found:
            wrong[trouble].append(f"{who} ({circle})")
    assert not wrong, "\n".join(f"{trouble}: {', '.join(who)}" for trouble, who in wrong.items())


def asked(
    scene: Scene, row: Row, who: str, circle: str, *, is_absent: bool = False
) -> tuple[HttpResponse, set[str]]:
    """The answer, and what it left beside the word of a refusal: tables and events. It is undone."""
    case = scene.cases[circle]
    address = scene.address(row, who, case, looking.thing_of(row) if is_absent else "")
    with transaction.atomic():
        sent = sent_with(row.name, Ask(scene, case, who))
        with looking.left(scene.last_event) as traces:
            answer = send(scene.people.client(who), row, address, sent)
            if answer.streaming:  # read to its end: closing it by hand would close the database as well
                list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer, traces


def _status(row: Row, who: str, circle: str, answer: HttpResponse) -> Iterator[str]:
    expected = access_table.status(row, who, circle)
    if answer.status_code != expected:
        yield f"{answer.status_code}, not {expected}"
    elif looking.leads_to_sign_in(answer) != (expected == 302 and access_table.enters(row, who, circle)):
        yield f"leads to {answer.headers.get('Location')}"


def _words(scene: Scene, row: Row, who: str, circle: str, answer: HttpResponse) -> Iterator[str]:
    reader = who if row.is_api else access_table.people()["on_pages"].get(who, who)
    is_through_link = row.outside == "opened" and access_table.word(row, who, circle) == access_table.YES
    kept = looking.kept_from(reader, scene.cases, scene.cases[circle] if is_through_link else None)
    if kept and (found := kept.search(looking.text_of(answer))):
        yield f"reads {found[0]}"
