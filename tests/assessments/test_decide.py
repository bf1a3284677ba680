"""What becomes of a submitted version: approved, sent back or withdrawn."""

from __future__ import annotations

import pytest

from assessments import access, actions
from assessments.engine.schema import Stage
from assessments.models import Draft, Review
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import again, record, recorded, refused

pytestmark = pytest.mark.django_db


def yes(version):
    """An approving decision."""
    return record(Stage.DECISION, version)


def codes(caught) -> set[tuple[str, str]]:
    """The reasons of a refusal as (code, where)."""
    return {(reason.code, reason.where) for reason in caught.value.reasons}


# --- Approving -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_an_approval_binds_to_the_digest_and_puts_in_force(town, kind) -> None:
    version = building.submitted(town, kind)
    with recorded("version_approved", version.assessment):
        decision = actions.approve(
            version=version, answers=yes(version), by=town.approver, digest=version.digest
        )
    assert decision.digest == version.digest
    assert again(version).review.state == "approved"
    assert building.fresh(version.assessment).current == version


def test_an_approved_assessment_is_found_by_its_review_date(town) -> None:
    assert building.approved(town).assessment.review_due.isoformat() == "2031-05-31"


def test_what_is_open_is_listed_with_places_and_nothing_is_approved(town, draft) -> None:
    version = building.freeze(town, draft)
    with refused(Conflict, "version.not_ready", has_how=True) as caught:
        actions.approve(version=version, answers=yes(version), by=town.approver)
    assert {("missing", "in_scope"), ("missing", "scenarios"), ("missing", "occasion")} <= codes(caught)
    assert all(str(reason.message) for reason in caught.value.reasons)


def test_a_dpia_is_not_approved_without_advice_nor_with_advice_unanswered(town) -> None:
    assessment = building.fill(building.started(town, "dpia"))
    version = actions.submit(assessment=assessment, by=town.author)
    with refused(Conflict, "version.not_ready") as caught:
        actions.approve(version=version, answers=yes(version), by=town.approver)
    assert codes(caught) == {("advice.absent", "")}
    actions.advise(version=version, answers=record(Stage.ADVICE, version), by=town.dpo)
    with refused(Conflict, "version.not_ready") as caught:
        actions.approve(version=version, answers=yes(version), by=town.approver)
    assert codes(caught) == {("advice.unanswered", "")}


def test_advice_on_one_version_does_not_count_for_the_next(town) -> None:
    first = building.submitted(town, "dpia")
    actions.request_changes(version=first, reason="Mer", by=town.approver)
    second = actions.submit(assessment=building.fresh(first.assessment), by=town.author)
    with refused(Conflict, "version.not_ready") as caught:
        actions.approve(version=second, answers=yes(second), by=town.approver)
    assert codes(caught) == {("advice.absent", "")}


def test_a_decision_that_says_no_does_not_approve(town, waiting) -> None:
    field = waiting.parsed_schema.field("decision")
    no = next(
        c for c in waiting.parsed_schema.codelist(field.codelist).items if c.extra.get("approves") is False
    )
    with refused(Invalid, "content.malformed") as caught:
        actions.approve(version=waiting, answers={**yes(waiting), "decision": no.id}, by=town.approver)
    assert codes(caught) == {("decision_does_not_approve", "decision")}


def test_a_decision_that_is_not_whole_is_refused(town, waiting) -> None:
    with refused(Invalid, "content.malformed") as caught:
        actions.approve(version=waiting, answers={"decision_reasons": 3, "approver": "Meg"}, by=town.approver)
    assert {("wrong_type", "decision_reasons"), ("computed_field", "approver")} <= codes(caught)


@pytest.mark.parametrize("digest", ["0" * 64, "x", "\x00"])
def test_another_digest_than_the_versions_is_refused(town, waiting, digest) -> None:
    with refused(Conflict, "version.digest_differs", "digest"):
        actions.approve(version=waiting, answers=yes(waiting), by=town.approver, digest=digest)


def test_neither_the_officer_nor_the_author_nor_the_administrator_approves(town, waiting, outsider) -> None:
    for who in (town.dpo, town.author, town.administrator, town.reviewer):
        with refused(NotPermitted, "assessment.not_permitted", has_how=True):
            actions.approve(version=waiting, answers=yes(waiting), by=who)
    with refused(NotFound, "assessment.absent"):
        actions.approve(version=waiting, answers=yes(waiting), by=outsider)


def test_a_risk_owner_of_another_agency_does_not_approve_even_what_she_sees(town, village, in_force) -> None:
    version = building.submitted(town)
    with refused(NotFound, "assessment.absent"):
        actions.approve(version=version, answers=yes(version), by=village.approver)
    with refused(NotPermitted, "assessment.not_permitted"):
        actions.approve(version=in_force, answers=yes(in_force), by=village.approver)


def test_a_version_is_approved_once(town, in_force) -> None:
    with refused(Conflict, "version.state"):
        actions.approve(version=in_force, answers=yes(in_force), by=town.approver)


def test_a_new_approval_supersedes_and_exactly_one_is_in_force(town, in_force) -> None:
    with recorded("version_superseded", in_force.assessment):
        newer = building.renewed(town, in_force.assessment)
    states = dict(Review.objects.values_list("version__number", "state"))
    assert states == {1: "superseded", 2: "approved"}
    assert building.fresh(in_force.assessment).current == newer


def test_a_version_withdrawn_since_the_page_was_read_is_not_superseded(town, in_force) -> None:
    actions.revise(assessment=building.fresh(in_force.assessment), by=town.author)
    newer = again(building.freeze(town, building.fresh(in_force.assessment)))
    assert newer.assessment.current == in_force
    actions.withdraw(version=again(in_force), reason="Feil", by=town.approver)
    actions.approve(version=newer, answers=yes(newer), by=town.approver)
    assert again(in_force).review.state == "withdrawn"
    assert building.fresh(in_force.assessment).current == newer


# --- Sending back --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["approver", "dpo"])
def test_a_version_sent_back_opens_a_draft_with_the_same_content(town, waiting, role) -> None:
    with recorded("version_changes_requested", waiting.assessment):
        decision = actions.request_changes(version=waiting, reason="Mer om\x00 logg", by=town[role])
    assert (decision.reason, decision.digest) == ("Mer om logg", waiting.digest)
    draft = Draft.objects.get(assessment=waiting.assessment)
    assert (draft.parent, draft.stored().content) == (waiting, waiting.content)
    assert again(waiting).review.state == "changes_requested"


def test_the_next_version_has_the_one_sent_back_as_its_parent(town, waiting) -> None:
    actions.request_changes(version=waiting, reason="Mer", by=town.approver)
    second = actions.submit(assessment=building.fresh(waiting.assessment), by=town.author)
    assert (second.number, second.parent) == (2, waiting)


@pytest.mark.parametrize("act", [actions.request_changes, actions.withdraw])
def test_a_reason_is_owed(town, waiting, act) -> None:
    for reason in ("", " \n", "\x00"):
        with refused(Invalid, "decision.reason_missing", "reason"):
            act(version=waiting, reason=reason, by=town.approver)
    with refused(Invalid, "text.too_long", "reason", has_how=True):
        act(version=waiting, reason="x" * 200_001, by=town.approver)


@pytest.mark.parametrize("act", [actions.request_changes, actions.withdraw])
def test_who_may_not_decide_is_told_so_or_nothing(waiting, reader, stranger, act) -> None:
    with refused(NotPermitted, "assessment.not_permitted", has_how=True):
        act(version=waiting, reason="x", by=reader)
    with refused(NotFound, "assessment.absent"):
        act(version=waiting, reason="x", by=stranger)


def test_what_is_in_force_is_not_sent_back(town, in_force) -> None:
    with refused(Conflict, "version.state"):
        actions.request_changes(version=in_force, reason="x", by=town.approver)


# --- Withdrawing ---------------------------------------------------------------------------------


def test_an_author_takes_a_submitted_version_back_into_a_draft(waiting, author) -> None:
    with recorded("version_withdrawn", waiting.assessment):
        actions.withdraw(version=waiting, reason="For tidlig", by=author)
    assert Draft.objects.get(assessment=waiting.assessment).parent == waiting
    assert again(waiting).review.state == "withdrawn"


def test_withdrawing_what_is_in_force_leaves_nothing_in_force_and_nothing_to_see_outside(
    in_force, approver
) -> None:
    assert access.find_version(None, in_force.pk)
    actions.withdraw(version=in_force, reason="Feil", by=approver)
    assert building.fresh(in_force.assessment).current is None
    with pytest.raises(NotFound):
        access.find_version(None, in_force.pk)


def test_a_version_is_withdrawn_once(waiting, author) -> None:
    actions.withdraw(version=waiting, reason="x", by=author)
    with refused(Conflict, "version.state"):
        actions.withdraw(version=again(waiting), reason="x", by=author)


def test_a_reader_of_the_trail_finds_every_decision(town, waiting) -> None:
    from registry.models import Event

    building.approve(town, waiting)
    seen = Event.objects.visible_to(world.fresh(town.auditor)).values_list("verb", flat=True)
    assert {"assessment_started", "version_submitted", "version_approved"} <= set(seen)
