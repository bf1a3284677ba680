"""Someone who has left may be forgotten: not what she wrote, and not what the trail can prove."""

from __future__ import annotations

import pytest
from django.db.models import CASCADE
from django.test import Client

from registry import actions, audit
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.audit import checking, lines, sealing
from registry.cli import main
from registry.errors import Conflict, NotPermitted
from registry.models import Event, Membership, User
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key_of_this_test(settings, tmp_path):
    settings.SEAL_KEY_FILE, settings.SEAL_LOG = tmp_path / "key.pem", tmp_path / "seals.jsonl"


def test_name_and_address_go_and_the_id_stays(author, operator):
    before = (author.name, author.email)
    erased = actions.erase_person(user=author, by=operator)
    kept = User.objects.get(pk=author.pk)
    assert (kept.name, kept.is_active, kept.has_usable_password()) == (erased.name, False, False)
    assert kept.pk.hex[:8] in kept.name
    assert kept.email == f"{kept.pk.hex}@erased.invalid"
    assert (
        not User.objects.filter(name=before[0]).exists() and not User.objects.filter(email=before[1]).exists()
    )


def test_what_she_wrote_stays_and_is_hers_by_the_neutral_name(town, operator):
    version = building.submitted(town)
    actions.erase_person(user=town.author, by=operator)
    version = building.again(version)
    assert version.author_id == town.author.pk
    assert version.author.name == User.objects.get(pk=town.author.pk).name


def test_the_chains_and_seals_hold(town, operator):
    building.submitted(town)
    sealing.seal_all()
    actions.erase_person(user=town.author, by=operator)
    sealing.seal_all()
    assert list(checking.examine(lines.DatabaseTrail())) == []
    assert audit.verify(town.author).holds


def test_the_trail_says_who_erased_whom_in_her_agency(author, operator, agency):
    actions.erase_person(user=author, by=operator)
    event = Event.objects.get(verb="person_erased")
    assert (event.who, event.agency, event.object_id) == (operator, agency, str(author.pk))
    verbs = set(Event.objects.filter(who=operator, agency=agency).values_list("verb", flat=True))
    assert {"person_erased", "person_deactivated", "member_removed"} <= verbs


def test_she_has_no_role_session_or_token_any_more(author, operator, agency):
    client = Client()
    client.force_login(author)
    _token, secret = actions.issue_token(user=author, name="Program", days=9, by=author)
    actions.erase_person(user=author, by=operator)
    assert not policy.agencies_with(world.fresh(author), Permission.VIEW)
    assert not Membership.objects.filter(user=author).exists()
    assert client.get("/me/profile/").status_code == 302
    answer = Client().get("/api/v1/me/", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_every_row_that_was_hers_alone_is_gone(town, operator):
    version = building.approved(town, visibility="public")
    building.actions.note_seen(version=version, by=town.reader)
    building.actions.watch(assessment=version.assessment, how="instant", by=town.reader)
    actions.issue_token(user=town.reader, name="Program", days=9, by=town.reader)
    hers = [r for r in User._meta.get_fields(include_hidden=True) if getattr(r, "on_delete", None) is CASCADE]

    def left() -> set[str]:
        return {
            r.related_model._meta.label for r in hers
            if r.related_model._base_manager.filter(**{r.field.name: town.reader.pk}).exists()
        }  # fmt: skip

    assert {"registry.ApiToken", "assessments.Watch", "assessments.LastSeen", "registry.Membership"} <= left()
    actions.erase_person(user=town.reader, by=operator)
    assert left() == set()


def test_only_the_operator_erases(author, administrator, operator):
    for by in (author, administrator):
        for user in (author, operator):  # nor is anybody told who runs the installation
            with pytest.raises(NotPermitted):
                actions.erase_person(user=user, by=by)
    assert User.objects.get(pk=author.pk).is_active


def test_the_last_administrator_and_the_operator_hand_over_first(administrator, operator, agency):
    with building.refused(Conflict, "member.last_administrator", has_how=True):
        actions.erase_person(user=administrator, by=operator)
    with building.refused(Conflict, "person.is_operator", has_how=True):
        actions.erase_person(user=operator, by=None)
    successor = world.member(agency, Role.ADMINISTRATOR)
    actions.erase_person(user=administrator, by=operator)
    assert User.objects.get(pk=successor.pk).is_active


def test_twice_is_as_once(author, operator):
    first = actions.erase_person(user=author, by=operator).name
    assert actions.erase_person(user=author, by=operator).name == first


def test_at_the_machine(author, capsys):
    assert main(["people", "erase", author.email.upper()]) == 0
    assert User.objects.get(pk=author.pk).name in capsys.readouterr().out
    assert Event.objects.get(verb="person_erased").who is None
    assert main(["people", "erase", author.email]) == 1
    assert author.email in capsys.readouterr().out


def test_at_the_machine_a_refusal_is_said(administrator, capsys):
    assert main(["people", "erase", administrator.email]) == 1
    assert User.objects.get(pk=administrator.pk).is_active
    assert capsys.readouterr().out.strip()
