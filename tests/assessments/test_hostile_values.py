"""Whatever is sent as an answer is saved or refused with its place; it never breaks anything."""

from __future__ import annotations

from functools import cache
from time import process_time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import actions
from assessments.engine.canonical import canonical
from assessments.engine.content import plain
from assessments.engine.form import Field
from assessments.engine.schema import FieldType
from assessments.models import Draft
from assessments.reading import read_draft
from registry.errors import Invalid
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db

LONG = "a" * 200_001
NASTY = [
    "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\x0b\x1b[31m", "\ufffe", "\u202e\u2066", LONG, "é" * 100_001,
    "{{ 7*7 }}", "'; DROP TABLE x; --", "=1+1", "2027-02-30", "9999-99-99", "١٢", "-0",
    0, -1, 1, 6, 2**53, 2**63, 2**64, -(2**70), 0.5, float("nan"), float("inf"), -0.0, True, False, None,
    [], {}, [[]], [None], [{}], [0.5], ["\ud800"], [True, 1], ["none", "c1"], {"id": 1, "label": 2},
    {"id": "x", "label": "y"}, {"id": "\x00", "label": "\ud800"}, {"id": "x", "label": "y", "z": "w"},
    {"name": "../../etc/passwd", "text_alternative": "x"}, {"name": {}, "text_alternative": []},
    {"withheld": "offl-13"}, {"": {"": {"": [[[{}]]]}}}, [LONG], {"id": LONG, "label": "x"}, {"\x00": "\x00"},
]  # fmt: skip

texts = st.text(st.characters(), max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.dates().map(str)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    """A question and a column of every type in the forms: (kind, section, or table and a slash, key)."""
    from assessments.engine.schema import parse_schema
    from assessments.schemas import bundled

    found: dict[tuple[FieldType, bool], tuple[str, str, str]] = {}
    for kind in ("ros", "dpia"):
        schema = parse_schema(bundled()[kind])
        for field in schema.fields.values():
            if field.is_stored:
                found.setdefault((field.type, False), (kind, schema.section_of(field.key).key, field.key))
            for column in (c for c in field.columns if c.is_stored and field.is_stored):
                found.setdefault((column.type, True), (kind, f"{field.key}/", column.key))
    return tuple(found.values())


def _name(place: tuple[str, str, str]) -> str:
    return "-".join(place)


class Desk(dict):
    """An author's drafts by kind, whole, each begun when it is first asked for."""

    def __init__(self, town: world.Staffed) -> None:
        self.town, self.author = town, world.fresh(town.author)

    def __missing__(self, kind: str):
        self[kind] = building.fill(building.started(self.town, kind))
        return self[kind]


@pytest.fixture
def desk(town) -> Desk:
    """The drafts to write in."""
    return Desk(town)


def _question(draft, where: str, key: str) -> tuple[Field, str]:
    """The field or column, and the path of what is saved."""
    kept = building.stored(draft)
    table = where.removesuffix("/")
    if table == where:
        return kept.schema.field(key), where
    return kept.schema.field(table).column(key), where + kept.content.rows[table][0].id


def _save(draft, path: str, fields, author):
    expected = building.etag(draft, path)
    collection, _slash, row = path.partition("/")
    if row:
        return actions.save_row(
            assessment=draft, collection=collection, row=row, fields=fields, expected=expected, by=author
        )
    return actions.save_section(assessment=draft, section=path, fields=fields, expected=expected, by=author)


def _try(draft, place: tuple[str, str, str], value, author, is_read_whole=True) -> None:
    """Save one value: it is kept in canonical form and can be read, or it is refused with its place."""
    _kind, where, key = place
    _field, path = _question(draft, where, key)
    try:
        kept = _save(draft, path, {key: value}, author)
    except Invalid as refusal:
        assert refusal.code == "content.malformed" or refusal.code.startswith("reference.")
        places = [refusal.where, *[reason.where for reason in refusal.reasons]]
        assert all(place.endswith(key) for place in places)
        assert all(len(str(reason.message)) < 500 for reason in refusal.reasons)
        return
    assert b"\\u0000" not in canonical(plain(kept.item(path)))
    assert building.stored(draft).content == kept.content
    if is_read_whole:
        view = read_draft(Draft.objects.get(assessment=draft), author)
        assert view.content == kept.content and view.computed is not None and view.problems is not None


@pytest.mark.parametrize("place", _places(), ids=_name)
def test_nasty_values_are_kept_clean_or_refused_with_their_place(desk, place) -> None:
    draft = desk[place[0]]
    for value in NASTY:
        with transaction.atomic():
            _try(draft, place, value, desk.author, is_read_whole=False)
            transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(_places()), value=values)
def test_any_json_is_kept_clean_or_refused_with_its_place(desk, place, value) -> None:
    draft = desk[place[0]]
    with transaction.atomic():
        _try(draft, place, value, desk.author)
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(texts, values, max_size=3))
def test_answers_to_questions_nobody_asked_are_refused(desk, fields) -> None:
    author, draft = desk.author, desk["ros"]
    unknown = [key for key in fields if key not in building.schema_of(draft).fields]
    with transaction.atomic():
        if unknown:
            with pytest.raises(Invalid):
                _save(draft, "context", fields, author)
            with pytest.raises(Invalid):
                actions.add_row(assessment=draft, collection="scenarios", fields=fields, by=author)
        transaction.set_rollback(True)


@pytest.mark.parametrize("key", ["\x00", "a" * 10_000, "\ud800", "", "scenarios/x", "../.."])
def test_a_section_table_or_row_with_a_nasty_name_is_absent(desk, key) -> None:
    from registry.errors import NotFound

    here = {"assessment": desk["ros"], "by": desk.author}
    with pytest.raises(NotFound):
        actions.save_section(**here, section=key, fields={}, expected="x")
    with pytest.raises(NotFound):
        actions.add_row(**here, collection=key, fields={})
    with pytest.raises(NotFound):
        actions.save_row(**here, collection="scenarios", row=key, fields={}, expected="x")


def test_a_very_long_list_is_read_in_good_time(desk) -> None:
    begun = process_time()
    laws = [f"Lov {number}" for number in range(20_000)]
    _save(desk["ros"], "assets", {"regulations": laws}, desk.author)
    assert process_time() - begun < 5  # comparing each with all before it takes far longer


def test_a_very_long_list_of_one_code_is_refused(desk) -> None:
    with pytest.raises(Invalid):
        _save(desk["dpia"], "need", {"wp248_criteria": ["c1"] * 20_000}, desk.author)
