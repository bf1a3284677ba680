"""How much of a form travels, recorded: a change here changes what every fork takes along."""

from __future__ import annotations

from collections import Counter

import pytest

from .walk import BODIES, columns, fields

#        form, part        shared confirm local  none may likely
GOLDEN = {
    ("dpia", "fields"): (12, 37, 34, 68, 13, 2),
    ("dpia", "columns"): (18, 56, 29, 72, 27, 4),
    ("ros", "fields"): (4, 12, 21, 26, 9, 2),
    ("ros", "columns"): (18, 21, 27, 32, 29, 5),
}


@pytest.mark.parametrize(("kind", "part"), GOLDEN)
def test_the_counts_of_reuse_and_exemption_are_those_recorded(kind: str, part: str) -> None:
    found = [each for _, each in (fields if part == "fields" else columns)(BODIES[kind])]
    reuse, exempt = (Counter(each[name] for each in found) for name in ("reuse", "exempt"))
    counted = (
        *(reuse[name] for name in ("shared", "confirm", "local")),
        *(exempt[name] for name in ("none", "may", "likely")),
    )
    assert counted == GOLDEN[kind, part]


def test_more_than_half_of_a_dpia_travels() -> None:
    found = [each for _, each in fields(BODIES["dpia"]) if each.get("stage", "draft") == "draft"]
    assert sum(each["reuse"] != "local" for each in found) / len(found) > 0.6


@pytest.mark.parametrize(("kind", "sections"), [("dpia", 13), ("ros", 6)])
def test_the_forms_have_all_their_sections(kind: str, sections: int) -> None:
    assert len(BODIES[kind]["sections"]) == sections
