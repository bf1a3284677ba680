"""Shorter ways through WeasyPrint and pydyf to the very same pages, taken only while a document is set.

Each room says what the library does over again and how that is spared: two fifths of the whole work. Nothing
stays changed afterwards, and a library of another version than the shortcuts were drawn for goes its own way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.metadata import version
from threading import RLock
from typing import Any

KNOWN = {"weasyprint": "70.0", "pydyf": "0.13.0"}

_ONE_AT_A_TIME = RLock()


def is_known() -> bool:
    """Whether the libraries here are the ones the shortcuts were drawn for."""
    return all(version(name) == known for name, known in KNOWN.items())


@contextmanager
def shortcuts() -> Iterator[None]:
    """Take every shortcut inside the block, one thread at a time; none where the library is another."""
    with _ONE_AT_A_TIME, ExitStack() as undone:
        for owner, name, stock, quick in _places() if is_known() else ():
            undone.callback(setattr, owner, name, stock)
            setattr(owner, name, quick)
        yield


@cache
def _places() -> tuple[tuple[Any, str, Any, Any], ...]:
    """Every place to change: where, its name, what stands there, what shall stand there."""
    from . import boxes, objects, text

    named = [place for room in (boxes, objects, text) for place in room.replaced()]
    return tuple(
        (owner, name, vars(holder)[name], quick)
        for holder, name, quick in named
        for owner in _owners(holder, name)
    )


def _owners(holder: Any, name: str) -> Iterator[Any]:
    """The class or module that has the name, and every module of the library that has imported it."""
    yield holder
    if isinstance(holder, type):
        return
    stock = vars(holder)[name]
    library = [module for key, module in sys.modules.items() if key.startswith("weasyprint")]
    yield from (each for each in library if each is not holder and vars(each).get(name) is stock)
