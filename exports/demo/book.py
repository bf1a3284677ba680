"""The demo's content as data: YAML files beside this one, with dates counted from the day it is read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "content"
_IN_DAYS = "in_days"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where C was built


def read(name: str, today: date) -> dict[str, Any]:
    """The file `name`, with each `{in_days: n}` as the ISO date that many days from `today`."""
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    body = yaml.load(text, Loader=_LOADER)  # noqa: S506 – a safe loader
    dated: dict[str, Any] = _dated(body, today)
    return dated


def names() -> list[str]:
    """Every file of content there is, in alphabetical order."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def _dated(value: Any, today: date) -> Any:
    if isinstance(value, list):
        return [_dated(each, today) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {_IN_DAYS}:
        return (today + timedelta(days=value[_IN_DAYS])).isoformat()
    return {key: _dated(each, today) for key, each in value.items()}
