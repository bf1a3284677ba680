"""Seeding is all or nothing."""

from __future__ import annotations

import pytest

import exports.demo
from assessments.models import SchemaVersion
from registry.models import Agency, User


def test_when_a_story_fails_nothing_is_left_behind(db, monkeypatch) -> None:
    def broken(world, today):
        assert world.agencies
        raise RuntimeError("the pen broke")

    monkeypatch.setattr(exports.demo, "STORIES", (broken,))
    with pytest.raises(RuntimeError):
        exports.demo.seed()
    assert not [model for model in (Agency, User, SchemaVersion) if model.objects.exists()]


def test_a_registry_that_is_in_use_is_left_alone(town) -> None:
    assert tuple(exports.demo.seed()) == ()
    assert Agency.objects.count() == 1
