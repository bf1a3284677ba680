"""People leave, and agencies merge and change number."""

from __future__ import annotations

import pytest

from assessments import access
from assessments import actions as assessment_actions
from assessments.models import Assessment, Grant
from exports.models import Template
from registry import actions, cli
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import Role
from registry.errors import Conflict, Invalid, NotPermitted
from registry.models import Agency, ApiToken, Event, Membership, MembershipClaim, Solution, SolutionUse
from tests import world
from tests.assessments import building


def _merge(town, village, by=None):
    return actions.merge_agency(gone=village.agency, into=town.agency, by=by)


@pytest.fixture
def merged(town, village):
    """The village has become part of the town."""
    _merge(town, village)
    village.agency.refresh_from_db()
    return village.agency


# --- Leaving -----------------------------------------------------------------------------------------


def test_the_last_administrator_is_not_shut_out(town):
    with pytest.raises(Conflict) as refused:
        actions.deactivate_person(user=town.administrator, by=None)
    assert [reason.where for reason in refused.value.reasons] == [f"agencies/{town.agency.pk}"]
    assert world.fresh(town.administrator).is_active
    actions.add_member(agency=town.agency, user=town.author, role="administrator", by=None)
    actions.deactivate_person(user=town.administrator, by=None)
    assert not world.fresh(town.administrator).is_active


def test_an_administrator_who_was_shut_out_keeps_nobody_from_being_the_last(town):
    actions.add_member(agency=town.agency, user=town.author, role="administrator", by=None)
    actions.deactivate_person(user=town.author, by=None)
    with pytest.raises(Conflict):
        actions.remove_member(
            agency=town.agency, user=town.administrator, role="administrator", by=town.administrator
        )


def test_what_someone_who_left_has_written_stays(town, client):
    version = building.approved(town, visibility="members")
    actions.deactivate_person(user=town.author, by=None)
    client.force_login(town.reader)
    assert client.get(f"/assessments/{version.assessment_id}/").status_code == 200
    assert version.author == town.author


# --- Merging -----------------------------------------------------------------------------------------


def test_assessments_solutions_tokens_and_roles_move(town, village):
    version = building.approved(village, visibility="private")
    solution = world.solution(steward=village.agency)
    actions.take_into_use(solution=solution, agency=village.agency, by=village.administrator)
    token, _secret = actions.issue_token(user=village.author, name="t", days=1, by=village.author)
    moved = _merge(town, village)
    assert Assessment.objects.get().owner == town.agency and moved["assessments.assessment"] == 1
    assert Solution.objects.get(pk=solution.pk).steward == SolutionUse.objects.get().agency == town.agency
    assert ApiToken.objects.get(pk=token.pk).agency == town.agency
    assert moved["registry.membership"] == len(Role)
    author = world.fresh(village.author)
    assert policy.agencies_with(author, Permission.EDIT) == {town.agency.pk}
    assert access.find_version(world.fresh(town.reader), version.pk) == version


def test_nothing_points_at_what_is_gone_but_what_was_written_of_it(merged):
    left = []
    for found in Agency._meta.get_fields(include_hidden=True):
        if found.auto_created and not found.concrete and found.related_model is not Event:
            rows = found.related_model._base_manager.filter(**{found.field.name: merged})
            left += [found.related_model.__name__] if rows.exists() else []
    assert left == []


def test_nobody_belongs_to_what_is_gone_and_nobody_is_added(merged, town, stranger):
    for role in Role:
        assert not policy.may(world.fresh(town[role]), Permission.VIEW, merged)
    with pytest.raises(Conflict):
        actions.add_member(agency=merged, user=stranger, role="administrator", by=None)


def test_both_trails_tell_and_the_town_reads_both(town, village, api):
    actions.update_agency(agency=village.agency, name="Skogvik", by=village.administrator)
    _merge(town, village)
    assert Event.objects.about(village.agency).last().verb == "agency_merged"
    last = Event.objects.about(town.agency).last()
    assert (last.verb, last.detail["number"]) == ("agency_took_over", village.agency.orgnr)
    api.force_authenticate(world.fresh(town.auditor))
    page = api.get(f"/api/v1/agencies/{town.agency.pk}/events/?limit=100").data["results"]
    assert {"agency_merged", "agency_took_over"} <= {event["verb"] for event in page}
    renamed = Event.objects.about(village.agency).get(verb="agency_changed")
    assert renamed in Event.objects.visible_to(world.fresh(town.auditor))
    proof = f"/api/v1/agencies/{town.agency.pk}/events/{renamed.pk}/proof"
    assert api.get(proof).data["event"]["id"] == renamed.pk
    api.force_authenticate(world.fresh(town.author))
    assert api.get(f"/api/v1/agencies/{town.agency.pk}/events/").status_code == 403


def test_what_both_said_is_said_once(town, village, solution):
    for each in (town, village):
        actions.take_into_use(solution=solution, agency=each.agency, by=each.administrator)
        MembershipClaim.objects.create(agency=each.agency, user=town.reader, provider="p")
        if each is village:
            actions.add_member(agency=each.agency, user=town.reader, role="reader", by=None)
    _merge(town, village)
    assert SolutionUse.objects.count() == MembershipClaim.objects.count() == 1
    assert Membership.objects.filter(user=town.reader).count() == 1


def test_what_both_are_shown_is_shown_once(town, village):
    owner = world.staffed("Fjellheim kommune")
    version = building.approved(owner)
    for each in (town, village):
        assessment_actions.name_agency(
            assessment=building.fresh(version.assessment), agency=each.agency, by=world.fresh(owner.approver)
        )
    _merge(town, village)
    assert [grant.agency for grant in Grant.objects.all()] == [town.agency]


def test_what_cannot_be_both_is_named_and_nothing_has_moved(town, village):
    both = [Template.objects.create(agency=each.agency, key="brev") for each in (town, village)]
    building.approved(village)
    with pytest.raises(Conflict) as refused:
        _merge(town, village)
    assert [reason.where for reason in refused.value.reasons] == [f"exports.template/{both[1].pk}"]
    assert Assessment.objects.get().owner == village.agency
    assert Membership.objects.filter(agency=village.agency).count() == len(Role)
    assert policy.may(world.fresh(village.author), Permission.EDIT, village.agency)


def test_only_the_operator_merges_and_renumbers(town, village):
    with pytest.raises(NotPermitted):
        _merge(town, village, by=town.administrator)
    with pytest.raises(NotPermitted):
        actions.renumber_agency(agency=town.agency, orgnr=world.orgnr(9), by=town.administrator)


@pytest.mark.parametrize(("gone", "into", "where"), [("town", "town", "into"), ("village", "town", "gone")])
def test_a_merger_that_makes_no_sense_is_refused_with_its_place(merged, town, village, gone, into, where):
    places = {"town": town.agency, "village": village.agency}
    with pytest.raises(Conflict) as refused:
        actions.merge_agency(gone=places[gone], into=places[into], by=None)
    assert refused.value.where == where


def test_the_old_agency_and_its_number_lead_to_the_new(merged, town, client):
    client.force_login(town.reader)
    there = f"/agencies/{town.agency.pk}/"
    assert client.get(f"/agencies/{merged.pk}/")["Location"] == there
    assert client.get(f"/agencies/number/{merged.orgnr}/")["Location"] == there
    assert "er blitt en del av" in client.get(there).content.decode()
    assert merged not in Agency.objects.visible_to(town.reader)


def test_where_the_old_agency_went_is_told_to_members_only(merged, client, stranger):
    client.force_login(stranger)
    assert client.get(f"/agencies/{merged.pk}/").status_code == 404


def test_over_the_api_the_old_agency_is_absent(merged, town, api):
    api.force_authenticate(world.fresh(town.administrator))
    there = f"/api/v1/agencies/{merged.pk}/"
    assert [row["id"] for row in api.get("/api/v1/agencies/").data["results"]] == [str(town.agency.pk)]
    assert api.get(there).status_code == 404
    for address in ("members/", "claims/", "services/", "events/"):
        assert api.get(f"{there}{address}").status_code == 404, address


def test_mergers_follow_one_another(merged, town):
    region = world.agency("Regionen", number=8)
    actions.merge_agency(gone=town.agency, into=region, by=None)
    for number in (merged.orgnr, town.agency.orgnr, region.orgnr):
        assert list(Agency.objects.numbered([number])) == [region]


# --- Another number ----------------------------------------------------------------------------------


def test_an_agency_is_found_by_its_former_number_and_nobody_else_gets_it(town, client):
    old, new = town.agency.orgnr, world.orgnr(9)
    actions.renumber_agency(agency=town.agency, orgnr=new, by=None)
    client.force_login(town.reader)
    for number in (old, new):
        assert client.get(f"/agencies/number/{number}/")["Location"] == f"/agencies/{town.agency.pk}/"
        with pytest.raises(Conflict) as refused:
            actions.register_agency(name="Ny", orgnr=number, by=None)
        assert refused.value.where == "orgnr"
    last = Event.objects.about(town.agency).last()
    assert (last.verb, last.detail["before"], last.detail["after"]) == ("agency_renumbered", old, new)


def test_an_agency_may_get_its_former_number_back(town):
    old = town.agency.orgnr
    for number in (world.orgnr(9), old):
        actions.renumber_agency(agency=town.agency, orgnr=number, by=None)
    assert Agency.objects.get(pk=town.agency.pk).orgnr == old
    assert [one.orgnr for one in town.agency.former_numbers.all()] == [world.orgnr(9)]


@pytest.mark.parametrize("number", ["", "123456789", "abc", "310001008"])
def test_what_is_no_number_is_refused(town, number):
    with pytest.raises(Invalid) as refused:
        actions.renumber_agency(agency=town.agency, orgnr=number, by=None)
    assert refused.value.where == "orgnr"


def test_anothers_number_is_refused(town, village):
    for number in (village.agency.orgnr, town.agency.orgnr):
        with pytest.raises(Conflict) as refused:
            actions.renumber_agency(agency=town.agency, orgnr=number, by=None)
        assert refused.value.where == "orgnr"


def test_a_number_nobody_has_leads_nowhere(town, client, stranger):
    client.force_login(town.reader)
    assert client.get("/agencies/number/999999999/").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/agencies/number/{town.agency.orgnr}/").status_code == 404


# --- The command -------------------------------------------------------------------------------------


def test_the_command_merges_and_renumbers_and_says_what_it_did(town, village, capsys):
    number = world.orgnr(9)
    assert cli.main(["agency", "renumber", village.agency.orgnr, number]) == 0
    assert cli.main(["agency", "merge", village.agency.orgnr, town.agency.orgnr]) == 0
    said = capsys.readouterr().out
    assert f"{village.agency.orgnr} → {number}" in said and f"registry.membership {len(Role)}" in said
    assert Agency.objects.get(pk=village.agency.pk).merged_into == town.agency


def test_the_command_says_why_it_cannot(town, capsys):
    assert cli.main(["agency", "merge", "999999999", town.agency.orgnr]) == 1
    assert "999999999" in capsys.readouterr().err
    assert cli.main(["agency", "merge", town.agency.orgnr, town.agency.orgnr]) == 1
