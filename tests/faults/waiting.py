"""Waiting for other processes: look often, give up late."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(is_so: Callable[[], object], within: float = 30.0) -> object:
    """The first truthy answer; an AssertionError when there is none in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if answer := is_so():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Not so within {within:g} s")


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stream:  # noqa: PTH123
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def lines(path) -> list[str]:
    """What has been written so far."""
    return path.read_text("utf-8").splitlines() if path.exists() else []
