"""What is withheld where something is taken from is withheld where it comes to."""

from __future__ import annotations

import pytest

from assessments.engine.content import Content, Mark, Row
from assessments.engine.merge import pieces
from assessments.engine.settle import with_marks
from tests.engine.forms import FORM as SCHEMA

GROUND = Mark("offl-24-3")
BASE = Content({"title": "Da"}, {"scenarios": (Row("r1", {"title": "Da", "description": "Da"}),)})
LATER = Content({"title": "Nå"}, {"scenarios": (Row("r1", {"title": "Nå", "description": "Nå"}),)})
NEW = LATER.with_row("scenarios", Row("r2", {"title": "Ny"}))


def marked(theirs: Content, *paths: str, only: str = "") -> set[str]:
    """Where ours is withheld once theirs (or only the piece at `only`) is taken."""
    taken = [each for each in pieces(BASE, BASE, theirs, SCHEMA) if not only or each.path == only]
    return set(with_marks(BASE, dict.fromkeys(paths, GROUND), taken).marks)


@pytest.mark.parametrize(
    ("path", "falls_on"),
    [
        ("title", {"title"}),
        ("scenarios/r1", {"scenarios/r1"}),
        ("scenarios/r1/title", {"scenarios/r1/title"}),
        ("scenarios/r2/title", {"scenarios/r2/title"}),
        ("scenarios", {"scenarios/r1", "scenarios/r2"}),
        ("scenarios/r9", set()),
        ("measures", set()),
    ],
)
def test_a_mark_comes_with_what_it_is_on(path: str, falls_on: set[str]) -> None:
    assert marked(NEW, path) == falls_on


def test_what_is_not_taken_brings_no_mark() -> None:
    paths = ("title", "scenarios/r1/title", "scenarios/r1/description")
    assert marked(LATER, *paths, only="scenarios/r1/title") == {"scenarios/r1/title"}


def test_what_is_taken_out_leaves_no_mark_and_a_mark_of_ours_stays() -> None:
    gone = LATER.without_row("scenarios", "r1")
    assert marked(gone, "scenarios/r1") == set()
    own = BASE.with_mark("title", Mark("offl-13", "Vår grunn"))
    taken = pieces(BASE, own, LATER, SCHEMA)
    assert with_marks(own, {"title": GROUND}, taken).marks["title"].reason == "Vår grunn"
