"""What bodies are put together from: the states of drafts they name, and days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests import world
from tests.assessments import building
from tests.matrix.scene import Ask

Say = Callable[[Ask], Any]


def author(ask: Ask) -> Any:
    return world.fresh(ask.scene.people.owner.author)


def kept(ask: Ask, name: str, work_out: Callable[[], Any]) -> Any:
    """Worked out once for each case: it is the same whoever asks."""
    notes = ask.case.__dict__.setdefault("notes", {})
    if name not in notes:
        notes[name] = work_out()
    return notes[name]


def at(assessment: str, path: str) -> Say:
    """A body with the state of a place of a draft that it names."""
    return lambda ask: kept(
        ask, f"etag {assessment} {path}",
        lambda: building.etag(ask.case.things[assessment], path.format(**ask.case.ids)),
    )  # fmt: skip


def in_a_year(ask: Ask) -> str:
    return (timezone.localdate() + timedelta(days=365)).isoformat()
