"""Taking over what the original changed, as the pages show it."""

from __future__ import annotations

import pytest

from assessments.engine.content import Row
from tests.assessments import building
from tests.assessments.building import stored
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row


@pytest.fixture
def newer(town, in_force, fork):
    """The original rewrites its scope, raises a risk, and adds a scenario."""

    def change(assessment) -> None:
        rewrite(assessment, in_scope="Nytt omfang hos opphavet.")
        row = first_row(assessment, "scenarios")
        rewrite_row(assessment, "scenarios", row, likelihood_before=4, impact_before=4)
        content = stored(assessment).content
        fields = dict(content.row("scenarios", row).fields) | {"title": "Et nytt scenario"}
        building.write(assessment, content.with_row("scenarios", Row("ny", fields, str(assessment.pk))))

    return renewed(town, in_force.assessment, change)


def page(client, fork, **query):
    return client.get(f"/assessments/{fork.pk}/pull/", query)


def pieces(answer):
    return {
        shown.piece.path: shown
        for section in answer.context["sheet"].sections
        for unit in section.units
        for shown in unit.pieces
    }


def choose(client, fork, newer, path, verdict, **more):
    stamp = more.pop("stamp", None) or pieces(page(client, fork))[path].offered.stamp
    given = {"from": newer.pk, "path": path, "verdict": verdict, "stamp": stamp, **more}
    return client.post(f"/assessments/{fork.pk}/pull/choose/", given)


def post(client, fork, newer, deed):
    return client.post(f"/assessments/{fork.pk}/pull/{deed}/", {"from": newer.pk} if newer else {})


def test_the_page_says_whose_changes_and_what_they_come_to(enter, fork, newer, village):
    answer = page(enter(village.author), fork)
    assert answer.status_code == 200
    assert answer.context["sheet"].told.startswith("1 risk raised, 1 scenario added")
    text = answer.content.decode()
    assert "Fjordby kommune has changed" in text and "Yours is built on version 1." in text
    assert "<ins>" in text and "0 of 3 chosen" in text
