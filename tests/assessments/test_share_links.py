"""Links for somebody without an account: what they show, how they end, and that their secret stays secret."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import access, actions
from assessments.access import Guest
from assessments.engine.redact import Reading
from assessments.models import ShareLink
from assessments.reading import read_version
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, TooMany
from registry.models import Event, SignInFailure
from tests import world
from tests.assessments import building
from tests.assessments.building import refused

pytestmark = pytest.mark.django_db
HERE = "192.0.2.7"


def make(town, version, **more):
    wanted = {"for_whom": "Acme AS", "until": timezone.localdate() + timedelta(days=30), **more}
    return actions.make_share_link(
        assessment=version.assessment, version=version.number, by=world.fresh(town.approver), **wanted
    )


def opened(link, secret, by=None, address=HERE):
    return actions.open_share_link(link=link.pk, secret=secret, by=by, address=address)


def shown(link) -> int | None:
    found = access.find_linked(Guest(ShareLink.objects.select_related("version").get(pk=link.pk)))
    return found.number if found else None


@pytest.fixture
def version(town):
    return building.approved(town)


# --- Making ---------------------------------------------------------------------------------------


def test_a_link_shows_a_hidden_version_and_changes_nothing_else(town, village, version):
    link, secret = make(town, version, reason=" Samme produkt ")
    assert shown(link) == 1 and link.reason == "Samme produkt" and len(secret) > 50
    assert building.fresh(version.assessment).visibility == "private"
    with pytest.raises(NotFound):
        access.find_version(world.fresh(village.author), version.pk)
    event = building.last_event(version.assessment)
    assert (event.verb, event.who, event.agency) == ("share_link_made", town.approver, town.agency)
    assert event.detail["link"] == str(link.pk) and "Acme" not in json.dumps(event.detail)


@pytest.mark.parametrize("role", ["reader", "author", "dpo", "auditor"])
def test_only_those_who_may_share_make_and_revoke(town, village, version, role):
    link, _secret = make(town, version)
    until = timezone.localdate()
    for person, kind, code in (
        (town[role], NotPermitted, "assessment.not_permitted"),
        (village.approver, NotFound, "assessment.absent"),
    ):
        by = world.fresh(person)
        with refused(kind, code):
            actions.make_share_link(
                assessment=version.assessment, version=1, for_whom="X", until=until, by=by
            )
        with refused(kind, code):
            actions.revoke_share_link(link=link, by=by)


@pytest.mark.parametrize(
    ("wrong", "code", "where"),
    [
        ({"until": None}, "share_link.until_missing", "until"),
        ({"until": -1}, "grant.until_past", "until"),
        ({"until": 367}, "share_link.until_late", "until"),
        ({"for_whom": " \n"}, "text.missing", "for_whom"),
        ({"for_whom": "x" * 201}, "text.too_long", "for_whom"),
        ({"reason": "x" * 2001}, "text.too_long", "reason"),
    ],
)
def test_what_is_wrong_is_located(town, version, wrong, code, where):
    if isinstance(wrong.get("until"), int):
        wrong = {"until": timezone.localdate() + timedelta(days=wrong["until"])}
    with refused(Invalid, code, where, has_how=True):
        make(town, version, **wrong)


def test_only_what_is_approved_or_sent_for_review_can_be_linked(town, version):
    actions.withdraw(version=version, by=world.fresh(town.approver), reason="Feil")
    with refused(Invalid, "share_link.version_unknown", "version", has_how=True):
        make(town, version)


def test_the_database_refuses_a_link_for_nobody_or_half_revoked(town, version):
    link, _secret = make(town, version)
    for change in ({"for_whom": ""}, {"revoked_at": timezone.now()}, {"opened": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShareLink.objects.filter(pk=link.pk).update(**change)


# --- What is shown --------------------------------------------------------------------------------


def test_one_version_only_stays_and_later_ones_follow_when_chosen(town, version):
    only, _secret = make(town, version)
    later, _secret = make(town, version, shows_later=True)
    renewed = building.renewed(town, version.assessment)
    assert (shown(only), shown(later)) == (1, renewed.number)


def test_what_is_sent_for_review_is_shown_and_what_comes_of_it(town):
    waiting = building.submitted(town)
    link, _secret = make(town, waiting)
    assert shown(link) == 1
    actions.request_changes(version=waiting, by=world.fresh(town.approver), reason="Mangler")
    assert shown(link) is None


def test_a_later_version_is_not_shown_before_it_is_approved(town, version):
    link, _secret = make(town, version, shows_later=True)
    actions.revise(assessment=building.fresh(version.assessment), by=world.fresh(town.author))
    waiting = building.freeze(town, building.fresh(version.assessment))
    assert shown(link) == 1
    building.approve(town, waiting)
    assert shown(link) == waiting.number


def test_what_is_withdrawn_is_shown_no_longer_even_by_a_link_to_what_came_before(town, version):
    link, _secret = make(town, version)
    renewed = building.renewed(town, version.assessment)
    assert shown(link) == 1
    actions.withdraw(version=building.again(renewed), by=world.fresh(town.approver), reason="Feil")
    assert building.fresh(version.assessment).current is None and shown(link) is None


def test_a_guest_sees_one_version_in_the_public_reading_and_nothing_else(town, village, version):
    other = building.approved(town, title="Åpen for alle", visibility="public")
    link, _secret = make(town, version)
    guest = Guest(access.find_link(link.pk))
    assert [each.pk for each in access.visible_versions(guest)] == [version.pk]
    assert not access.visible(guest).exists() and not access.known(guest).exists()
    for found in (other, building.approved(village)):
        with pytest.raises(NotFound):
            access.find_version(guest, found.pk)
    assert access.reading_of(guest, version.assessment) is Reading.PUBLIC
    seen = read_version(version, guest).content
    assert seen == read_version(version, None).content != version.content


def test_a_guest_who_is_one_of_the_owners_people_reads_as_a_guest(town, version):
    link, _secret = make(town, version)
    guest = Guest(access.find_link(link.pk), world.fresh(town.author))
    assert read_version(version, guest).reading is Reading.PUBLIC


def test_of_what_a_fork_builds_on_a_guest_is_told_only_its_number(town, village, version):
    building.show(version.assessment, town, "members")
    fork = actions.fork(version=building.again(version), owner=village.agency, by=world.fresh(village.author))
    adopted = building.adopted(village, fork)
    link, _secret = make(village, adopted)
    view = read_version(adopted, Guest(access.find_link(link.pk)))
    assert version.head["title"] not in str(view.facts["upstream"]) and view.facts["upstream"]


# --- How a link ends ------------------------------------------------------------------------------


def test_a_revoked_link_ends_at_once_and_only_once(town, version):
    link, secret = make(town, version)
    with building.recorded("share_link_revoked", version.assessment):
        ended = actions.revoke_share_link(link=link, by=world.fresh(town.administrator))
    assert not ended.is_live and ended.revoked_by == town.administrator and shown(link) is None
    with refused(Conflict, "share_link.ended"):
        actions.revoke_share_link(link=link, by=world.fresh(town.approver))
    with pytest.raises(NotFound):
        opened(link, secret)


def test_the_last_day_is_the_last(town, version, monkeypatch):
    last = date(2030, 5, 1)
    link, secret = make(town, version)
    ShareLink.objects.update(until=last)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_a: last)
    assert opened(link, secret).pk == link.pk and shown(link) == 1
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_a: last + timedelta(days=1))
    with pytest.raises(NotFound):
        opened(link, secret)
    assert shown(link) is None


CIRCLES = ["private", "named", "members", "public"]


@pytest.mark.parametrize("former", CIRCLES)
@pytest.mark.parametrize("chosen", CIRCLES)
def test_a_narrower_circle_ends_every_link_and_the_trail_says_which(town, former, chosen):
    version = building.approved(town, visibility=former)
    link, _secret = make(town, version)
    building.show(building.fresh(version.assessment), town, chosen)
    is_narrower = CIRCLES.index(chosen) < CIRCLES.index(former)
    assert ShareLink.objects.get().is_live is not is_narrower
    told = building.last_event(version.assessment).detail.get("links_ended")
    assert told == ([str(link.pk)] if is_narrower else None)


def test_fewer_versions_end_the_links_to_those_that_are_taken_back(town):
    version = building.approved(town, visibility="members")
    first, _secret = make(town, version)
    renewed = building.renewed(town, version.assessment)
    second, _secret = make(town, renewed)
    follows, _secret = make(town, renewed, shows_later=True)

    def choose(**more):
        by, kept = world.fresh(town.approver), building.fresh(version.assessment)
        actions.share(assessment=kept, visibility="members", by=by, **more)
        return {each.pk for each in ShareLink.objects.live()}

    assert choose(shown_from=1) == {first.pk, second.pk, follows.pk}
    assert choose(shown_from=renewed.number) == {second.pk, follows.pk}
    assert choose(shows_later=False) == {second.pk}


@pytest.mark.parametrize("choice", [{"visibility": "members", "shown_from": 2}, {"visibility": "private"}])
def test_a_link_that_had_ended_is_not_told_of_as_ended_by_a_narrower_choice(town, choice):
    version = building.approved(town, visibility="members")
    lost, over = (make(town, version)[0] for _number in range(2))
    building.renewed(town, version.assessment)
    actions.revoke_share_link(link=over, by=world.fresh(town.approver))
    actions.share(assessment=building.fresh(version.assessment), by=world.fresh(town.approver), **choice)
    assert building.last_event(version.assessment).detail["links_ended"] == [str(lost.pk)]


# --- Opening --------------------------------------------------------------------------------------


def test_opening_is_counted_and_told_without_the_secret(town, version):
    link, secret = make(town, version)
    opened(link, secret)
    opened(link, secret, by=world.fresh(town.reader))
    kept = ShareLink.objects.get()
    assert kept.opened == 2 and kept.last_opened is not None
    nobody, somebody = Event.objects.filter(verb="share_link_opened").order_by("seq")
    assert nobody.detail == {"link": str(link.pk), "network": "192.0.2.0/24", "anonymous": True}
    assert (nobody.who, somebody.who) == (None, town.reader) and "anonymous" not in somebody.detail


def test_a_link_revoked_while_it_is_being_opened_opens_nothing(town, version, monkeypatch):
    link, secret = make(town, version)
    opening = import_module("assessments.actions.share_link")
    proved = opening._proved

    def overtaken(*asked):
        found = proved(*asked)
        actions.revoke_share_link(link=link, by=world.fresh(town.approver))
        return found

    monkeypatch.setattr(opening, "_proved", overtaken)
    with pytest.raises(NotFound):
        opened(link, secret)
    assert ShareLink.objects.get().opened == 0
    assert not Event.objects.filter(verb="share_link_opened").exists()


def test_reading_is_told_once_a_day_for_each_link(town, version):
    links = [make(town, version)[0] for _number in range(2)]
    for link in [*links, links[0]]:
        read_version(version, Guest(access.find_link(link.pk)))
    told = Event.objects.about(version.assessment).filter(verb="version_read")
    assert {each.detail["link"] for each in told} == {str(link.pk) for link in links} and len(told) == 2
    assert all(each.detail["anonymous"] and each.who is None for each in told)


def test_a_wrong_code_and_a_link_that_is_not_there_get_the_same_answer(town, version):
    link, secret = make(town, version)
    ended, gone = make(town, version)
    actions.revoke_share_link(link=ended, by=world.fresh(town.approver))
    said = set()
    for asked, code in (
        (link.pk, "wrong"), (link.pk, ""), (link.pk, secret[:-1]), (link.pk, gone), (ended.pk, gone),
        (uuid4(), secret), (link.pk, "\udcff"),
    ):  # fmt: skip
        with pytest.raises(NotFound) as caught:
            actions.open_share_link(link=asked, secret=code, by=None, address=HERE)
        said.add((caught.value.code, str(caught.value.message), str(caught.value.how), caught.value.status))
        assert code == "" or code not in str(caught.value)
    assert len(said) == 1
    assert ShareLink.objects.get(pk=link.pk).opened == 0


def test_wrong_codes_are_braked_for_one_client_and_shut_nobody_else_out(town, version, settings):
    settings.SIGN_IN_ATTEMPTS = 2
    link, secret = make(town, version)
    for _number in range(2):
        with pytest.raises(NotFound):
            opened(link, "wrong")
    with pytest.raises(TooMany) as caught:
        opened(link, secret)
    assert caught.value.detail["retry_after"] > 0
    assert opened(link, secret, address="198.51.100.1").pk == link.pk


def test_one_client_cannot_go_through_many_links(town, version, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    for _number in range(10):
        with pytest.raises(NotFound):
            actions.open_share_link(link=uuid4(), secret="x", by=None, address=HERE)
    with pytest.raises(TooMany):
        actions.open_share_link(link=uuid4(), secret="x", by=None, address=HERE)


def test_one_link_is_not_braked_by_having_been_opened(town, version, settings):
    settings.SIGN_IN_ATTEMPTS = 1
    link, secret = make(town, version)
    for _number in range(3):
        opened(link, secret)
    assert not SignInFailure.objects.exists()


def test_the_secret_stands_in_no_table_and_no_line_of_the_log(town, version, caplog):
    caplog.set_level(0)
    link, secret = make(town, version)
    opened(link, secret)
    with pytest.raises(NotFound):
        opened(link, secret + "x")
    random = secret.removeprefix("vurdert_link_")
    floors = [apps.get_app_config(name) for name in ("registry", "assessments", "exports")]
    models = [model for floor in floors for model in floor.get_models()]
    kept = [str(row) for model in models for row in model._base_manager.values_list()]
    assert str(link.pk) in "".join(kept) and ShareLink.objects.get().hash in "".join(kept)
    assert not [row for row in kept if random in row]
    assert not [line for line in caplog.messages if random in line]
