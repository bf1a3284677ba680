"""`vurdert audit verify` finds what was done to a trail behind our backs, and says where."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from django.db import connection

from registry import actions
from registry.audit import checking, files, keys, lines, sealing
from registry.audit.statement import Statement
from registry.cli import main
from registry.models import Event, Seal, SealEntry
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


@pytest.fixture
def trail(town):
    """A trail of two seals, in three agencies."""
    sealing.seal_all()
    for name in ("Ny", "Nyest"):
        actions.register_agency(name=name, orgnr=world.orgnr(5 + len(name)), by=None)
    sealing.seal_all()
    return town.agency


def _tamper(sql: str, *values: object) -> None:
    """Do by hand what the database refuses, as somebody with the keys to it could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("registry_event", "registry_seal", "registry_sealentry"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(sql, values)


def _codes(**options: object) -> set[str]:
    return {finding.code for finding in checking.examine(lines.DatabaseTrail(), **options)}


def _event(trail, seq: int = 2) -> Event:
    return Event.objects.about(trail).get(seq=seq)


def test_a_trail_that_nobody_touched_holds(trail):
    anchors = files.read_anchors(Path(keys.settings.SEAL_LOG).read_text())
    assert len(anchors) == 2
    assert _codes(trusted=keys.trusted_keys(), anchors=anchors) == set()


@pytest.mark.parametrize(
    "column, value",
    [("verb", "forged"), ("detail", '{"a": 1}'), ("at", "2020-01-01 00:00:00+00:00"), ("request_id", "x")],
)
def test_a_changed_word_is_found_where_it_stands(trail, column, value):
    event = _event(trail)
    _tamper(f"UPDATE registry_event SET {column} = %s WHERE id = %s", value, event.pk)
    (finding,) = checking.examine(lines.DatabaseTrail())
    assert finding.code == "event.changed"
    assert finding.where == f"event {event.pk} (registry.agency {trail.pk}, place 2)"


def test_a_change_that_is_hashed_anew_is_found_by_the_seal(trail):
    """Someone who knows how the chain is made mends all of it."""
    _tamper("UPDATE registry_event SET verb = 'forged' WHERE id = %s", _event(trail).pk)
    prev = ""
    for event in Event.objects.about(trail):
        event.prev = prev
        prev = lines.facts_of(event) and checking.digest_of(lines.facts_of(event))
        _tamper("UPDATE registry_event SET prev = %s, hash = %s WHERE id = %s", event.prev, prev, event.pk)
    found = list(checking.examine(lines.DatabaseTrail()))
    assert {finding.code for finding in found} == {"event.changed"}
    assert found[0].where.startswith(f"event {_event(trail).pk} (seal 1, place ")


def test_who_mends_the_entries_too_cannot_make_the_root(trail):
    event = _event(trail, Event.objects.about(trail).count())
    event.verb = "forged"
    made = checking.digest_of(lines.facts_of(event))
    _tamper("UPDATE registry_event SET verb = 'forged', hash = %s WHERE id = %s", made, event.pk)
    _tamper("UPDATE registry_sealentry SET hash = %s WHERE event_id = %s", made, event.pk)
    assert _codes() == {"seal.root"}


def test_who_makes_the_root_too_cannot_sign_it(trail):
    seal = Seal.objects.get(number=2)
    _tamper("UPDATE registry_seal SET root = %s WHERE number = 2", "00" * 32)
    assert _codes() == {"seal.root", "seal.signature"}
    said = Statement(2, "2026-01-01", seal.size, "00" * 32, seal.former, seal.key)
    assert not said.is_signed(seal.signature)


def test_a_seal_signed_with_another_key_is_found(trail, settings, tmp_path):
    """Someone who has the database and not the key signs everything anew with one of his own."""
    ours = keys.trusted_keys()
    settings.SEAL_KEY_FILE = tmp_path / "his.pem"
    world.person()
    sealing.seal_all()
    assert _codes(trusted=ours) == {"seal.key"}
    assert _codes(trusted=[*ours, *keys.trusted_keys()]) == set()


@pytest.mark.parametrize("seq", [1, 3])
def test_a_removed_event_is_found(trail, seq):
    gone = _event(trail, seq)
    _tamper("DELETE FROM registry_event WHERE id = %s", gone.pk)
    found = {finding.code: finding.where for finding in checking.examine(lines.DatabaseTrail())}
    assert set(found) == {"event.removed", "chain.gap"}
    assert found["event.removed"].startswith(f"event {gone.pk} (seal 1, place ")


def test_the_last_event_of_a_chain_is_missed_by_the_seal(trail):
    last = Event.objects.about(trail).last()
    _tamper("DELETE FROM registry_event WHERE id = %s", last.pk)
    assert _codes() == {"event.removed"}


def test_an_entry_that_goes_with_its_event_is_missed_by_the_root(trail):
    last = Event.objects.about(trail).last()
    _tamper("DELETE FROM registry_event WHERE id = %s", last.pk)
    _tamper("DELETE FROM registry_sealentry WHERE event_id = %s", last.pk)
    assert _codes() == {"seal.root"}


def test_a_changed_order_is_found(trail):
    size = SealEntry.objects.filter(seal=1).count()
    _tamper("UPDATE registry_sealentry SET place = %s WHERE seal_id = 1 AND place = 0", size + 9)
    assert _codes() == {"seal.root"}
    events = Event.objects.about(trail)
    _tamper("UPDATE registry_event SET seq = %s WHERE id = %s", 99, events[1].pk)
    assert {"chain.gap", "event.changed"} <= _codes()


def test_a_removed_seal_in_the_middle_is_found(trail):
    _tamper("DELETE FROM registry_seal WHERE number = 1")
    assert "seal.missing" in _codes()


def test_an_end_cut_off_whole_is_found_by_what_was_sent_out(trail, settings):
    """Events, entries and seal: nothing inside can tell, the log outside can."""
    last = list(SealEntry.objects.filter(seal=2).values_list("event_id", flat=True))
    marks = ", ".join(["%s"] * len(last))
    _tamper(f"DELETE FROM registry_event WHERE id IN ({marks})", *last)
    _tamper("DELETE FROM registry_sealentry WHERE seal_id = 2")
    _tamper("DELETE FROM registry_seal WHERE number = 2")
    assert _codes() == set()
    anchors = files.read_anchors(settings.SEAL_LOG.read_text())
    assert _codes(anchors=anchors) == {"anchor.missing"}


def test_a_trail_sealed_anew_differs_from_what_was_sent_out(trail, settings):
    anchors = files.read_anchors(settings.SEAL_LOG.read_text())
    for table in ("registry_sealentry", "registry_seal"):
        _tamper(f"DELETE FROM {table}")
    sealing.seal_all()
    assert _codes(trusted=keys.trusted_keys()) == set()
    assert "anchor.differs" in _codes(anchors=anchors)


# --- The command -----------------------------------------------------------------------------------


def test_the_command_says_that_it_holds_and_how_far(trail, capsys):
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "The trail holds." in said and "Sealed up to 2" in said and "2 anchors" in said


def test_the_command_locates_and_fails(trail, capsys):
    event = _event(trail)
    _tamper("UPDATE registry_event SET verb = 'forged' WHERE id = %s", event.pk)
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().out
    assert f"event.changed: event {event.pk}" in said and "DOES NOT HOLD: 1 finding" in said


def test_the_command_seals(agency, capsys):
    assert main(["audit", "seal"]) == 0
    assert "seal 1:" in capsys.readouterr().out
    assert Seal.objects.count() == 1


@pytest.fixture
def exported(trail, tmp_path) -> Path:
    """The whole trail in a file."""
    path = tmp_path / "trail.json"
    assert main(["audit", "export", str(path)]) == 0
    return path


def _verify(path: Path, *more: str) -> int:
    return main(["audit", "verify", "--file", str(path), *more])


def test_an_exported_trail_is_valid_json_holds_and_is_for_its_owner_alone(exported, capsys):
    document = json.loads(exported.read_text())
    assert len(document["events"]) == Event.objects.count()
    assert exported.stat().st_mode & 0o077 == 0
    (key,) = keys.trusted_keys()
    assert _verify(exported, "--key", key) == 0
    assert _verify(exported) == 0
    assert key in capsys.readouterr().out  # to be compared with what one was told
    assert _verify(exported, "--key", "ab" * 32) == 1


def test_an_exported_trail_is_verified_without_a_database(exported, django_db_blocker):
    with django_db_blocker.block():
        assert _verify(exported) == 0


def test_a_letter_anchors_an_exported_trail(exported, tmp_path):
    from registry.audit import anchors

    letter = tmp_path / "letter.txt"
    letter.write_text(anchors._letter(Seal.objects.get(number=2), "a@example.org").body)
    assert _verify(exported, "--anchor", str(letter)) == 0
    document = json.loads(exported.read_text())
    document["seals"].pop()
    document["events"] = document["events"][:-2]
    exported.write_text(json.dumps(document))
    assert _verify(exported, "--anchor", str(letter)) == 1


def test_a_flipped_byte_anywhere_in_what_is_sealed_is_found(exported, capsys):
    """Every character of events and seals, but white space between them."""
    text = exported.read_text()
    start = text.index('"seals"')
    random.seed(5)
    places = [p for p in range(start, len(text)) if not text[p].isspace() and text[p] not in "{}[]"]
    for place in random.sample(places, 60):
        flipped = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        exported.write_text(flipped)
        assert _verify(exported) == 1, text[place - 40 : place + 20]
    capsys.readouterr()


@pytest.mark.parametrize(
    "words", ["", "{}", "[]", '{"format": "vurdert-trail", "edition": 1}', "[" * 100_000]
)
def test_a_file_that_is_no_trail_is_said_to_be_none(tmp_path, words, capsys):
    path = tmp_path / "trail.json"
    path.write_text(words)
    assert _verify(path) == 1
    assert "cannot be read" in capsys.readouterr().out
