"""Freezing a draft, and going on from what was frozen."""

from __future__ import annotations

import pytest

from assessments import access, actions
from assessments.models import Draft
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db


# --- Submitting ----------------------------------------------------------------------------------


def test_submitting_freezes_the_draft_and_opens_its_review(complete, author) -> None:
    content = building.stored(complete).content
    with recorded("version_submitted", complete):
        version = actions.submit(assessment=complete, by=author, message="Klar\x00 nå")
    assert (version.number, version.review.state, version.message) == (1, "submitted", "Klar nå")
    assert building.again(version).content == content
    assert not Draft.objects.filter(assessment=complete).exists()
    assert building.last_event(complete).detail["digest"] == version.digest


def test_missing_answers_do_not_stop_a_submission(draft, author) -> None:
    assert actions.submit(assessment=draft, by=author).number == 1


def test_classified_information_is_refused_and_nothing_is_frozen(complete, author) -> None:
    content = building.stored(complete).content.with_field("contains_classified", True)
    building.write(complete, content)
    with refused(Invalid, "content.must_not_be_stored", "contains_classified") as caught:
        actions.submit(assessment=complete, by=author)
    assert [reason.code for reason in caught.value.reasons] == ["blocked"]


def test_classified_information_cannot_even_be_saved(draft, author) -> None:
    with refused(Invalid, "content.malformed", "contains_classified"):
        actions.save_section(
            assessment=draft, section="assets", fields={"contains_classified": True},
            expected=building.etag(draft, "assets"), by=author,
        )  # fmt: skip


def test_what_was_frozen_before_it_was_called_classified_is_not_shown_to_more(town, complete, monkeypatch):
    building.write(complete, building.stored(complete).content.with_field("contains_classified", True))
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr("assessments.actions.classified.stops_storing", lambda content, schema: ())
        before_the_rule.setattr("assessments.actions.decide.reasons_against", lambda version: [])
        building.approve(town, building.freeze(town, complete))
    for circle in ("named", "members", "public"):
        with refused(Invalid, "content.must_not_be_stored", "contains_classified"):
            building.show(complete, town, circle)
    building.show(complete, town, "private")


def test_the_same_draft_is_submitted_once(waiting, author) -> None:
    with refused(Conflict, "draft.absent", has_how=True):
        actions.submit(assessment=waiting.assessment, by=author)


def test_nobody_may_write_or_submit_where_no_draft_is_open(waiting, complete, author) -> None:
    for check in (access.check_can_edit, access.check_can_submit):
        told = [access.is_allowed(check, author, each) for each in (waiting.assessment, complete)]
        assert told == [False, True]


def test_a_reader_cannot_submit(complete, reader) -> None:
    with refused(NotPermitted, "assessment.not_permitted", has_how=True):
        actions.submit(assessment=complete, by=reader)


def test_to_a_person_outside_the_draft_is_absent(complete, outsider) -> None:
    with refused(NotFound, "assessment.absent"):
        actions.submit(assessment=complete, by=outsider)


def test_a_very_long_message_is_refused(complete, author) -> None:
    with refused(Invalid, "text.too_long", "message", has_how=True):
        actions.submit(assessment=complete, by=author, message="x" * 200_001)


def test_a_new_version_bears_its_own_title_and_the_list_that_of_what_is_in_force(town, in_force) -> None:
    assessment = building.fresh(in_force.assessment)
    actions.revise(assessment=assessment, by=town.author)
    title = {"title": "Et nytt navn"}
    actions.save_section(
        assessment=assessment, section="context", fields=title,
        expected=building.etag(assessment, "context"), by=town.author,
    )  # fmt: skip
    version = building.freeze(town, building.fresh(assessment))
    assert version.head["title"] == "Et nytt navn"
    assert building.fresh(assessment).title == in_force.head["title"] == "Sak"
    building.approve(town, version)
    assert building.fresh(assessment).title == "Et nytt navn"


# --- Revising ------------------------------------------------------------------------------------


def test_a_revision_goes_on_from_the_newest_version(in_force, author) -> None:
    assessment = building.fresh(in_force.assessment)
    with recorded("draft_opened", assessment):
        draft = actions.revise(assessment=assessment, by=author)
    assert draft.parent == in_force
    assert draft.stored().content == in_force.content
    assert building.fresh(assessment).current == in_force


def test_a_second_draft_is_refused(draft, author) -> None:
    with refused(Conflict, "draft.open_already", has_how=True):
        actions.revise(assessment=draft, by=author)


def test_nothing_is_revised_while_a_version_waits(waiting, author) -> None:
    with refused(Conflict, "version.awaits_answer", has_how=True):
        actions.revise(assessment=waiting.assessment, by=author)


def test_a_reader_cannot_revise_and_to_a_stranger_it_is_absent(town, waiting, reader, stranger) -> None:
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.revise(assessment=waiting.assessment, by=reader)
    with refused(NotFound, "assessment.absent"):
        actions.revise(assessment=waiting.assessment, by=stranger)


# --- Sharing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", ["private", "members", "public"])
def test_a_risk_owner_decides_whom_it_is_shown_to(draft, approver, visibility) -> None:
    with recorded("assessment_shared", draft):
        actions.share(assessment=draft, visibility=visibility, by=approver)
    assert building.fresh(draft).visibility == visibility
    assert building.last_event(draft).detail == {"from": "private", "to": visibility}


@pytest.mark.parametrize("visibility", ["", "everyone", "\x00", "public "])
def test_an_unknown_visibility_is_refused(draft, approver, visibility) -> None:
    with refused(Invalid, "assessment.visibility_unknown", "visibility"):
        actions.share(assessment=draft, visibility=visibility, by=approver)


def test_an_author_does_not_decide_whom_it_is_shown_to(draft, author, outsider) -> None:
    with refused(NotPermitted, "assessment.not_permitted", has_how=True):
        actions.share(assessment=draft, visibility="public", by=author)
    with refused(NotFound, "assessment.absent"):
        actions.share(assessment=draft, visibility="public", by=outsider)


def test_a_shared_draft_is_seen_by_nobody_outside_until_something_is_in_force(town, draft) -> None:
    from assessments import access

    building.show(draft, town, "public")
    assert not access.visible(None).filter(pk=draft.pk).exists()
    building.approve(town, building.freeze(town, building.fill(draft)))
    assert access.visible(None).filter(pk=draft.pk).exists()
    assert access.visible(world.person()).filter(pk=draft.pk).exists()
