"""From an order to a file: who gets which file, and when it is made anew."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage

from assessments import actions as archive
from assessments.engine.content import Confirmation, ConfirmationState, Mark
from assessments.engine.reuse import confirmable_paths
from exports import actions, production
from exports.access import find_export, own_orders
from exports.models import Rendition
from exports.render.blocks import as_json
from exports.render.formats import FORMATS
from registry import actions as ground
from registry import jobs
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event, Job
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused
from tests.exports.conftest import again, made

pytestmark = pytest.mark.django_db


def explode(*_args, **_kwargs):
    """A renderer nobody may ask."""
    raise AssertionError("rendered again")


def content(export) -> bytes:
    """What is handed over."""
    with actions.collect(export=again(export), by=world.fresh(export.ordered_by)).file as file:
        return file.read()


# --- The way of an order -------------------------------------------------------------------------


def test_an_order_becomes_a_job_and_then_a_file(order, in_force, reader) -> None:
    with recorded("export_ordered", in_force.assessment):
        export = order(in_force, reader)
    assert (export.state, export.rendition, export.job.kind) == ("queued", None, "export")
    assert export.job.by == reader
    with recorded("export_made", in_force.assessment):
        export = made(export)
    assert (export.state, export.progress, export.job.state) == ("done", 100, "done")
    with recorded("export_collected", in_force.assessment):
        data = content(export)
    assert sha256(data).hexdigest() == export.rendition.sha256
    assert json.loads(data)["version"]["digest"] == in_force.digest


def test_the_owner_finds_every_order_and_file_in_its_trail(order, town, in_force, stranger) -> None:
    content(made(order(in_force, stranger)))
    seen = Event.objects.visible_to(world.fresh(town.auditor)).filter(who=stranger)
    assert list(seen.order_by("id").values_list("verb", flat=True)) == [
        "export_ordered", "export_made", "export_collected",
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["docx", "pdf", "xlsx"])
def test_every_format_comes_out_whole_under_a_name_of_ours(order, in_force, reader, format) -> None:
    export = made(order(in_force, reader, format, "en"))
    parcel = actions.collect(export=export, by=world.fresh(reader))
    with parcel.file as file:
        assert file.read(4) == (b"%PDF" if format == "pdf" else b"PK\x03\x04")
    assert parcel.name == f"ros-{in_force.digest[:8]}-v1-en.{format}"
    assert parcel.media_type == FORMATS[format].media_type


@pytest.mark.parametrize(
    ("choice", "code", "where"),
    [
        ({"format": "exe"}, "export.format_unknown", "format"),
        ({"format": "\x00"}, "export.format_unknown", "format"),
        ({"language": "fr"}, "export.language_unknown", "language"),
    ],
)
def test_what_is_not_offered_is_refused(order, in_force, reader, choice, code, where) -> None:
    with refused(Invalid, code, where, has_how=True):
        order(in_force, reader, **choice)


def test_a_version_one_may_not_see_is_absent(order, waiting, outsider, stranger, operator) -> None:
    for who in (outsider, stranger, operator):
        with refused(NotFound, "version.absent"):
            order(waiting, who)


def test_nobody_who_cannot_sign_in_orders(in_force, author) -> None:
    gone = world.member(in_force.assessment.owner, "author")
    ground.deactivate_person(user=gone, by=None)
    for who in (AnonymousUser(), world.fresh(gone)):
        with refused(NotPermitted, "export.sign_in"):
            actions.order_export(version=in_force, format="json", language="nb", by=who)


# --- Equal orders share one file -----------------------------------------------------------------


def test_the_second_equal_order_gets_the_same_file_without_rendering(
    order, town, in_force, monkeypatch
) -> None:
    first = made(order(in_force, town.reader))
    monkeypatch.setattr(production, "render", explode)
    jobs_before = Job.objects.count()
    second = order(in_force, town.author)
    assert (second.state, second.rendition) == ("done", first.rendition)
    assert Job.objects.count() == jobs_before
    assert content(second) == content(first)


def test_equal_orders_that_wait_together_share_one_job_and_one_file(order, town, in_force) -> None:
    both = [order(in_force, who) for who in (town.reader, town.author)]
    assert both[0].job == both[1].job
    one, two = map(made, both)
    assert one.rendition == two.rendition
    assert Rendition.objects.count() == 1


def test_another_reading_gets_another_file(order, town, in_force, stranger, outsider) -> None:
    exports = [made(order(in_force, who)) for who in (town.reader, outsider, stranger)]
    assert [each.reading for each in exports] == ["full", "members", "public"]
    assert len({each.rendition_id for each in exports}) == 3


def test_another_language_or_format_gets_another_file(order, in_force, reader) -> None:
    choices = [("json", "nb"), ("json", "nn"), ("xlsx", "nb")]
    exports = [made(order(in_force, reader, *choice)) for choice in choices]
    assert len({each.rendition_id for each in exports}) == 3


def test_what_is_decided_after_a_file_was_made_is_in_the_next_one(order, town, waiting) -> None:
    before = made(order(waiting, town.reader))
    building.approve(town, waiting)
    after = made(order(waiting, town.reader))
    assert before.rendition != after.rendition
    assert json.loads(content(after))["version"]["state"] == "approved"


def test_advice_and_comments_of_the_owner_are_not_in_a_strangers_file(order, town, stranger) -> None:
    version = building.approved(town, "dpia", visibility="public")
    outside, inside = (json.loads(content(made(order(version, who)))) for who in (stranger, town.reader))
    assert {each["stage"] for each in outside["records"]} == {"decision"}
    assert {each["stage"] for each in inside["records"]} == {"advice", "response", "decision"}
    assert "advice" not in outside["content"]["fields"]


def test_title_and_owner_of_upstream_are_not_in_the_file_of_one_who_may_not_see_it(
    order, town, village, in_force
) -> None:
    fork = archive.fork(version=in_force, owner=village.agency, by=village.author)
    version = archive.submit(assessment=fork, by=village.author)
    seen = made(order(version, village.reader))
    building.show(building.fresh(in_force.assessment), town, "private")
    unseen = made(order(version, village.reader))
    assert json.loads(content(seen))["based_on"]["agency"] == town.agency.name
    hidden = json.loads(content(unseen))["based_on"]
    assert (hidden["agency"], hidden["title"], hidden["digest"]) == ("", "", in_force.digest)
    assert (hidden["moment"], hidden["status"]) == ("", "not_shown")


def test_what_upstream_withholds_is_not_in_a_strangers_file_of_a_fork(order, town, stranger) -> None:
    upstream = building.fill(building.started(town))
    content = building.stored(upstream).content.with_field("technical_description", "kanarifugl")
    building.write(upstream, content.with_mark("technical_description", Mark("offl-24-3")))
    version = building.approve(town, building.freeze(town, upstream))
    building.show(building.fresh(upstream), town, "public")
    fork = archive.fork(version=version, owner=town.agency, by=town.author)
    content = building.stored(building.fill(fork)).content
    paths = confirmable_paths(version.travelling("full"), version.parsed_schema)
    for path in paths:
        content = content.with_confirmation(path, Confirmation(ConfirmationState.CONFIRMED))
    building.write(fork, content.with_field("technical_description", "Noe annet"))
    made_of = building.approve(town, building.freeze(town, building.fresh(fork)))
    building.show(building.fresh(fork), town, "public")

    def words(who) -> str:
        return str(as_json(production.document_of(production.plan(order(made_of, who)))))

    assert "kanarifugl" in words(town.reader)
    assert "kanarifugl" not in words(stranger)


def test_after_a_narrowing_the_adopter_still_reads_what_it_took_over_and_others_compare_nothing(
    order, town, village, in_force, stranger
) -> None:
    fork = archive.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    building.adopted(village, fork)
    took = building.again(in_force).content.fields["technical_description"]

    def words(who) -> str:
        return str(as_json(production.document_of(production.plan(order(version, who))).blocks))

    archive.revise(assessment=building.fresh(fork), by=world.fresh(village.author))
    rewritten = building.stored(fork).content.with_field("technical_description", "Hos oss er det annerledes")
    building.write(fork, rewritten)
    version = building.approve(village, building.freeze(village, building.fresh(fork)))
    assert took in words(village.reader) and took in words(stranger)
    building.show(building.fresh(in_force.assessment), town, "private")
    assert took in words(village.reader)
    assert took not in words(stranger)
    assert "Opphavets tekst vises ikke" in words(stranger)
    assert re.search(r"\d % er som i opphavet", words(village.reader))
    assert "er som i opphavet" not in words(stranger)


def test_a_file_says_that_the_source_was_withdrawn(order, town, village, in_force) -> None:
    fork = archive.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    version = archive.submit(assessment=fork, by=world.fresh(village.author))
    before = production.plan(order(version, village.reader)).key
    archive.withdraw(version=building.again(in_force), reason="Feil", by=world.fresh(town.approver))
    planned = production.plan(order(version, village.reader))
    assert planned.key != before, "the file made before says something else"
    assert "eieren siden har trukket tilbake" in str(as_json(production.document_of(planned).blocks))


# --- Orders that change while they wait ----------------------------------------------------------


def test_an_order_that_comes_while_the_file_is_made_gets_it_too(order, town, in_force, monkeypatch) -> None:
    late, real = [], production.render

    def render(*args):
        late.append(order(in_force, town.author))
        monkeypatch.setattr(production, "render", explode)
        return real(*args)

    monkeypatch.setattr(production, "render", render)
    first = made(order(in_force, town.reader))
    second = again(late[0])
    assert (second.state, second.rendition) == ("done", first.rendition)
    assert Rendition.objects.count() == 1


def test_an_order_whose_job_has_just_ended_gets_one_of_its_own(order, town, in_force, monkeypatch) -> None:
    ordering = import_module("exports.actions.order")
    real, is_first = ordering.enqueue, iter([True])

    def enqueue(*args, **given):
        job = real(*args, **given)
        if next(is_first, False):
            Job.objects.filter(pk=job.pk).update(state="failed")
        return job

    ended = order(in_force, town.reader)
    monkeypatch.setattr(ordering, "enqueue", enqueue)
    export = order(in_force, town.author)
    assert export.job != ended.job and export.job.is_live


def test_the_history_in_a_file_is_of_the_versions_one_is_shown(order, town, village, in_force) -> None:
    newer = building.renewed(town, in_force.assessment)
    archive.share(
        assessment=building.fresh(in_force.assessment), visibility="members", shown_from=2,
        by=world.fresh(town.approver),
    )  # fmt: skip
    for reader, told in ((town.reader, [1, 2]), (village.reader, [2])):
        file = json.loads(content(made(order(newer, reader))))
        assert [each["number"] for each in file["history"]] == told


def test_a_version_that_became_invisible_while_the_order_waited_is_not_made(
    order, town, in_force, stranger
) -> None:
    export = order(in_force, stranger)
    building.show(building.fresh(in_force.assessment), town, "private")
    export = made(export)
    assert (export.state, export.rendition, export.job.error_code) == ("failed", None, "version.absent")
    assert export.job.error_message
    assert not Rendition.objects.exists() and not default_storage.exists("renditions")


def test_of_two_who_wait_the_one_who_may_no_longer_read_gets_nothing(order, town, in_force) -> None:
    leaving = world.member(town.agency, "reader")
    stays, goes = order(in_force, town.reader), order(in_force, leaving)
    assert stays.job == goes.job
    ground.remove_member(agency=town.agency, user=leaving, role="reader", by=None)
    stays, goes = made(stays), again(goes)
    assert stays.state == "done"
    assert (goes.state, goes.rendition, goes.job.error_code) == ("failed", None, "export.reading_changed")


def test_whoever_ordered_first_does_not_lend_her_eyes_to_the_others(order, town, village, in_force) -> None:
    both = world.member(village.agency, "reader")
    ground.add_member(agency=town.agency, user=both, role="reader", by=None)
    fork = archive.fork(version=in_force, owner=village.agency, by=village.author)
    version = archive.submit(assessment=fork, by=village.author)
    wide, narrow = order(version, both), order(version, village.reader)
    assert wide.job == narrow.job
    building.show(building.fresh(in_force.assessment), town, "private")
    wide, narrow = made(wide), again(narrow)
    assert wide.rendition != narrow.rendition
    assert json.loads(content(wide))["based_on"]["agency"] == town.agency.name
    assert json.loads(content(narrow))["based_on"]["agency"] == ""


# --- Collecting ----------------------------------------------------------------------------------


def test_anybody_elses_order_is_absent(order, town, in_force) -> None:
    export = made(order(in_force, town.reader))
    with refused(NotFound, "export.absent"):
        find_export(world.fresh(town.author), export.pk)
    with refused(NotFound, "export.absent"):
        actions.collect(export=export, by=world.fresh(town.author))
    with refused(NotFound, "export.absent"):
        actions.try_again(export=export, by=world.fresh(town.author))


def test_after_a_narrowing_the_file_is_absent(order, town, in_force, stranger) -> None:
    export = made(order(in_force, stranger))
    assert content(export)
    building.show(building.fresh(in_force.assessment), town, "private")
    with refused(NotFound, "version.absent"):
        actions.collect(export=again(export), by=world.fresh(stranger))
    with refused(NotFound, "export.absent"):
        find_export(world.fresh(stranger), export.pk)
    assert not own_orders(world.fresh(stranger)).exists()


def test_whoever_has_left_the_agency_does_not_collect_its_full_file(order, town, in_force) -> None:
    leaving = world.member(town.agency, "reader")
    export = made(order(in_force, leaving))
    ground.remove_member(agency=town.agency, user=leaving, role="reader", by=None)
    with refused(NotFound, "export.reading_changed"):
        actions.collect(export=export, by=world.fresh(leaving))


def test_a_file_that_is_not_ready_is_not_handed_over(order, in_force, reader) -> None:
    export = order(in_force, reader)
    with refused(Conflict, "export.not_ready", has_how=True):
        actions.collect(export=export, by=world.fresh(reader))


def test_a_file_that_has_gone_is_made_again_when_it_is_ordered_again(order, in_force, reader) -> None:
    export = made(order(in_force, reader))
    before = content(export)
    default_storage.delete(export.rendition.file)
    with refused(Conflict, "export.file_gone", has_how=True):
        actions.collect(export=again(export), by=world.fresh(reader))
    assert content(made(order(in_force, reader))) == before
    with refused(Conflict, "export.file_gone", has_how=True):
        actions.collect(export=again(export), by=world.fresh(reader))


def test_nothing_is_tried_again_that_is_done_or_under_way(order, in_force, reader) -> None:
    export = order(in_force, reader)
    with refused(Conflict, "job.live"):
        actions.try_again(export=again(export), by=world.fresh(reader))
    export = made(export)
    before = building.counts()
    actions.try_again(export=export, by=world.fresh(reader))
    assert building.counts() == before
    assert jobs.drain() == 0
