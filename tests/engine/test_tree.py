"""Trees: content as salted objects under their digests, and what a fork takes of them."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.canonical import NotCanonicalError, clean_text, digest, version_digest
from assessments.engine.content import EMPTY, Content, Mark, Row, from_plain
from assessments.engine.diff import diff
from assessments.engine.redact import Reading, redact
from assessments.engine.reuse import derive
from assessments.engine.tree import (
    CorruptError,
    Packed,
    children,
    digests_of,
    etags,
    item_fields,
    known_items,
    pack,
    travelling,
    unpack,
)

from .forms import FORM, real_forms
from .strategies import CANARY, contents, telltale_when_local

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


def counting_salts():
    """Salts 1, 2, 3 … of sixteen bytes: never the same twice, always the same run."""
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


fresh = counting_salts()


def no_salt() -> bytes:
    raise AssertionError("a salt was minted")


def items(packed: Packed) -> set[bytes]:
    return {name for name, data in packed.objects.items() if b'"salt"' in data}


@given(contents(FORM))
def test_what_is_packed_is_unpacked_the_same(content):
    packed = pack(content, FORM, fresh)
    assert unpack(packed.root, packed.objects, FORM) == content


@pytest.mark.parametrize("form", real_forms(), ids=lambda form: form.kind)
@settings(max_examples=30)
@given(data=st.data())
def test_so_are_the_real_forms(form, data):
    content = data.draw(contents(form))
    packed = pack(content, form, fresh)
    assert unpack(packed.root, packed.objects, form) == content


@given(contents(FORM))
def test_what_does_not_change_keeps_its_digest_and_needs_no_salt(content):
    first = pack(content, FORM, fresh)
    again = pack(content, FORM, no_salt, known_items(first.objects.values()))
    assert again == first


@given(contents(FORM))
def test_equal_content_packed_anew_shows_no_equal_digest(content):
    assert not items(pack(content, FORM, fresh)) & items(pack(content, FORM, fresh))


@given(contents(FORM), st.sampled_from(["title", "local_setup"]), st.text(min_size=1).map(clean_text))
def test_one_changed_answer_changes_one_item_its_tree_and_the_root(content, key, text):
    content = content.with_fields({"title": "old", "local_setup": "old"})
    changed = content.with_field(key, f"new {text}")
    first = pack(content, FORM, fresh)
    second = pack(changed, FORM, fresh, known_items(first.objects.values()))
    new = set(second.objects) - set(first.objects)
    assert (len(new), len(new & items(second))) == (2, 1)
    assert second.root != first.root


@given(contents(FORM))
def test_a_fork_of_the_whole_takes_the_travelling_trees(content):
    packed = pack(content, FORM, fresh)
    assert unpack(travelling(packed.root), packed.objects, FORM) == derive(content, FORM)


@given(contents(FORM, telltale_when_local))
def test_nothing_local_is_in_the_objects_of_a_fork(content):
    unmarked = Content(content.fields, content.rows)
    packed = pack(derive(unmarked, FORM), FORM, fresh)
    assert not any(CANARY.encode() in data for data in packed.objects.values())


@given(contents(FORM))
def test_a_manifest_can_be_followed_to_every_object(content):
    packed = pack(content, FORM, fresh)
    trees = children(packed.root)
    leaves = {leaf for tree in trees for leaf in children(packed.objects[tree])}
    assert {*trees, *leaves} == set(packed.objects)


def test_every_section_and_row_has_an_etag_that_leads_to_its_items():
    content = EMPTY.with_fields({"title": "T", "local_setup": "L"}).with_row("measures", Row("m"))
    packed = pack(content, FORM, fresh)
    found = etags(packed.root, packed.objects, FORM)
    assert set(found) == {"about", "is_needed", "risk", "closing", "measures/m"}
    assert found["risk"] == "empty"
    fields = [item_fields(packed.objects[name]) for name in digests_of(found["about"])]
    assert fields == [{"title": "T"}, {"local_setup": "L"}]
    assert digests_of("empty") == digests_of("nonsense") == ()


def test_empty_parts_are_not_stored():
    assert pack(EMPTY, FORM, no_salt).objects == {}
    one = pack(EMPTY.with_row("scenarios", Row("r")), FORM, fresh)
    assert len(items(one)) == 1


def test_a_tampered_or_foreign_object_is_noticed():
    packed = pack(EMPTY.with_field("title", "T"), FORM, fresh)
    spoiled = {name: data.replace(b"T", b"U") for name, data in packed.objects.items()}
    with pytest.raises(CorruptError):
        unpack(packed.root, spoiled, FORM)
    with pytest.raises(CorruptError):
        unpack(packed.root, packed.objects, real_forms()[0])


def test_what_the_form_does_not_ask_cannot_be_packed():
    with pytest.raises(KeyError):
        pack(EMPTY.with_field("unheard_of", "x"), FORM, fresh)


def test_redacted_content_cannot_be_packed_by_mistake():
    content = EMPTY.with_field("title", "T").with_mark("title", Mark("offl-13"))
    shown = redact(content, FORM, Reading.PUBLIC, content.marks)
    with pytest.raises(NotCanonicalError):
        pack(shown, FORM, fresh)


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda vector: vector["name"])
def test_digests_are_those_of_every_other_installation(vector):
    """The vectors are never made anew: if one fails, versions already frozen would no longer verify."""
    content = from_plain(vector["content"])
    packed = pack(content, FORM, counting_salts())
    assert packed.root.decode() == vector["root"]
    assert sorted(name.hex() for name in packed.objects) == vector["objects"]
    parents = [bytes.fromhex(parent) for parent in vector["parents"]]
    assert version_digest(parents, vector["head"], packed.root, None).hex() == vector["version"]
    assert unpack(packed.root, packed.objects, FORM) == content


@given(contents(FORM), contents(FORM))
def test_digests_differ_exactly_where_bodies_do(a, b):
    first = pack(a, FORM, fresh)
    second = pack(b, FORM, fresh, known_items(first.objects.values()))
    assert (first.root == second.root) == (not diff(a, b))
    assert all(digest(data) == name for name, data in second.objects.items())
