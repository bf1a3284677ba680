"""A comparison with an open draft as a file: of what it said when ordered, for the owner's people."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from assessments import actions as archive
from assessments.access import find_draft
from assessments.models import Version
from exports import actions, production
from exports.access import own_orders
from exports.models import DraftState, Export, Rendition
from registry import actions as ground
from registry import jobs
from registry.errors import Invalid, NotFound
from registry.models import Event
from tests import world
from tests.assessments import building
from tests.assessments.building import refused
from tests.exports.conftest import again, made
from tests.render.made import pdf_text, word_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def revised(town, in_force):
    """The assessment in force, with an open draft whose scope is another."""
    assessment = building.fresh(in_force.assessment)
    archive.revise(assessment=assessment, by=world.fresh(town.author))
    scope(assessment, "Svar på kanarifugl.")
    return assessment


def scope(assessment, text: str) -> None:
    building.write(assessment, building.stored(assessment).content.with_field("in_scope", text))


def as_read(side, by):
    """A version, or the open draft of an assessment, as `by` finds it."""
    return building.again(side) if isinstance(side, Version) else find_draft(world.fresh(by), side.pk)


def order(old, new, by, format="docx", language="nb") -> Export:
    who = world.fresh(by)
    return actions.order_export(
        version=as_read(new, by), compared_with=as_read(old, by), format=format, language=language, by=who
    )


def text(export: Export) -> str:
    parcel = actions.collect(export=again(export), by=world.fresh(export.ordered_by))
    with parcel.file as file:
        said = (word_text if export.format == "docx" else pdf_text)(file.read())
    return said.replace("\n", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_the_file_says_that_it_is_of_a_draft_of_which_state_and_when(in_force, revised, reader, format):
    state = sha256(building.stored(revised).root).hexdigest()
    said = text(made(order(in_force, revised, reader, format)))
    assert "utkast – ikke godkjent" in said.lower()
    assert f"tilstand {state[:8]}" in said and state in said.replace(" ", "")
    assert "utkast slik det stod" in said and " kl. " in said
    assert "kanarifugl" in said


def test_it_has_a_name_that_names_both(in_force, revised, reader):
    parcel = actions.collect(export=made(order(in_force, revised, reader)), by=world.fresh(reader))
    parcel.file.close()
    state = sha256(building.stored(revised).root).hexdigest()
    assert parcel.name == f"ros-{state[:8]}-draft-since-{in_force.digest[:8]}-v1-nb.docx"


def test_a_draft_that_moves_on_while_the_order_waits_is_shown_as_it_stood(in_force, revised, reader):
    waiting = order(in_force, revised, reader)
    scope(revised, "Svar på hemmelig sak.")
    said = text(made(waiting))
    assert "kanarifugl" in said and "hemmelig" not in said


def test_a_draft_that_is_sent_in_while_the_order_waits_is_shown_as_it_stood(in_force, revised, reader, town):
    waiting = order(in_force, revised, reader)
    version = building.freeze(town, revised)
    export = made(waiting)
    assert "kanarifugl" in text(export)
    assert again(export).draft.digest == sha256(version.manifest).hexdigest(), (
        "the version has the same state"
    )


def test_an_order_of_it_that_failed_can_be_tried_again_when_the_draft_is_gone(
    in_force, revised, reader, town, monkeypatch
):
    def fails(*_given):
        raise NotFound("test.fails", "Nei.")

    with monkeypatch.context() as broken:
        broken.setattr(production, "render", fails)
        export = made(order(in_force, revised, reader))
    assert export.state == "failed"
    building.freeze(town, revised)
    actions.try_again(export=again(export), by=world.fresh(reader))
    assert made(export).state == "done"


def test_the_same_state_is_one_file_and_the_same_bytes(in_force, revised, reader, author):
    first = made(order(in_force, revised, reader))
    assert order(in_force, revised, author).rendition == first.rendition
    kept = first.rendition.sha256
    Rendition.objects.all().delete()
    assert made(order(in_force, revised, reader)).rendition.sha256 == kept
    assert DraftState.objects.count() == 1


def test_another_state_is_another_file(in_force, revised, reader):
    first = made(order(in_force, revised, reader))
    scope(revised, "Svar på hemmelig sak.")
    second = order(in_force, revised, reader)
    assert (second.rendition, second.draft == first.draft) == (None, False)
    assert order(revised, in_force, reader).rendition is None, "the other way around is another file"


def test_two_drafts_can_be_compared(town, revised, reader):
    other = building.fill(building.started(town, title="Sak to"))
    said = text(made(order(revised, other, reader)))
    assert said.count("utkast slik det stod") == 2


def test_a_fork_in_the_making_is_held_against_its_upstream(town, village, in_force):
    building.show(in_force.assessment, town, "public")
    fork = archive.fork(
        version=building.again(in_force), owner=village.agency, by=world.fresh(village.author)
    )
    content = building.stored(fork).content.with_fields(
        {"in_scope": "Bare skolene.", "differs_here": "Vi bor her."}
    )
    building.write(fork, content)
    said = text(made(order(in_force, fork, village.author)))
    assert "skolene" in said and "Vi bor her." in said
    with pytest.raises(NotFound):
        order(in_force, fork, town.author)


def test_a_draft_is_for_the_owners_people_alone(town, revised, in_force, outsider):
    draft = as_read(revised, town.author)
    stranger = world.person()
    for who in (outsider, stranger):
        for old, new in ((in_force, draft), (draft, in_force)):
            with refused(NotFound, "assessment.not_own"):
                actions.order_export(
                    version=new, compared_with=old, format="pdf", language="nb", by=world.fresh(who)
                )


def test_who_is_no_longer_one_of_the_owners_people_gets_nothing(town, revised, in_force, reader):
    waiting, done = order(in_force, revised, reader, "pdf"), made(order(in_force, revised, reader))
    later = order(revised, in_force, reader)
    ground.remove_member(agency=town.agency, user=reader, role="reader", by=None)
    assert not own_orders(world.fresh(reader)).exists()
    with pytest.raises(NotFound):
        actions.collect(export=again(done), by=world.fresh(reader))
    jobs.drain()
    assert again(later).state == "failed" and again(later).job.error_code == "assessment.not_own"
    assert again(waiting).state == "done", "the queue made this one while she was a reader"
    with pytest.raises(NotFound):
        actions.collect(export=again(waiting), by=world.fresh(reader))


def test_a_draft_alone_is_no_document(revised, reader):
    draft = as_read(revised, reader)
    with refused(Invalid, "export.draft_alone", "compared_with", has_how=True):
        actions.order_export(version=draft, format="docx", language="nb", by=world.fresh(reader))


def test_the_trail_names_the_state_that_was_ordered(in_force, revised, reader):
    export = made(order(in_force, revised, reader))
    text(export)
    told = Event.objects.about(revised).filter(who=reader)
    verbs = set(told.values_list("verb", flat=True))
    assert verbs == {"version_read", "export_ordered", "export_made", "export_collected"}
    ordered = told.get(verb="export_ordered")
    assert ordered.detail["draft"] == export.draft.digest


def test_the_database_refuses_an_order_of_nothing_and_of_two_things(in_force, revised, reader):
    export = order(in_force, revised, reader)
    one = Export.objects.filter(pk=export.pk)
    for wrong in (
        {"version": in_force},
        {"draft": None},
        {"compared_with": None},
        {"compared_draft": export.draft},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            one.update(**wrong)
