"""Frozen versions: what their digest covers, how they are stored, and that nothing changes them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from assessments import actions
from assessments.engine.canonical import version_digest
from assessments.models import Item, Version
from assessments.models.stored import load, store
from tests.assessments import building
from tests.assessments.building import again, fill, started, stored

pytestmark = pytest.mark.django_db


# --- Digests -------------------------------------------------------------------------------------


def test_the_digest_covers_content_parents_head_and_salt(in_force) -> None:
    root, head, salt = bytes(in_force.manifest), in_force.head, bytes(in_force.salt)
    digest = version_digest([], head, root, salt).hex()
    others = {
        version_digest([bytes(32)], head, root, salt).hex(),
        version_digest([], {**head, "title": "x"}, root, salt).hex(),
        version_digest([], head, root + b" ", salt).hex(),
        version_digest([], head, root, bytes(16)).hex(),
        version_digest([], head, root, None).hex(),
    }
    assert in_force.digest == digest
    assert len({digest, *others}) == 6


def test_each_version_has_a_salt_of_its_own(town, in_force) -> None:
    newer = building.renewed(town, in_force.assessment)
    assert len(bytes(in_force.salt)) == len(bytes(newer.salt)) == 16
    assert bytes(in_force.salt) != bytes(newer.salt)


def test_what_was_frozen_is_told_from_what_was_not(in_force) -> None:
    kept = again(in_force)
    assert kept.is_what_was_frozen
    kept.head = {**kept.head, "title": "Noe annet"}
    assert not kept.is_what_was_frozen


def test_a_version_from_before_there_were_salts_is_still_what_was_frozen(in_force) -> None:
    old = again(in_force)
    old.salt, old.digest = None, version_digest([], old.head, bytes(old.manifest), None).hex()
    assert old.is_what_was_frozen
    old.salt = bytes(16)
    assert not old.is_what_was_frozen


@pytest.mark.parametrize("part", ["number", "owner", "title", "language", "licence", "schema", "at", "kind"])
def test_the_head_says_what_is_frozen_beside_the_content(in_force, part) -> None:
    assert in_force.head[part]


def test_no_database_key_of_this_installation_is_in_the_head(in_force, town) -> None:
    keys = {str(town.agency.pk), str(town.author.pk), str(in_force.pk)}
    assert not keys & {str(value) for value in in_force.head.values()}


def test_a_version_is_chained_to_the_one_before_it(town, in_force) -> None:
    newer = building.renewed(town, in_force.assessment)
    parents = [bytes.fromhex(in_force.digest)]
    salt = bytes(newer.salt)
    assert newer.digest == version_digest(parents, newer.head, bytes(newer.manifest), salt).hex()
    assert again(newer).is_what_was_frozen


def test_the_first_version_of_a_fork_is_chained_to_what_it_builds_on(village, in_force) -> None:
    made = actions.fork(version=in_force, owner=village.agency, by=village.author)
    version = actions.submit(assessment=made, by=village.author)
    parents = [bytes.fromhex(in_force.digest)]
    salt = bytes(version.salt)
    assert version.digest == version_digest(parents, version.head, bytes(version.manifest), salt).hex()
    assert again(version).is_what_was_frozen


def test_any_changed_answer_changes_the_manifest(complete) -> None:
    roots = {stored(complete).root}
    content = stored(complete).content
    row = content.rows["scenarios"][0]
    for other in (
        content.with_field("in_scope", "Annet"),
        content.with_field("occasion", None),
        content.without_row("scenarios", row.id),
    ):
        building.write(complete, other)
        roots.add(stored(complete).root)
    assert len(roots) == 4


# --- Storage -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_a_whole_assessment_comes_out_of_the_store_as_it_went_in(town, kind) -> None:
    assessment = fill(started(town, kind), "æøå € 漢字")
    version = building.freeze(town, assessment)
    kept = again(version)
    assert kept.content == load(assessment.family, bytes(version.manifest), version.parsed_schema).content
    assert store(assessment.family, kept.content, kept.parsed_schema, kept.stored).root == bytes(
        kept.manifest
    )


def test_three_changed_items_cost_those_items_and_their_lists(town) -> None:
    assessment = fill(started(town))
    content = stored(assessment).content
    scenario = dict(content.rows["scenarios"][0].fields)
    for number in range(20):
        cells = {**scenario, "title": f"Nr. {number}"}
        actions.add_row(assessment=assessment, collection="scenarios", fields=cells, by=town.author)
    version = building.freeze(town, assessment)
    actions.request_changes(version=version, reason="x", by=town.approver)
    before = Item.objects.count()
    content = stored(assessment).content.with_field("in_scope", "Annet")
    for row in content.rows["scenarios"][:2]:
        content = content.with_row("scenarios", type(row)(row.id, {**row.fields, "title": "Ny"}, row.origin))
    building.write(assessment, content)
    assert Item.objects.count() - before == 3 + 2  # the items, and the lists of sections and of scenarios


def test_submitting_writes_no_item(complete, author) -> None:
    before = Item.objects.count()
    actions.submit(assessment=complete, by=author)
    assert Item.objects.count() == before


def test_the_same_text_in_two_assessments_has_different_digests(town) -> None:
    one, two = (set(stored(fill(started(town), "Likt")).objects) for _time in range(2))
    assert not one & two


def test_a_salt_is_kept_while_the_text_is_the_same(complete, author) -> None:
    before = stored(complete).etags
    for text in ("Annet", None):
        actions.save_section(
            assessment=complete, section="context", fields={"assumptions": text},
            expected=building.etag(complete, "context"), by=author,
        )  # fmt: skip
    after = stored(complete).etags
    assert {path for path in before if before[path] != after[path]} == {"context"}


# --- Never changed -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Version, Item])
@pytest.mark.parametrize("where", ["", "WHERE 1 = 1"])
def test_the_database_refuses_to_change_what_is_frozen(in_force, model, where) -> None:
    column = {"Version": "message", "Item": "body"}[model.__name__]
    statement = f"UPDATE {model._meta.db_table} SET {column} = {column} {where}"
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("model", [Version, Item])
def test_the_models_refuse_as_well(in_force, model) -> None:
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        model.objects.first().save()


def test_only_the_review_of_a_version_moves(town, waiting) -> None:
    before = Version.objects.values().get(pk=waiting.pk)
    building.approve(town, waiting)
    assert Version.objects.values().get(pk=waiting.pk) == before


def test_an_object_that_was_tampered_with_is_not_read(in_force) -> None:
    from assessments.engine.tree import CorruptError, unpack

    objects = dict(in_force.stored.objects)
    first = next(name for name, data in objects.items() if b"in_scope" in data)
    objects[first] = objects[first].replace(b"in_scope", b"in_scoop")
    with pytest.raises(CorruptError):
        unpack(bytes(in_force.manifest), objects, in_force.parsed_schema)
