"""What has happened is put under a signed root within the hour, and the roots under one another."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from registry import actions, audit, jobs
from registry.audit import anchors, keys, merkle, sealing
from registry.audit.statement import statement_of
from registry.celery import app
from registry.errors import Fault, NotPermitted
from registry.models import Event, Job, Noted, Seal, SealEntry, SealReader
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE = tmp_path / "seal-key.pem"
    settings.SEAL_LOG = tmp_path / "seals.jsonl"


def _leaves(seal: Seal) -> list[bytes]:
    return [bytes.fromhex(each.hash) for each in seal.entries.order_by("place")]


def test_everything_that_is_open_is_sealed_in_order(agency):
    (seal,) = sealing.seal_all()
    events = list(Event.objects.order_by("at", "id").values_list("pk", flat=True))
    assert list(seal.entries.order_by("place").values_list("event", flat=True)) == events
    assert (seal.number, seal.size, seal.former) == (1, len(events), "")
    assert merkle.root(_leaves(seal)).hex() == seal.root
    assert sealing.unsealed() == 0


def test_nothing_new_makes_no_seal(agency):
    sealing.seal_all()
    assert sealing.seal_all() == []


def test_a_seal_names_the_one_before_and_is_signed(agency):
    (first,) = sealing.seal_all()
    world.person()
    (second,) = sealing.seal_all()
    assert (second.number, second.former) == (2, statement_of(first).digest)
    for seal in (first, second):
        kept = Seal.objects.get(pk=seal.pk)  # as the database gives it back
        assert statement_of(kept).is_signed(kept.signature)
        assert kept.key in keys.trusted_keys()
    assert not statement_of(first).is_signed(second.signature)


def test_an_event_that_commits_late_is_not_forgotten(agency):
    """Its clock and its number are older than what is sealed already."""
    world.person()
    sealing.seal_all()
    late = Event(
        verb="late",
        object_type="x",
        object_id="1",
        at=timezone.now() - timedelta(hours=3),
        seq=1,
        hash="0" * 64,
    )
    late.save(force_insert=True)
    (seal,) = sealing.seal_all()
    assert seal.entries.get().event_id == late.pk


def test_a_great_many_make_several_seals(town, monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 4)
    made = sealing.seal_all()
    assert sum(seal.size for seal in made) == Event.objects.count()
    assert {seal.size for seal in made[:-1]} == {4}


@pytest.mark.parametrize("table", ["registry_seal", "registry_sealentry"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = 7", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_a_seal(agency, table, deed):
    sealing.seal_all()
    column = "size" if table == "registry_seal" else "place"
    refused = pytest.raises(DatabaseError, match="never changed or removed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table, column))


def test_the_managers_refuse_too(agency):
    sealing.seal_all()
    for model in (Seal, SealEntry):
        for deed in (model.objects.all().delete, lambda model=model: model.objects.update(hash="")):
            with pytest.raises(TypeError, match="never"):
                deed()


def test_the_key_is_for_its_owner_alone_and_made_once(settings):
    path = Path(settings.SEAL_KEY_FILE)
    keys.make_key()
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys.make_key()
    assert path.read_bytes() == before


def test_to_look_at_the_trusted_keys_makes_none(settings):
    settings.SEAL_KEYS = ["AB" * 32]
    assert keys.trusted_keys() == {"ab" * 32}
    assert not Path(settings.SEAL_KEY_FILE).exists()


def test_a_file_that_holds_no_key_is_our_fault_and_stays(settings):
    Path(settings.SEAL_KEY_FILE).write_text("not a key")
    with pytest.raises(Fault):
        keys.signing_key()
    assert Path(settings.SEAL_KEY_FILE).read_text() == "not a key"


def test_migrating_makes_the_key(settings):
    assert "registry.audit.keys.make_key" in settings.AFTER_MIGRATE


def test_each_seal_is_a_line_in_the_file_outside_and_what_was_missed_is_caught_up(agency, settings):
    settings.SEAL_LOG = settings.SEAL_LOG.parent / "away" / "seals.jsonl"
    sealing.seal_all()  # the place is away
    settings.SEAL_LOG.parent.mkdir()
    world.person()
    sealing.seal_all()
    lines = [json.loads(line) for line in settings.SEAL_LOG.read_text().splitlines()]
    assert [line["number"] for line in lines] == [1, 2]
    assert lines[1] == anchors.plain(Seal.objects.get(number=2))
    assert set(lines[1]) == {"number", "at", "size", "root", "former", "key", "signature"}


def test_it_is_ordered_once_an_hour_and_done_by_the_worker(agency, monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    assert [jobs.hourly(), jobs.hourly()] == [1, 0]
    Noted(key="old", until=timezone.now() - timedelta(seconds=1)).save()
    assert jobs.drain() == 1
    assert Seal.objects.count() == 1
    assert not Noted.objects.filter(key="old").exists()
    assert Job.objects.get(kind="seal").state == "done"
    entry = app.conf.beat_schedule["hourly"]
    assert (entry["task"], entry["schedule"] <= 600) == (jobs.hourly.name, True)


def test_sealing_makes_no_event_of_its_own(agency):
    before = Event.objects.count()
    sealing.seal_all()
    assert Event.objects.count() == before


@pytest.fixture
def letters(settings):
    settings.MAIL_IS_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def test_the_newest_seal_is_sent_to_those_who_asked_and_may_read_a_trail(town, letters, settings):
    settings.SEAL_MAIL_TO = ["arkiv@example.org"]
    actions.ask_for_seals(wants=True, by=town.auditor)
    SealReader.objects.create(user=town.reader)  # who has lost the role since
    sealing.seal_all()
    anchors.letters_job(None, None)
    assert sorted(letter.to[0] for letter in letters) == sorted(["arkiv@example.org", town.auditor.email])
    told = json.loads(letters[0].body[letters[0].body.index("{") :])
    assert told == anchors.plain(Seal.objects.get())


def test_without_a_seal_or_a_mail_server_no_letter_goes(town, letters, settings):
    settings.SEAL_MAIL_TO = ["arkiv@example.org"]
    anchors.letters_job(None, None)
    settings.MAIL_IS_ON = False
    sealing.seal_all()
    anchors.letters_job(None, None)
    assert letters == []


def test_who_changes_her_mind_gets_no_more_letters(town, letters):
    for wants in (True, True, False):
        actions.ask_for_seals(wants=wants, by=town.auditor)
    sealing.seal_all()
    anchors.letters_job(None, None)
    assert letters == []


def test_only_who_reads_a_trail_may_ask_for_seals(town):
    with pytest.raises(NotPermitted):
        actions.ask_for_seals(wants=True, by=town.author)
    assert not SealReader.objects.exists()


def test_a_chain_holds_beside_its_seal(agency):
    sealing.seal_all()
    assert audit.verify(agency).holds
