"""Asking to be shown an assessment: who may ask and answer, how often, what ends by itself, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from assessments import access, actions, tasks
from assessments.asking import deeds_on_request, find_request, in_a_year, requests, waiting_requests
from assessments.models import AccessRequest, Grant, Notice, NoticeKind
from assessments.watching import notices_of, told
from registry import actions as registry
from registry import jobs
from registry.access.roles import Role
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event, Notify
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db
CANARY = "Kanarifugl"


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def listed(town):
    """In force, shown to nobody else, known to members."""
    return building.fresh(building.only_listed(town, word=CANARY).assessment)


def ask(listed, village, by=None, agency=None, reason="Vi skal ta den i bruk."):
    by = world.fresh(by or village.reader)
    return actions.ask_access(assessment=listed, agency=agency or village.agency, reason=reason, by=by)


def grant(request, town, until=None, **given):
    until = until or timezone.localdate() + timedelta(days=30)
    return actions.grant_access(request=request, until=until, by=world.fresh(town.approver), **given)


def refuse(request, town):
    return actions.refuse_access(request=request, reason="Ikke nå.", by=world.fresh(town.administrator))


def sees(user, assessment) -> bool:
    return access.visible(world.fresh(user)).filter(pk=assessment.pk).exists()


# --- Asking --------------------------------------------------------------------------------------


def test_whoever_reads_for_an_agency_asks_for_it_and_both_trails_tell(town, village, listed) -> None:
    with recorded("access_asked", listed):
        found = ask(listed, village)
    ours, theirs = building.last_event(listed), Event.objects.about(found).get()
    assert (ours.agency_id, theirs.agency_id) == (town.agency.pk, village.agency.pk)
    assert "bruk" not in str(ours.detail) + str(theirs.detail)
    assert not sees(village.reader, listed)


def test_one_asks_for_ones_own_agency_and_what_one_knows_of(town, village, listed, stranger) -> None:
    third = world.agency("Tredje kommune")
    with refused(NotPermitted, "request.not_of_agency", "agency"):
        ask(listed, village, agency=third)
    with refused(NotFound, "assessment.absent"):
        ask(listed, village, by=stranger)
    hidden = building.started(town)
    with refused(NotFound, "assessment.absent"):
        ask(hidden, village)
    with refused(Conflict, "request.shown_already"):
        ask(listed, village, by=town.reader, agency=town.agency)
    for nothing in ("", "  \n"):
        with refused(Invalid, "request.words_missing", "reason"):
            ask(listed, village, reason=nothing)


def test_one_request_of_an_agency_waits_at_a_time(village, listed) -> None:
    ask(listed, village)
    with refused(Conflict, "request.open_already", has_how=True):
        ask(listed, village, by=village.author)


def test_it_may_be_asked_again_after_a_no_and_both_see_the_earlier_answer(town, village, listed) -> None:
    refuse(ask(listed, village), town)
    ask(listed, village)
    for person in (village.reader, town.approver):
        answers = requests(world.fresh(person)).order_by("at").values_list("state", "answer")
        assert list(answers) == [("refused", "Ikke nå."), ("open", "")]


def test_one_takes_back_what_nobody_has_answered(town, village, listed) -> None:
    found = ask(listed, village)
    with refused(NotPermitted, "request.not_of_agency"):
        actions.withdraw_request(request=found, by=world.fresh(town.approver))
    actions.withdraw_request(request=found, by=world.fresh(village.author))
    assert found.state == AccessRequest.State.WITHDRAWN
    with refused(Conflict, "request.answered"):
        grant(found, town)


# --- Who reads it --------------------------------------------------------------------------------


def test_a_request_is_read_by_the_asking_agency_and_those_who_may_answer(
    town, village, listed, stranger
) -> None:
    found = ask(listed, village)
    for person in (village.reader, town.approver, town.administrator):
        assert find_request(world.fresh(person), found.pk) == found
    for person in (town.author, town.reader, stranger):
        with pytest.raises(NotFound):
            find_request(world.fresh(person), found.pk)


def test_it_waits_for_those_who_may_answer_until_someone_has(town, village, listed) -> None:
    found = ask(listed, village)
    waiting = [
        list(waiting_requests(world.fresh(each))) for each in (town.approver, town.author, village.author)
    ]
    assert waiting == [[found], [], []]
    refuse(found, town)
    assert not waiting_requests(world.fresh(town.approver)).exists()


def test_one_of_the_owners_people_who_asked_for_another_body_does_not_answer_herself(
    town, village, listed
) -> None:
    found = ask(listed, village)
    registry.add_member(agency=town.agency, user=village.reader, role=Role.READER, by=None)
    assert deeds_on_request(found, world.fresh(village.reader)) == {"answer": False, "withdraw": True}
    assert deeds_on_request(found, world.fresh(town.approver)) == {"answer": True, "withdraw": False}


def test_once_it_is_listed_no_more_the_asker_is_not_named_what_she_asked_for(town, village, listed) -> None:
    found = ask(listed, village)
    assert find_request(world.fresh(village.reader), found.pk).is_known
    actions.share(assessment=listed, visibility="private", listed_to="private", by=world.fresh(town.approver))
    assert not find_request(world.fresh(village.reader), found.pk).is_known
    assert find_request(world.fresh(town.approver), found.pk).is_known


# --- Answering -----------------------------------------------------------------------------------


def test_a_yes_shows_it_until_the_day_that_was_said(town, village, listed) -> None:
    until = timezone.localdate() + timedelta(days=30)
    with recorded("access_granted", listed), recorded("agency_named", listed):
        found = grant(ask(listed, village), town, until, answer="Værsågod")
    assert (found.state, found.until, found.answer) == ("granted", until, "Værsågod")
    assert Grant.objects.get().until == until
    assert (sees(village.author, listed), building.fresh(listed).visibility) == (True, "named")
    Grant.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert not sees(village.author, listed)
    assert access.find_known(world.fresh(village.author), listed.pk).is_entry
    assert Event.objects.about(found).last().verb == "access_granted"


def test_a_yes_needs_a_day_that_has_not_been(town, village, listed) -> None:
    found = ask(listed, village)
    with refused(Invalid, "grant.until_past", "until"):
        grant(found, town, timezone.localdate() - timedelta(days=1))
    with refused(Invalid, "grant.until_missing", "until"):
        actions.grant_access(request=found, until=None, by=world.fresh(town.approver))


def test_a_no_needs_a_reason(town, village, listed) -> None:
    found = ask(listed, village)
    with refused(Invalid, "request.words_missing", "reason"):
        actions.refuse_access(request=found, reason=" ", by=world.fresh(town.approver))


def test_only_who_may_share_answers(town, village, listed) -> None:
    found = ask(listed, village)
    for person, kind in ((town.author, NotPermitted), (village.approver, NotFound)):
        for deed, given in (
            (actions.grant_access, {"until": in_a_year()}),
            (actions.refuse_access, {"reason": "Nei"}),
        ):
            with pytest.raises(kind):
                deed(request=found, by=world.fresh(person), **given)
    assert AccessRequest.objects.get().state == "open"


def test_what_is_answered_is_not_answered_again(town, village, listed) -> None:
    found = refuse(ask(listed, village), town)
    with refused(Conflict, "request.answered"):
        grant(found, town)


def test_a_year_is_proposed() -> None:
    assert 365 <= (in_a_year() - timezone.localdate()).days <= 366


# --- Being told ----------------------------------------------------------------------------------


def heard(user) -> list[tuple[str, object]]:
    user = world.fresh(user)
    return [(each.notice.kind, each.assessment) for each in told(notices_of(user).order_by("at"), user)]


def test_those_who_may_answer_are_told_and_the_asker_of_the_answer(town, village, listed) -> None:
    found = ask(listed, village)
    assert {each.user for each in Notice.objects.all()} == {town.approver, town.administrator}
    assert heard(town.approver) == [(NoticeKind.ASKED, listed)]
    refuse(found, town)
    assert heard(village.reader) == [(NoticeKind.REFUSED, listed)]
    grant(ask(listed, village), town)
    assert heard(village.reader)[-1] == heard(village.author)[-1] == (NoticeKind.GRANTED, listed)


def test_an_answer_is_told_without_a_name_once_it_may_not_be_known(town, village, listed) -> None:
    refuse(ask(listed, village), town)
    actions.share(assessment=listed, visibility="private", listed_to="private", by=world.fresh(town.approver))
    assert heard(village.reader) == [(NoticeKind.REFUSED, None)]


def test_letters_hold_neither_what_was_asked_nor_a_word_of_content(town, village, listed, settings) -> None:
    settings.MAIL_IS_ON = True
    for person in (town.approver, village.reader):
        registry.update_person(user=world.fresh(person), notify=Notify.INSTANT, by=world.fresh(person))
    refuse(ask(listed, village, reason=f"Grunn {CANARY}"), town)
    jobs.drain()
    assert len(mail.outbox) == 2
    assert not [each for each in mail.outbox if CANARY in each.body or "Ikke nå" in each.body]


def test_the_owner_is_reminded_twice_and_no_more(town, village, listed) -> None:
    found = ask(listed, village)
    Notice.objects.all().delete()
    reminded = []
    for days in (6, 7, 7, 13, 14, 30):
        past = timezone.now() - timedelta(days=days)
        AccessRequest.objects.filter(reminders=0).update(at=past)
        AccessRequest.objects.filter(reminders=1).update(reminded_at=past + timedelta(days=7))
        reminded.append(actions.remind_of_requests())
    assert reminded == [0, 1, 0, 0, 1, 0]
    kinds = Notice.objects.filter(user=town.approver).values_list("kind", flat=True)
    assert list(kinds) == [NoticeKind.REMINDED] * 2
    assert [each.verb for each in Event.objects.about(found)].count("access_reminded") == 2


def test_nobody_is_reminded_of_what_is_answered(town, village, listed) -> None:
    refuse(ask(listed, village), town)
    AccessRequest.objects.update(at=timezone.now() - timedelta(days=30))
    tasks.remind(None, lambda percent, step: None)
    assert not Notice.objects.filter(kind=NoticeKind.REMINDED).exists()
