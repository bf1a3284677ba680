"""API tokens and service accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.access.roles import PERMISSIONS_OF, PERSONAL, Role
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import ApiToken, Event, User
from tests import world


def _issue(user, by=None, **how):
    chosen = {"name": "Script", "days": 30, "by": by or user, **how}
    return actions.issue_token(user=world.fresh(user), **chosen)


def _with(api, secret):
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return api


def test_only_a_hash_of_the_secret_is_kept(author):
    token, secret = _issue(author)
    kept = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values().get().values())
    assert secret.startswith(f"vurdert_{token.prefix}_") and secret.rpartition("_")[2] not in kept


@pytest.mark.parametrize("days", [0, -1, 367, "30", True, None])
def test_a_token_lives_from_a_day_to_a_year(author, days):
    with pytest.raises(Invalid) as refused:
        _issue(author, days=days)
    assert refused.value.where == "days"


@pytest.mark.parametrize("scope", ["", "admin", None, "READ"])
def test_an_unknown_scope_is_refused(author, scope):
    with pytest.raises(Invalid) as refused:
        _issue(author, scope=scope)
    assert refused.value.where == "scope"


def test_one_issues_and_revokes_only_ones_own(author, reader):
    with pytest.raises(NotPermitted):
        _issue(author, by=reader)
    token, _secret = _issue(author)
    with pytest.raises(NotPermitted):
        actions.revoke_token(token=token, by=reader)


def test_a_token_is_revoked_once(author):
    token, _secret = _issue(author)
    actions.revoke_token(token=token, by=author)
    with pytest.raises(NotFound):
        actions.revoke_token(token=ApiToken(pk=token.pk, user=author), by=author)


# --- In one agency -----------------------------------------------------------------------------------


@pytest.fixture
def both(town, village):
    """An author in the town who also administers the village."""
    actions.add_member(agency=village.agency, user=town.author, role="administrator", by=None)
    return world.fresh(town.author)


def test_whoever_belongs_to_one_agency_need_not_name_it(author, town):
    assert _issue(author)[0].agency == town.agency


def test_whoever_belongs_to_several_names_one(both, town):
    with pytest.raises(Invalid) as refused:
        _issue(both)
    assert refused.value.where == "agency"
    assert _issue(both, agency=town.agency)[0].agency == town.agency


def test_nobody_gets_a_token_for_an_agency_she_does_not_belong_to(author, stranger, village):
    for user in (author, stranger):
        with pytest.raises(Invalid) as refused:
            _issue(user, agency=village.agency)
        assert refused.value.where == "agency"


def test_a_token_reaches_one_agency_and_nothing_the_person_has_elsewhere(api, both, town, village):
    _token, secret = _issue(both, agency=town.agency, scope="write")
    asked = _with(api, secret)
    assert asked.get(f"/api/v1/agencies/{town.agency.pk}/members/").status_code == 200
    assert asked.get(f"/api/v1/agencies/{village.agency.pk}/members/").status_code == 403
    changed = asked.patch(f"/api/v1/agencies/{village.agency.pk}/", {"name": "Ny"})
    assert changed.status_code == 403
    policy.bind(both, town.agency.pk)
    assert policy.agencies_with(both, Permission.VIEW) == {town.agency.pk}
    assert not policy.may(both, Permission.MANAGE_MEMBERS, village.agency)


def test_a_role_that_is_taken_away_is_gone_from_the_token_too(api, author, town):
    _token, secret = _issue(author)
    actions.remove_member(agency=town.agency, user=author, role="author", by=town.administrator)
    assert _with(api, secret).get(f"/api/v1/agencies/{town.agency.pk}/members/").status_code in (403, 404)


def test_an_operators_token_for_an_agency_does_not_run_the_installation(api, operator, town):
    _whole, secret = _issue(operator, scope="write")
    new = {"name": "Ny kommune", "orgnr": world.orgnr(9)}
    assert _with(api, secret).post("/api/v1/agencies/", new).status_code == 201
    actions.add_member(agency=town.agency, user=operator, role="reader", by=None)
    _bound, secret = _issue(operator, scope="write")
    assert _with(api, secret).post("/api/v1/agencies/", new | {"orgnr": world.orgnr(10)}).status_code == 403


# --- To read or to write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("patch", "me/"),
        ("post", "solutions/"),
        ("post", "assessments/"),
        ("put", "me/"),
        ("delete", "tokens/"),
    ],
)
def test_a_token_that_reads_writes_nothing(api, author, method, address):
    _token, secret = _issue(author)
    answer = getattr(_with(api, secret), method)(f"/api/v1/{address}", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "token.read_only")
    assert api.get("/api/v1/me/").status_code == 200


def test_a_token_makes_and_ends_no_tokens(api, author):
    token, secret = _issue(author, scope="write")
    asked = _with(api, secret)
    assert asked.post("/api/v1/tokens/", {"name": "x", "days": 366, "scope": "write"}).status_code == 403
    assert asked.delete(f"/api/v1/tokens/{token.pk}/").status_code == 403
    assert ApiToken.objects.count() == 1


def test_what_is_wrong_with_a_token_is_located(api, author, village):
    api.force_authenticate(world.fresh(author))
    for wrong in ({"agency": str(village.agency.pk)}, {"scope": "all"}, {"days": 0}, {"name": ""}):
        answer = api.post("/api/v1/tokens/", {"name": "x", **wrong})
        body = answer.json()
        places = [body.get("where")] + [one["where"] for one in body.get("reasons", [])]
        assert answer.status_code == 422 and next(iter(wrong)) in places, wrong


def test_the_page_asks_for_the_agency_only_when_there_are_several(client, author, both, town):
    client.force_login(town.reader)
    assert "agency" not in client.get("/me/profile/").context["form"].fields
    client.force_login(both)
    assert "agency" in client.get("/me/profile/").context["form"].fields
    sent = {"name": "x", "days": "30", "scope": "read", "agency": str(town.agency.pk)}
    assert client.post("/me/tokens/", sent).context["secret"]


# --- Service accounts ----------------------------------------------------------------------------------


@pytest.fixture
def service(town):
    """A service account of the town that may write."""
    return actions.register_service(
        agency=town.agency, name="Sak og arkiv", role="author", by=town.administrator
    )


def test_a_service_account_works_through_a_token_for_its_agency(api, service, town):
    token, secret = _issue(service, by=town.administrator, scope="write")
    assert token.agency == town.agency
    roles = _with(api, secret).get("/api/v1/me/").data["roles"]
    assert [one["role"] for one in roles] == ["author"]


def test_nobody_signs_in_as_a_service_account(client, service):
    assert not service.has_usable_password() and not service.signs_in_here and not service.identities.exists()
    assert client.post("/sign-in/", {"email": "", "password": ""}).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if PERSONAL & PERMISSIONS_OF[role]])
def test_a_service_account_neither_approves_nor_advises(service, town, role):
    with pytest.raises(Invalid) as refused:
        actions.add_member(agency=town.agency, user=service, role=role, by=town.administrator)
    assert refused.value.where == "role"
    with pytest.raises(Invalid):
        actions.register_service(agency=town.agency, name="x", role=role, by=town.administrator)
    assert User.objects.filter(serves=town.agency).count() == 1


def test_a_service_account_works_for_one_agency(service, village):
    with pytest.raises(Invalid):
        actions.add_member(agency=village.agency, user=service, role="reader", by=village.administrator)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_the_administrator_keeps_service_accounts(service, town, role):
    token, _secret = _issue(service, by=town.administrator)
    for deed in (
        lambda: actions.register_service(agency=town.agency, name="x", role="reader", by=town[role]),
        lambda: _issue(service, by=town[role]),
        lambda: actions.revoke_token(token=token, by=town[role]),
        lambda: actions.end_service(service=service, by=town[role]),
    ):
        with pytest.raises(NotPermitted):
            deed()


def test_another_agencys_administrator_keeps_none_of_ours(client, service, town, village):
    token, _secret = _issue(service, by=town.administrator)
    client.force_login(village.administrator)
    ours, theirs = (f"/agencies/{each.agency.pk}/services/" for each in (town, village))
    assert client.get(ours).status_code == 403
    assert client.post(f"{theirs}{service.pk}/end/").status_code == 404
    assert client.post(f"{theirs}{service.pk}/tokens/", {"name": "x"}).status_code == 404
    assert client.post(f"{theirs}tokens/{token.pk}/").status_code == 404


def test_a_stranger_finds_no_service_accounts(client, service, stranger, town):
    client.force_login(stranger)
    assert client.get(f"/agencies/{town.agency.pk}/services/").status_code == 404


def test_a_service_account_is_no_administrator_to_leave_behind(service, town):
    actions.add_member(agency=town.agency, user=service, role="administrator", by=town.administrator)
    with pytest.raises(Conflict):
        actions.remove_member(
            agency=town.agency, user=town.administrator, role="administrator", by=town.administrator
        )


def test_the_whole_life_of_a_service_account_on_its_page(client, api, town):
    client.force_login(town.administrator)
    page = f"/agencies/{town.agency.pk}/services/"
    assert client.post(page, {"name": "", "role": "author"}).status_code == 422
    assert client.post(page, {"name": "Nattjobb", "role": "approver"}).status_code == 422
    assert client.post(page, {"name": "Nattjobb", "role": "author"}).status_code == 302
    service = User.objects.get(serves=town.agency)
    assert service not in [
        person for person, _roles in client.get(f"/agencies/{town.agency.pk}/").context["people"]
    ]
    wrong = client.post(f"{page}{service.pk}/tokens/", {"name": "", "days": "30", "scope": "write"})
    assert wrong.status_code == 422 and f'href="#{service.pk}-name"' in wrong.content.decode()
    made = client.post(f"{page}{service.pk}/tokens/", {"name": "Natt", "days": "30", "scope": "write"})
    secret = made.context["shown"][1]
    assert secret in made.content.decode() and secret not in client.get(page).content.decode()
    assert _with(api, secret).get("/api/v1/me/").status_code == 200
    client.post(f"{page}tokens/{service.tokens.get().pk}/")
    assert api.get("/api/v1/me/").status_code == 401
    client.post(f"{page}{service.pk}/end/")
    assert not world.fresh(service).is_active and not service.memberships.exists()
    assert client.post(f"{page}{service.pk}/end/").status_code == 404


def test_ending_a_service_account_ends_its_tokens_at_once_and_is_recorded(api, service, town):
    _token, secret = _issue(service, by=town.administrator)
    actions.end_service(service=service, by=town.administrator)
    assert _with(api, secret).get("/api/v1/me/").status_code == 401
    verbs = [event.verb for event in Event.objects.about(town.agency)]
    assert verbs[-2:] == ["member_removed", "service_ended"]
    with pytest.raises(Conflict):
        actions.end_service(service=service, by=town.administrator)


def test_a_token_speaks_until_its_last_second(api, author):
    token, secret = _issue(author)
    ApiToken.objects.filter(pk=token.pk).update(expires=timezone.now() + timedelta(seconds=30))
    assert _with(api, secret).get("/api/v1/me/").status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires=timezone.now())
    assert api.get("/api/v1/me/").status_code == 401
