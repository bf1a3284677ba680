"""What is local and likely to need withholding stays with the owner until somebody decides to show it."""

from __future__ import annotations

import pytest

from assessments.engine.content import Content, Row, Withheld
from assessments.engine.redact import Reading, redact
from assessments.engine.schema import Exempt, Reuse, parse_schema
from assessments.schemas import bundled

FORMS = {kind: parse_schema(body) for kind, body in bundled().items()}
DELICATE = [
    (kind, field.key, column.key)
    for kind, form in FORMS.items()
    for field in form.fields.values()
    for column in field.columns or (field,)
    if column.reuse is Reuse.LOCAL and column.exempt is Exempt.LIKELY
]
CANARY = "port 22 står åpen"


def _content(key: str, column: str) -> Content:
    if key == column:
        return Content(fields={key: CANARY})
    return Content(rows={key: (Row("r1", {column: CANARY, "title": "Kjent"}),)})


def test_both_forms_have_delicate_places() -> None:
    assert {kind for kind, _key, _column in DELICATE} == {"ros", "dpia"}
    assert ("ros", "scenarios", "local_vulnerability") in DELICATE


@pytest.mark.parametrize("reading", [Reading.MEMBERS, Reading.PUBLIC])
@pytest.mark.parametrize(("kind", "key", "column"), DELICATE)
def test_a_delicate_local_answer_is_withheld_from_others(
    kind: str, key: str, column: str, reading: Reading
) -> None:
    seen = redact(_content(key, column), FORMS[kind], reading, {})
    path = key if key == column else f"{key}/r1/{column}"
    assert CANARY not in repr(seen)
    assert isinstance(seen.value(path), Withheld)
    assert redact(seen, FORMS[kind], reading, {}) == seen


@pytest.mark.parametrize(("kind", "key", "column"), DELICATE)
def test_the_owners_people_read_it(kind: str, key: str, column: str) -> None:
    content = _content(key, column)
    assert redact(content, FORMS[kind], Reading.FULL, content.marks) == content


def test_what_is_not_delicate_is_shown() -> None:
    content = Content(rows={"measures": (Row("r1", {"title": "Logg", "description": "Se etter"}),)})
    assert redact(content, FORMS["ros"], Reading.PUBLIC, content.marks).rows == content.rows
