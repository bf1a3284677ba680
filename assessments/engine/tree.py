"""Content as content-addressed objects: salted items, listed in trees, listed in a manifest (the root).

An item is a section or a row, in two parts: *travelling* (what a fork takes) and *local*. Every object is
plain canonical JSON keyed by its SHA-256; whoever stores it compresses it. An item carries a salt, so its
digest lets nobody test a guess about what is withheld; the salt is kept while the body is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .canonical import canonical, digest
from .content import (
    EMPTY,
    Confirmation,
    Content,
    Mark,
    Path,
    Row,
    Value,
    confirmation_to_plain,
    from_plain,
    mark_to_plain,
    orphan_to_plain,
    unit_of,
)
from .schema import Schema

Mint = Callable[[], bytes]
Objects = Mapping[bytes, bytes]

_SECTIONS = "*"
_ORPHANS = "~"
_LOCAL = ".local"
_SALT = b',"salt":"'


class CorruptError(ValueError):
    """A stored object is not what its digest says, or the manifest belongs to another schema."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A manifest, and every object it reaches by digest (32 bytes), uncompressed."""

    root: bytes
    objects: Objects


def pack(content: Content, schema: Schema, mint: Mint, known: Objects | None = None) -> Packed:
    """The content as manifest and objects.

    `mint()` gives a salt for each item whose body is not in `known` (see `known_items`); marks and
    confirmations of absent rows are left out. Raises KeyError for a key the schema lacks, NotCanonicalError.
    """
    objects: dict[bytes, bytes] = {}
    trees: dict[str, list[str]] = {}
    for name, body in _bodies(content, schema):
        item = _item(body, mint, known or {})
        objects[digest(item)] = item
        trees.setdefault(name, []).append(digest(item).hex())
    listed = {}
    for name, items in trees.items():
        tree = canonical(items)
        objects[digest(tree)] = tree
        listed[name] = digest(tree).hex()
    return Packed(canonical({"schema": schema.id, "trees": listed}), objects)


def unpack(root: bytes, objects: Objects, schema: Schema) -> Content:
    """The content of a manifest; `objects` holds at least what it reaches. Raises CorruptError, KeyError."""
    manifest = json.loads(root)
    if manifest["schema"] != schema.id:
        raise CorruptError(f"written in {manifest['schema']}, read as {schema.id}")
    read = _Reader()
    for name, tree in sorted(manifest["trees"].items()):
        for item in json.loads(_checked(objects, bytes.fromhex(tree))):
            read.take(name.removesuffix(_LOCAL), json.loads(_checked(objects, bytes.fromhex(item)))["body"])
    return read.content()


def travelling(root: bytes) -> bytes:
    """The manifest without its local trees: what a fork of the whole starts from, as `reuse.derive`."""
    manifest = json.loads(root)
    trees = {name: tree for name, tree in manifest["trees"].items() if not name.endswith(_LOCAL)}
    return canonical({**manifest, "trees": trees})


def children(data: bytes) -> tuple[bytes, ...]:
    """The digests a manifest or a tree names, to load what it reaches in two steps."""
    parsed = json.loads(data)
    names = parsed if isinstance(parsed, list) else parsed.get("trees", {}).values()
    return tuple(bytes.fromhex(name) for name in names)


def known_items(objects: Iterable[bytes]) -> dict[bytes, bytes]:
    """The items among `objects` by the digest of their unsalted body, as `pack` takes them."""
    return {digest(each[len(b'{"body":') : each.rindex(_SALT)]): each for each in objects if _SALT in each}


def etags(root: bytes, objects: Objects, schema: Schema) -> dict[Path, str]:
    """The state of each section (by key) and row (by path): its items' digests joined by ".", or "empty"."""
    found: dict[Path, list[str]] = {section.key: [] for section in schema.sections}
    for name, tree in sorted(json.loads(root)["trees"].items()):
        collection = name.removesuffix(_LOCAL)
        for item in json.loads(objects[bytes.fromhex(tree)]):
            key = json.loads(objects[bytes.fromhex(item)])["body"]["id"]
            found.setdefault(key if collection == _SECTIONS else f"{collection}/{key}", []).append(item)
    return {path: ".".join(items) or "empty" for path, items in found.items()}


def digests_of(etag: str) -> tuple[bytes, ...]:
    """The item digests an etag of `etags` names; none when it is "empty" or not an etag."""
    try:
        return tuple(bytes.fromhex(part) for part in etag.split("."))
    except ValueError:
        return ()


def item_fields(item: bytes) -> Mapping[str, Any]:
    """The answers or cells kept in one item, as plain JSON."""
    fields: Mapping[str, Any] = json.loads(item)["body"].get("fields", {})
    return fields


def _item(body: Mapping[str, Any], mint: Mint, known: Objects) -> bytes:
    unsalted = canonical(body)
    return known.get(digest(unsalted)) or b'{"body":' + unsalted + _SALT + mint().hex().encode() + b'"}'


def _checked(objects: Objects, name: bytes) -> bytes:
    data = objects[name]
    if digest(data) != name:
        raise CorruptError(f"object {name.hex()} has another content")
    return data


def _bodies(content: Content, schema: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    marks: dict[Path, dict[Path, Mark]] = {}
    for path, mark in content.marks.items():
        marks.setdefault(unit_of(path), {})[path] = mark
    for section in schema.sections:
        keys = [each.key for each in section.fields]
        answers = {key: content.fields[key] for key in keys if key in content.fields}
        marked = {key: mark for key in keys for key, mark in marks.get(key, {}).items()}
        decided = {key: content.confirmations[key] for key in keys if key in content.confirmations}
        yield from _parts(schema, _SECTIONS, Row(section.key, answers), marked, decided)
    for key in schema.collections:
        for row in content.rows.get(key, ()):
            unit = f"{key}/{row.id}"
            decided = {unit: content.confirmations[unit]} if unit in content.confirmations else {}
            yield from _parts(schema, key, row, marks.get(unit, {}), decided)
    for path, orphan in content.orphans.items():
        body = {"in": _ORPHANS, "id": path, "part": "local", "orphan": orphan_to_plain(orphan)}
        yield _ORPHANS + _LOCAL, body
    _check_keys(content, schema)


def _check_keys(content: Content, schema: Schema) -> None:
    for key in (*content.fields, *content.rows):
        schema.field(key)


def _parts(
    schema: Schema,
    collection: str,
    row: Row,
    marks: Mapping[Path, Mark],
    decided: Mapping[Path, Confirmation],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The travelling and the local body of one section or row, each under the name of its tree."""
    lookup = schema.field if collection == _SECTIONS else schema.field(collection).column
    is_row_that_travels = collection != _SECTIONS and schema.field(collection).travels
    for travels in (True, False):
        body: dict[str, Any] = {
            "fields": {key: value for key, value in row.fields.items() if lookup(key).travels is travels},
            "marks": {p: mark_to_plain(m) for p, m in marks.items() if schema.at(p).travels is travels},
            "confirmations": {} if travels else {p: confirmation_to_plain(c) for p, c in decided.items()},
        }
        is_home = collection != _SECTIONS and is_row_that_travels is travels
        body = {name: part for name, part in body.items() if part}
        if body or is_home:
            origin = {"origin": row.origin} if is_home and row.origin else {}
            part = {"in": collection, "id": row.id, "part": "travelling" if travels else "local"}
            yield collection + ("" if travels else _LOCAL), {**body, **origin, **part}


@dataclass
class _Reader:
    """Gathers items back into one content; rows stand in the order they are first met."""

    fields: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    marks: dict[Path, Any] = field(default_factory=dict)
    confirmations: dict[Path, Any] = field(default_factory=dict)
    orphans: dict[Path, Any] = field(default_factory=dict)

    def take(self, collection: str, body: Mapping[str, Any]) -> None:
        self.marks |= body.get("marks", {})
        self.confirmations |= body.get("confirmations", {})
        if collection == _ORPHANS:
            self.orphans[body["id"]] = body["orphan"]
            return
        if collection == _SECTIONS:
            self.fields |= body.get("fields", {})
            return
        new = {"id": body["id"], "origin": body.get("origin", ""), "fields": {}}
        row = self.rows.setdefault(collection, {}).setdefault(body["id"], new)
        row["fields"] |= body.get("fields", {})

    def content(self) -> Content:
        rows = {collection: list(rows.values()) for collection, rows in self.rows.items()}
        if not (self.fields or rows or self.marks or self.confirmations or self.orphans):
            return EMPTY
        return from_plain(
            {
                "fields": self.fields,
                "rows": rows,
                "marks": self.marks,
                "confirmations": self.confirmations,
                "orphans": self.orphans,
            }
        )
