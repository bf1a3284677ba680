"""The application adds to the trail and does not change it: by trigger, and on PostgreSQL by right too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from registry import doctor
from registry.audit import rights, sealing
from registry.cli import main
from registry.errors import Conflict, NotFound
from registry.models import Event, Seal
from tests import world

pytestmark = pytest.mark.django_db
needs_roles = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


@pytest.fixture
def role():
    """A role as an application would have it: everything on every table, owner of none."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE vurdert_test_app")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO vurdert_test_app")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO vurdert_test_app")
    return "vurdert_test_app"


def _become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.mark.postgres
@needs_roles
def test_a_protected_role_adds_and_seals_and_can_change_nothing(agency, role):
    rights.protect(role)
    _become(role)
    assert rights.excess() == []
    assert doctor.trail_rights().is_well
    world.person()
    sealing.seal_all()
    assert Seal.objects.count() == 1
    for table in rights.TABLES:
        for deed in (f"UPDATE {table} SET hash = ''", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            refused = pytest.raises(ProgrammingError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(deed.replace("hash", "root") if table == "registry_seal" else deed)


@pytest.mark.postgres
@needs_roles
def test_an_unprotected_role_is_told_of(agency, role):
    _become(role)
    assert "UPDATE on registry_event" in rights.excess()
    finding = doctor.trail_rights()
    assert not finding.is_well and not finding.is_needed and "protect" in finding.mend


@pytest.mark.postgres
@needs_roles
def test_a_role_that_could_take_its_rights_back_is_refused(capsys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(Conflict):
        rights.protect(owner)
    assert main(["audit", "protect", owner]) == 1
    with pytest.raises(NotFound):
        rights.protect("nobody; DROP TABLE registry_event")


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="of SQLite")
def test_sqlite_has_no_roles_and_says_so(capsys):
    assert main(["audit", "protect", "app"]) == 1
    assert "SQLite" in capsys.readouterr().out
    assert doctor.trail_rights().is_well


def test_triggers_that_are_gone_are_told_of(agency):
    assert rights.missing_triggers() == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE registry_sealentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER registry_sealentry_no_delete")
    finding = doctor.trail()
    assert not finding.is_well and "registry_sealentry" in finding.message


def test_a_trail_that_is_not_sealed_is_told_of(agency):
    assert doctor.trail().is_well  # what is new may wait an hour
    Event(
        verb="old",
        object_type="x",
        object_id="1",
        seq=1,
        hash="0" * 64,
        at=timezone.now() - timedelta(hours=3),
    ).save(force_insert=True)
    assert doctor.trail().mend == "vurdert scheduler, or vurdert audit seal"
    sealing.seal_all()
    assert doctor.trail().is_well


def test_a_key_that_others_can_read_is_told_of(agency, settings):
    sealing.seal_all()
    settings.SEAL_KEY_FILE.chmod(0o644)
    assert "chmod 600" in doctor.trail().mend
