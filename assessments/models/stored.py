"""Content in and out of the store: what a manifest reaches, and what of it is new."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from assessments.engine.content import Content, plain
from assessments.engine.schema import Schema
from assessments.engine.tree import (
    children,
    digests_of,
    etags,
    item_fields,
    known_items,
    pack,
    unpack,
)
from assessments.models.item import Item

SALT_BYTES = 16


@dataclass(frozen=True)
class Stored:
    """Content as it lies in the store: its manifest, the objects that reaches, and each item's etag."""

    content: Content
    root: bytes
    objects: Mapping[bytes, bytes]
    schema: Schema

    @cached_property
    def etags(self) -> dict[str, str]:
        """The state of each section (by key) and row (`collection/row`) that a save must name."""
        return etags(self.root, self.objects, self.schema)

    def item(self, path: str) -> Mapping[str, Any]:
        """The answers of one section or row as they are now, JSON-able."""
        collection, _slash, row_id = path.partition("/")
        if row_id:
            row = self.content.row(collection, row_id)
            return plain(row.fields) if row else {}
        keys = {field.key for field in self.schema.section(path).fields}
        return {key: plain(value) for key, value in self.content.fields.items() if key in keys}


def load(family: UUID, root: bytes, schema: Schema) -> Stored:
    """The content a manifest reaches (two queries: its trees, their items)."""
    return load_all(family, {root: schema})[root]


def load_all(family: UUID, roots: Mapping[bytes, Schema]) -> dict[bytes, Stored]:
    """The contents of several manifests of one family, each with its schema (two queries in all)."""
    trees = Item.objects.read(family, {tree for root in roots for tree in children(root)})
    items = Item.objects.read(family, {item for tree in trees.values() for item in children(tree)})
    objects = {**trees, **items}
    return {root: _stored(root, objects, schema) for root, schema in roots.items()}


def _stored(root: bytes, objects: Mapping[bytes, bytes], schema: Schema) -> Stored:
    """Of all that was loaded, what this manifest reaches."""
    trees = [each for each in children(root) if each in objects]
    reached = {*trees, *(item for tree in trees for item in children(objects[tree]))}
    own = {digest: objects[digest] for digest in reached if digest in objects}
    return Stored(unpack(root, own, schema), root, own, schema)


def store(family: UUID, content: Content, schema: Schema, before: Stored | None) -> Stored:
    """Keep what is new in `content` since `before`; unchanged items keep their salt and digest."""
    known = known_items(before.objects.values()) if before else {}
    packed = pack(content, schema, lambda: secrets.token_bytes(SALT_BYTES), known)
    there = before.objects if before else {}
    new = {digest: body for digest, body in packed.objects.items() if digest not in there}
    if new:
        Item.objects.keep(family, new)
    return Stored(content, packed.root, packed.objects, schema)


def item_at(family: UUID, etag: str) -> dict[str, Any] | None:
    """The answers an etag of this family named when it was read, or None when they are not kept."""
    wanted = digests_of(etag)
    found = Item.objects.read(family, wanted)
    if not wanted or len(found) < len(set(wanted)):
        return None
    return {key: value for digest in wanted for key, value in item_fields(found[digest]).items()}


def item_path(path: str, schema: Schema) -> str:
    """The item that holds a place: the section of an answer, or the row itself."""
    return path if "/" in path else schema.section_of(path).key
