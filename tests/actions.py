"""Every action of the house, found in the code, and the few that leave no event, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from django.db import connection

FLOORS = ("registry", "assessments", "exports")
# They decide nothing and nobody else sees what they write.
UNTOLD = {
    "assessments.note_seen": "a bookmark of one's own; the reading itself is told (assessments.reading)",
    "assessments.mark_read": "one's own inbox",
    "assessments.fan_out": "notices of a deed that is told",
    "assessments.tell": "orders those notices, in the transaction of the deed",
    "assessments.order_digests": "orders letters about those notices",
    "assessments.send_letters": "sends them",
    "assessments.fill_bank": "worked out from versions, says nothing of its own",
    "assessments.rebuild_bank": "worked out from versions, says nothing of its own",
    "assessments.weigh": "worked out from versions, says nothing of its own",
    "assessments.fill_weights": "worked out from versions, says nothing of its own",
    "assessments.rebuild_weights": "worked out from versions, says nothing of its own",
    "assessments.forget_notices": "notices that are read, or too old",
    "exports.bundled_edition": "the design that comes with the programme, as it is",
}
# They tell of a person, and have nobody to tell of when it is nobody's session that ends.
OF_NOBODY_TOO = {"registry.sign_out"}


def every_action() -> dict[str, Callable[..., Any]]:
    """`floor.name` -> function, from what each floor's `actions` offers."""
    found = {}
    for floor in FLOORS:
        module = import_module(f"{floor}.actions")
        found |= {f"{floor}.{name}": getattr(module, name) for name in module.__all__}
    return found


class Untold(AssertionError):
    """An action wrote and left no event."""


def watched(name: str, action: Callable[..., Any]) -> Callable[..., Any]:
    """The action, which fails a test when it has written rows and no event."""

    @wraps(action)
    def deed(*args: Any, **kwargs: Any) -> Any:
        written: set[str] = set()
        with connection.execute_wrapper(_noting(written)):
            result = action(*args, **kwargs)
        if written and "registry_event" not in written:
            raise Untold(f"{name} wrote {', '.join(sorted(written))} and recorded no event")
        return result

    deed.is_watched = True  # type: ignore[attr-defined]
    return deed


def watch_all() -> None:
    """Have every action fail its test when it writes in silence, for the rest of this process."""
    for name, action in every_action().items():
        floor, _dot, word = name.partition(".")
        if name not in {*UNTOLD, *OF_NOBODY_TOO} and not hasattr(action, "is_watched"):
            setattr(import_module(f"{floor}.actions"), word, watched(name, action))


def _noting(written: set[str]) -> Callable[..., Any]:
    """Takes down the tables that are written to."""

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        verb = words[0].upper() if words else ""
        if verb in ("INSERT", "DELETE"):
            written.add(words[2].strip('"') if verb == "INSERT" else words[2].strip('";'))
        elif verb == "UPDATE":
            written.add(words[1].strip('"'))
        return execute(sql, params, many, context)

    return look
