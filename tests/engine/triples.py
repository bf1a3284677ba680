"""Three contents as they meet in a merge: a base, and two sides that each changed a few places of it.

Made from a number, so that a thousand are made in a moment; small numbers make small contents.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from assessments.engine.content import Content, Row
from assessments.engine.form import Field, FieldType

from .forms import FORM

TEXTS = ("A", "B", "A\n\nB", "A\n\nC", "A\n\nB\n\nC", "D\n\nB", "- a\n- b", "- a\n- c", "")
ROW_IDS = ("r1", "r2", "r3", "r4")
ASKED = tuple(f for f in FORM.fields.values() if f.travels and not f.columns)
TABLES = tuple(FORM.field(key) for key in FORM.collections if FORM.field(key).travels)

Triple = tuple[Content, Content, Content]


def triple(number: int) -> Triple:
    """The base and the two sides with that number."""
    random = Random(number)
    size = 1 + number % 6
    base = _changed(Content(), random, 3 * size)
    return base, _changed(base, random, size), _changed(base, random, size)


TRIPLES = st.integers(0, 2**40).map(triple)


def _changed(content: Content, random: Random, times: int) -> Content:
    for _ in range(times):
        content = random.choice(_CHANGES)(content, random)
    return content


def _answer(content: Content, random: Random) -> Content:
    field = random.choice(ASKED)
    return content.with_field(field.key, _value(field, content, random))


def _cell(content: Content, random: Random) -> Content:
    table = random.choice(TABLES)
    rows = content.rows.get(table.key, ())
    if not rows:
        return _add(content, random)
    row, column = random.choice(rows), random.choice([c for c in table.columns if c.travels])
    cells = {**row.fields, column.key: _value(column, content, random)}
    return content.with_row(table.key, replace(row, fields=cells))


def _add(content: Content, random: Random) -> Content:
    table = random.choice(TABLES)
    there = [row.id for row in content.rows.get(table.key, ())]
    free = [each for each in ROW_IDS if each not in there]
    if not free:
        return content
    after = random.choice([None, *there])
    columns = [c for c in table.columns if c.travels]
    cells = {c.key: _value(c, content, random) for c in random.sample(columns, min(2, len(columns)))}
    return content.with_row(table.key, Row(random.choice(free), cells, "A"), after=after)


def _remove(content: Content, random: Random) -> Content:
    table = random.choice(TABLES)
    rows = content.rows.get(table.key, ())
    if not rows:
        return content
    gone = random.choice(rows).id
    content = content.without_row(table.key, gone)
    for each in TABLES:  # nothing refers to what is not there
        for row in content.rows.get(each.key, ()):
            named = {c.key: row.fields[c.key] for c in each.columns if c.names_rows and c.key in row.fields}
            kept = {key: tuple(x for x in ids if x != gone) for key, ids in named.items()}
            if kept != named:
                content = content.with_row(each.key, replace(row, fields={**row.fields, **kept}))
    return content


def _move(content: Content, random: Random) -> Content:
    table = random.choice(TABLES)
    ids = [row.id for row in content.rows.get(table.key, ())]
    return (
        content.with_moved_row(table.key, random.choice(ids), random.choice([None, *ids])) if ids else content
    )


_CHANGES = (_answer, _answer, _cell, _cell, _cell, _add, _remove, _move)


def _value(field: Field, content: Content, random: Random) -> Any:
    if random.random() < 0.15:
        return None
    if field.names_rows:
        there = [row.id for row in content.rows.get(FORM.collection_of(field.target), ())]
        return tuple(random.sample(there, random.randint(0, len(there)))) or None
    if field.codelist:
        codes = [code.id for code in FORM.codelist(field.codelist).items]
        alone = random.choice(codes)
        some = [code for code in codes if code != "none"]
        many = tuple(random.sample(some, min(2, len(some))))
        return alone if field.type is FieldType.CHOICE else random.choice([many, (alone,)])
    if field.type is FieldType.FILE:
        return {"name": random.choice("ab"), "text_alternative": "c"}
    plain: dict[FieldType, Any] = {
        FieldType.BOOL: random.random() < 0.5,
        FieldType.SCORE: random.randint(1, 3),
        FieldType.NUMBER: random.randint(0, 3),
        FieldType.MULTI: (random.choice("xyz"),),
        FieldType.DATE: "2027-01-01",
    }
    return plain[field.type] if field.type in plain else random.choice(TEXTS) or None
