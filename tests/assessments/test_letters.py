"""Letters: at once, once a day or never; once each; in her language; never with a word of content."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone, translation

from assessments import actions
from assessments.engine.content import Row
from assessments.models import Notice
from registry import actions as registry
from registry import jobs
from registry.models import Job, Notify, User
from tests import world
from tests.assessments import building
from tests.assessments.building import stored

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"


@pytest.fixture(autouse=True)
def _a_server_is_named(settings, monkeypatch):
    settings.MAIL_IS_ON = True
    settings.PUBLIC_URL = "https://vurdert.example"
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def fork_here(village, in_force):
    """The village's fork of what is in force in the town."""
    return actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))


def chooses(user: User, how: str) -> User:
    return registry.update_person(user=world.fresh(user), notify=how, by=world.fresh(user))


def renew(town, version) -> None:
    building.renewed(town, version.assessment)
    jobs.drain()


def a_day() -> None:
    """What the scheduler and the worker do in a day."""
    actions.order_digests()
    jobs.drain()


def test_who_wants_it_at_once_has_a_letter_at_once(town, village, in_force, fork_here) -> None:
    chooses(village.author, Notify.INSTANT)
    renew(town, in_force)
    [letter] = mail.outbox
    assert letter.to == [village.author.email]
    assert fork_here.title in letter.body
    assert f"https://vurdert.example/assessments/{fork_here.pk}/" in letter.body
    assert "https://vurdert.example/me/profile/" in letter.body
    a_day()
    assert len(mail.outbox) == 1


def test_who_wants_it_once_a_day_has_one_letter_about_all_of_it(town, village, in_force, fork_here) -> None:
    for _time in range(2):
        renew(town, in_force)
    assert mail.outbox == []
    a_day()
    a_day()
    [letter] = mail.outbox
    assert letter.subject.startswith("2 ")


def test_who_wants_none_has_none_but_an_inbox(town, village, in_force, fork_here) -> None:
    chooses(village.author, Notify.NEVER)
    renew(town, in_force)
    a_day()
    assert (mail.outbox, Notice.objects.count()) == ([], 1)


@pytest.mark.parametrize(
    ("usually", "here", "at_once", "in_a_day"),
    [("daily", "instant", 1, 1), ("never", "daily", 0, 1), ("instant", "daily", 0, 1), ("instant", "", 1, 1)],
)
def test_one_assessment_may_be_told_of_in_another_way(
    town, village, in_force, fork_here, usually, here, at_once, in_a_day
) -> None:
    chooses(village.author, usually)
    actions.watch(assessment=fork_here, how=here, by=world.fresh(village.author))
    renew(town, in_force)
    assert len(mail.outbox) == at_once
    a_day()
    assert len(mail.outbox) == in_a_day


def test_what_has_been_read_or_is_old_is_not_mailed(town, village, in_force, fork_here) -> None:
    renew(town, in_force)
    renew(town, in_force)
    newest = Notice.objects.order_by("-at").first()
    actions.mark_read(by=world.fresh(village.author), only=[newest.pk])
    Notice.objects.exclude(pk=newest.pk).update(at=timezone.now() - timedelta(days=8))
    a_day()
    assert mail.outbox == []


def test_a_letter_holds_no_content(town, village) -> None:
    version = building.approved(town, visibility="public", word=CANARY)
    actions.fork(version=version, owner=village.agency, by=world.fresh(village.author))
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    row = stored(assessment).content.rows["scenarios"][0]
    risen = Row(row.id, {**row.fields, "title": f"Verre {CANARY}"}, row.origin)
    building.write(assessment, stored(assessment).content.with_row("scenarios", risen))
    building.approve(town, building.freeze(town, assessment))
    jobs.drain()
    a_day()
    [letter] = mail.outbox
    assert CANARY not in letter.message().as_string() + letter.body


def test_a_letter_names_nothing_that_went_out_of_sight_before_it_was_sent(
    town, village, in_force, fork_here
) -> None:
    renew(town, in_force)
    Notice.objects.update(mailed_at=None)
    building.show(building.fresh(in_force.assessment), town, "private")
    type(fork_here).objects.filter(pk=fork_here.pk).update(title="Vår egen")
    a_day()
    [letter] = mail.outbox
    assert "Vår egen" in letter.body and "Sak" not in letter.body


@pytest.mark.parametrize("trouble", ["deactivated", "left"])
def test_who_is_gone_by_the_time_it_is_sent_has_no_letter(
    town, village, in_force, fork_here, trouble
) -> None:
    renew(town, in_force)
    if trouble == "left":
        registry.remove_member(agency=village.agency, user=village.author, role="author", by=None)
    else:
        registry.deactivate_person(user=village.author, by=None)
    a_day()
    assert mail.outbox == []


def test_a_title_or_name_with_line_breaks_writes_no_headers(town, village, in_force, fork_here) -> None:
    crooked = "Sak\r\nBcc: alle@example.no"
    type(fork_here).objects.filter(pk=fork_here.pk).update(title=crooked)
    User.objects.filter(pk=village.author.pk).update(name=crooked)
    renew(town, in_force)
    a_day()
    [letter] = mail.outbox
    assert letter.message()["Bcc"] is None
    assert "\nBcc:" not in letter.body and letter.recipients() == [village.author.email]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_letter_is_in_her_language(town, village, in_force, fork_here, language, monkeypatch) -> None:
    author = world.fresh(village.author)
    registry.update_person(user=author, language=language, by=author)
    monkeypatch.setattr("assessments.watching.letters.ngettext", lambda *texts: translation.get_language())
    renew(town, in_force)
    a_day()
    assert mail.outbox[0].subject == language


def test_a_mail_job_taken_twice_writes_once(town, village, in_force, fork_here) -> None:
    renew(town, in_force)
    for _time in range(2):
        actions.send_letters(people=[village.author.pk], how=Notify.DAILY, step=lambda: None)
    assert len(mail.outbox) == 1


def test_a_server_that_is_away_claims_nothing_and_is_tried_again(
    town, village, in_force, fork_here, monkeypatch
) -> None:
    renew(town, in_force)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "open", _away, raising=False)
        a_day()
        assert Job.objects.get(kind="mail").state == "queued"
    assert Notice.objects.get().mailed_at is None
    Job.objects.filter(kind="mail").update(run_after=timezone.now())
    jobs.drain()
    assert len(mail.outbox) == 1


def _away(self):
    raise ConnectionRefusedError("nobody there")


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    town, village, in_force, fork_here, monkeypatch
) -> None:
    actions.watch(assessment=in_force.assessment, by=world.fresh(town.reader))
    renew(town, in_force)
    send = EmailBackend.send_messages

    def picky(self, messages):
        if messages[0].to == [village.author.email]:
            raise smtplib.SMTPRecipientsRefused({})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    a_day()
    assert [letter.to for letter in mail.outbox] == [[town.reader.email]]


def test_without_a_server_no_letter_is_ordered_and_nothing_is_claimed(
    town, village, in_force, fork_here, settings
) -> None:
    settings.MAIL_IS_ON = False
    chooses(village.author, Notify.INSTANT)
    renew(town, in_force)
    a_day()
    assert not Job.objects.filter(kind="mail").exists()
    assert Notice.objects.get().mailed_at is None
