"""PURE: a trail as a JSON file, a line for each event and seal; and anchors, out of letters or logs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from registry.audit.facts import HASHED

FORMAT = "vurdert-trail"
EDITION = 1
EVENT = {"id": int, "hash": str, "object": list, "seq": int, "prev": str}
PROOF = {"seal": int, "place": int, "path": list}


@dataclass(frozen=True)
class FileTrail:
    """A trail read back from a file (registry.audit.checking.Trail); `about` is its heading."""

    about: Mapping[str, Any]
    kept_seals: list[dict[str, Any]]
    kept_events: list[dict[str, Any]]

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole trail, or one agency's part of it."""
        return bool(self.about["is_whole"])

    def seals(self) -> Iterable[dict[str, Any]]:
        """Every seal, by number."""
        return self.kept_seals

    def events(self) -> Iterable[dict[str, Any]]:
        """Every event, chain by chain."""
        return sorted(self.kept_events, key=lambda event: (*event["object"], event["seq"]))

    def entries(self, number: int) -> Iterator[tuple[int, str]]:
        """What lies under a seal, by place."""
        seal = next((each for each in self.kept_seals if each.get("number") == number), {})
        return ((event, sealed) for event, sealed in seal.get("entries", ()))


def write_trail(
    file: IO[str],
    *,
    about: Mapping[str, Any],
    seals: Iterable[Mapping[str, Any]],
    events: Iterable[Mapping[str, Any]],
) -> int:
    """Write one JSON document without holding it in memory; returns how many events it has."""
    heading = {"format": FORMAT, "edition": EDITION, **about}
    file.write(json.dumps(heading, ensure_ascii=False)[:-1])
    _write_list(file, "seals", seals)
    count = _write_list(file, "events", events)
    file.write("\n}\n")
    return count


def read_trail(file: IO[str]) -> FileTrail:
    """The trail in a file. Raises ValueError when the file is no trail that we can read."""
    try:
        document = json.load(file)
        if document.pop("format") != FORMAT or document.pop("edition") != EDITION:
            raise ValueError("this file is not a trail, or of another edition")
        trail = FileTrail(
            about=document, kept_seals=document.pop("seals"), kept_events=document.pop("events")
        )
        _check_shape(trail)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"this file is not a trail: {error!r}") from None
    return trail


def read_anchors(text: str) -> list[dict[str, Any]]:
    """Every seal that stands in a text: a log with a line each, or a letter with words around it."""
    found, decoder, start = [], json.JSONDecoder(), text.find("{")
    while start >= 0:
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            value, end = None, start + 1
        if isinstance(value, dict) and "root" in value:
            found.append(value)
        start = text.find("{", end)
    return found


def _write_list(file: IO[str], name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    file.write(f', "{name}": [')
    count = 0
    for count, row in enumerate(rows, start=1):
        file.write(("\n" if count == 1 else ",\n") + json.dumps(row, ensure_ascii=False))
    file.write("]")
    return count


def _check_shape(trail: FileTrail) -> None:
    for place, event in enumerate(trail.kept_events):
        if not (set(HASHED) <= set(event) and _is_typed(event, EVENT) and _are(event["object"], str)):
            raise ValueError(f"event {place} of this file is not as an event is written")
        proof = event.get("sealed")
        if proof is not None and not (_is_typed(proof, PROOF) and _are(proof["path"], str)):
            raise ValueError(f"the proof of event {place} of this file is not as a proof is written")
    for seal in trail.kept_seals:
        entries = seal.get("entries", [])
        if not all(len(each) == 2 and isinstance(each[1], str) for each in entries):
            raise ValueError(f"seal {seal.get('number')} of this file is not as a seal is written")


def _is_typed(plain: Mapping[str, Any], kinds: Mapping[str, type]) -> bool:
    return all(type(plain[name]) is kind for name, kind in kinds.items())


def _are(values: list[Any], kind: type) -> bool:
    return all(isinstance(each, kind) for each in values)
