"""What changed between two versions, in words, as one reader may see both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.engine.content import Content, Row
from assessments.engine.diff import Aspect, Change, Op, diff
from assessments.engine.form import Field, Stage
from assessments.engine.reuse import derive
from assessments.engine.schema import Schema
from assessments.models import Version
from assessments.pages.places import place_name, row_name
from assessments.pages.shown import Lens, Shown, present, reader_language
from assessments.reading import read_version
from registry.models import User


@dataclass(frozen=True)
class Difference:
    """One change: where, what happened, and both texts."""

    label: str
    op: str
    old: Shown
    new: Shown


def differences(old: Version, new: Version, actor: User | None) -> list[Difference]:
    """The changes from `old` to `new` that `actor` may see, in the order of the form."""
    return _said_in_order(
        read_version(old, actor).content, read_version(new, actor).content, new.parsed_schema
    )


def differences_from_upstream(base: Version, new: Version, actor: User | None) -> list[Difference]:
    """What `new` says differently from what it took over from `base`, and its words on why that is right."""
    schema = new.parsed_schema
    before = derive(read_version(base, actor).content, schema)
    ours = read_version(new, actor).content
    words = {key: ours.fields[key] for key in ("reuse_justified", "differs_here") if key in ours.fields}
    return _said_in_order(before, derive(ours, schema).with_fields(words), schema)


def _said_in_order(before: Content, after: Content, schema: Schema) -> list[Difference]:
    language = reader_language()
    found = [c for c in diff(before, after) if c.aspect is Aspect.VALUE and _is_known(c.path, schema)]
    place = {key: number for number, key in enumerate(schema.fields)}
    found.sort(key=lambda change: place[change.path.split("/", 1)[0]])
    return [_said(change, before, after, schema, language) for change in found]


def _is_known(path: str, schema: Schema) -> bool:
    """Whether the newer form asks it in the draft; what an older form asked alone cannot be named."""
    key, *rest = path.split("/", 2)
    if key not in schema.fields or schema.field(key).stage is not Stage.DRAFT:
        return False
    return len(rest) < 2 or rest[1] in schema.field(key).columns_by_key


def _said(change: Change, before: Content, after: Content, schema: Schema, language: str) -> Difference:
    then, now = Lens(schema, before, language), Lens(schema, after, language)
    label = place_name(change.path, then if change.op is Op.REMOVED else now)
    field = schema.at(change.path)
    old, new = _shown(change.old, field, then), _shown(change.new, field, now)
    return Difference(label, change.op.value, old, new)


def _shown(value: Any, field: Field, lens: Lens) -> Shown:
    """A whole row is shown by its name; anything else as the answer it is."""
    if isinstance(value, Row):
        return Shown("text", text=row_name(field, value, 1, lens))
    return present(value, field, lens)
