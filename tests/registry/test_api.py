"""The ground floor's endpoints, as different people meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from registry import actions
from registry.access.drf import ByPolicy
from registry.access.roles import Role
from registry.models import ApiToken, Membership, Supplier
from tests import world

ROLES = [role.value for role in Role]


def _as(api, user):
    api.force_authenticate(world.fresh(user) if user else None)
    return api


def _statuses(api, town, call):
    """The status each role, a stranger-in-the-house and nobody gets."""
    return {role: call(_as(api, town[role])).status_code for role in ROLES}


# --- Every route is guarded ------------------------------------------------------------------------


def _routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, path)
        elif path.startswith("api/v1/"):
            yield path, pattern.callback


def test_every_route_of_the_api_is_guarded_by_the_policy():
    unguarded = []
    for path, view in _routes():
        cls = view.cls
        wanted = (
            view.actions.values()
            if getattr(view, "actions", None)
            else [m for m in ("get", "post", "patch", "put", "delete") if hasattr(cls, m)]
        )
        if cls.permission_classes != [ByPolicy] or not set(wanted) <= set(cls.permission_of):
            unguarded.append(path)
    assert unguarded == []


def test_an_action_that_is_not_in_the_table_is_denied(api, author, monkeypatch):
    from registry.api.views.solutions import Suppliers

    monkeypatch.setattr(Suppliers, "permission_of", {})
    assert _as(api, author).get("/api/v1/suppliers/").status_code == 403


# --- Agencies and members --------------------------------------------------------------------------


def test_agencies_are_listed_for_members_only(api, town, village, stranger):
    names = [row["name"] for row in _as(api, town.reader).get("/api/v1/agencies/").data["results"]]
    assert names == ["Fjordby kommune", "Skogvik kommune"]
    assert _as(api, stranger).get("/api/v1/agencies/").status_code == 403
    assert _as(api, None).get("/api/v1/agencies/").status_code == 401


def test_only_the_operator_registers_an_agency(api, town, operator):
    sent = {"name": "Ny", "orgnr": world.orgnr(7)}
    statuses = _statuses(api, town, lambda api: api.post("/api/v1/agencies/", sent))
    assert set(statuses.values()) == {403}
    assert _as(api, operator).post("/api/v1/agencies/", sent).status_code == 201


def test_a_wrong_organisation_number_is_located(api, operator):
    answer = _as(api, operator).post("/api/v1/agencies/", {"name": "Ny", "orgnr": "310001008"})
    assert (answer.status_code, answer.data["code"], answer.data["where"]) == (
        422,
        "agency.orgnr_invalid",
        "orgnr",
    )


def test_only_an_administrator_changes_the_agency(api, town):
    statuses = _statuses(
        api, town, lambda api: api.patch(f"/api/v1/agencies/{town.agency.pk}/", {"name": "Nytt"})
    )
    assert [role for role, status in statuses.items() if status == 200] == ["administrator"]


def test_members_are_listed_for_the_agencys_own_people(api, town, village, stranger):
    address = f"/api/v1/agencies/{town.agency.pk}/members/"
    assert set(_statuses(api, town, lambda api: api.get(address)).values()) == {200}
    assert _as(api, village.administrator).get(address).status_code == 403
    assert _as(api, stranger).get(address).status_code == 403


def test_a_member_comes_and_goes(api, town, stranger):
    address = f"/api/v1/agencies/{town.agency.pk}/members/"
    sent = {"user": stranger.email, "role": "reader"}
    made = _as(api, town.administrator).post(address, sent)
    assert (made.status_code, made.data["user"]["email"]) == (201, stranger.email)
    assert api.delete(f"{address}{made.data['id']}/").status_code == 204
    assert not Membership.objects.filter(user=stranger).exists()


def test_a_membership_of_another_agency_is_not_removed_through_ours(api, town, village):
    theirs = Membership.objects.get(agency=village.agency, role="author")
    address = f"/api/v1/agencies/{town.agency.pk}/members/{theirs.pk}/"
    assert _as(api, town.administrator).delete(address).status_code == 404


def test_only_an_administrator_adds_members(api, town, stranger):
    address = f"/api/v1/agencies/{town.agency.pk}/members/"
    sent = {"user": stranger.email, "role": "administrator"}
    statuses = _statuses(api, town, lambda api: api.post(address, sent))
    assert [role for role, status in statuses.items() if status == 201] == ["administrator"]


def test_the_trail_is_read_by_auditors_and_administrators(api, town, village):
    address = f"/api/v1/agencies/{town.agency.pk}/events/"
    statuses = _statuses(api, town, lambda api: api.get(address))
    assert [role for role, status in statuses.items() if status == 200] == ["auditor", "administrator"]
    assert _as(api, village.auditor).get(address).status_code == 403


# --- Oneself ---------------------------------------------------------------------------------------


def test_one_sees_oneself_with_ones_roles(api, town):
    seen = _as(api, town.author).get("/api/v1/me/").data
    assert seen["email"] == town.author.email
    assert [(held["agency"]["orgnr"], held["role"]) for held in seen["roles"]] == [
        (town.agency.orgnr, "author")
    ]


def test_one_changes_ones_language_and_nothing_else(api, author):
    assert _as(api, author).patch("/api/v1/me/", {"language": "nn"}).data["language"] == "nn"
    assert api.patch("/api/v1/me/", {"is_superuser": True}).status_code == 422
    assert api.patch("/api/v1/me/", {"email": "other@example.no"}).status_code == 422


def test_administrators_register_people(api, town):
    sent = {"email": "ny@example.no", "name": "Ny"}
    statuses = _statuses(api, town, lambda api: api.post("/api/v1/people/", sent))
    assert [role for role, status in statuses.items() if status == 201] == ["administrator"]


# --- Tokens ----------------------------------------------------------------------------------------


@pytest.fixture
def bearer(api, author):
    _token, secret = actions.issue_token(user=author, name="Script", days=1, scope="write", by=author)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return api


def test_a_token_speaks_for_its_person(bearer, author):
    assert bearer.get("/api/v1/me/").data["id"] == str(author.pk)


def test_an_expired_token_says_nothing(bearer):
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert bearer.get("/api/v1/me/").status_code == 401


def test_a_token_ends_with_its_person(bearer, author):
    author.is_active = False
    author.save()
    assert bearer.get("/api/v1/me/").status_code == 401


def test_use_is_noted_once_a_minute(bearer, django_assert_num_queries):
    bearer.get("/api/v1/me/")
    first = ApiToken.objects.get().last_used
    with django_assert_num_queries(3):  # the token, the person, her roles
        bearer.get("/api/v1/me/")
    assert ApiToken.objects.get().last_used == first
    ApiToken.objects.update(last_used=first - timedelta(minutes=2))
    bearer.get("/api/v1/me/")
    assert ApiToken.objects.get().last_used >= first


def test_a_secret_is_shown_once(api, author, reader):
    made = _as(api, author).post("/api/v1/tokens/", {"name": "Script", "days": 1})
    assert made.status_code == 201 and made.data["secret"]
    assert "secret" not in api.get("/api/v1/tokens/").data["results"][0]
    assert _as(api, reader).delete(f"/api/v1/tokens/{made.data['id']}/").status_code == 404
    assert _as(api, author).delete(f"/api/v1/tokens/{made.data['id']}/").status_code == 204


# --- Solutions -------------------------------------------------------------------------------------


def test_a_solution_is_registered_read_and_changed(api, town):
    supplier = _as(api, town.author).post("/api/v1/suppliers/", {"name": "Skylab AS"}).data
    sent = {
        "name": "Sak",
        "kind": "purchased_service",
        "supplier": supplier["id"],
        "steward": str(town.agency.pk),
    }
    made = api.post("/api/v1/solutions/", sent)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    address = f"/api/v1/solutions/{made.data['id']}/"
    read = api.get(address)
    assert (read.data["supplier"]["name"], read.headers["ETag"]) == ("Skylab AS", '"1"')
    changed = api.patch(address, {"hosting": "cloud_eea"}, headers={"If-Match": read.headers["ETag"]})
    assert (changed.data["hosting"], changed.headers["ETag"]) == ("cloud_eea", '"2"')


def test_who_registers_solutions(api, town):
    sent = {"name": "Sak", "kind": "script"}
    statuses = _statuses(api, town, lambda api: api.post("/api/v1/solutions/", sent))
    assert [role for role, status in statuses.items() if status != 403] == ["author", "administrator"]


def test_solutions_are_hidden_from_strangers(api, solution, stranger):
    address = f"/api/v1/solutions/{solution.pk}/"
    assert _as(api, stranger).get(address).status_code == 403
    assert _as(api, None).get(address).status_code == 401


@pytest.mark.parametrize("supplier", ["not-an-id", "00000000-0000-0000-0000-000000000000", 7, ["x"]])
def test_a_supplier_that_does_not_exist_is_located(api, author, supplier):
    sent = {"name": "Sak", "kind": "script", "supplier": supplier}
    answer = _as(api, author).post("/api/v1/solutions/", sent)
    assert (answer.status_code, answer.data["where"]) == (422, "supplier")


def test_an_agency_takes_a_solution_into_use_and_out(api, town, village, solution):
    address = f"/api/v1/solutions/{solution.pk}/uses/"
    assert _as(api, town.author).post(address, {"agency": str(town.agency.pk)}).status_code == 201
    assert api.post(address, {"agency": str(village.agency.pk)}).status_code == 403
    assert [use["agency"]["name"] for use in api.get(address).data["results"]] == ["Fjordby kommune"]
    assert _as(api, village.author).delete(f"{address}{town.agency.pk}/").status_code == 403
    assert _as(api, town.author).delete(f"{address}{town.agency.pk}/").status_code == 204


# --- Lists -----------------------------------------------------------------------------------------


def _walk(api, address):
    names, back = [], []
    while address:
        page = api.get(address).data
        names.append([row["name"] for row in page["results"]])
        address, last = page["next"], page
    while last["previous"]:
        last = api.get(last["previous"]).data
        back.insert(0, [row["name"] for row in last["results"]])
    return names, back


def test_paging_forward_and_back_shows_every_row_once(api, author):
    Supplier.objects.bulk_create(Supplier(name=f"Supplier {number:02}") for number in range(45))
    forward, back = _walk(_as(api, author), "/api/v1/suppliers/?limit=20")
    assert [len(page) for page in forward] == [20, 20, 5]
    assert [name for page in forward for name in page] == [f"Supplier {number:02}" for number in range(45)]
    assert back == forward[:-1]


def test_the_trail_pages_by_time(api, town):
    api = _as(api, town.auditor)
    page = api.get(f"/api/v1/agencies/{town.agency.pk}/events/?limit=3").data
    rest = api.get(page["next"]).data
    moments = [row["at"] for row in [*page["results"], *rest["results"]]]
    assert moments == sorted(moments, reverse=True) and page["previous"] is None


@pytest.mark.parametrize("role", ["reader", "administrator"])
@pytest.mark.parametrize("path", ["agencies/", "suppliers/", "solutions/", "agencies/{agency}/members/"])
def test_lists_cost_the_same_however_long(api, town, django_assert_max_num_queries, role, path):
    address = "/api/v1/" + path.format(agency=town.agency.pk)
    for number in range(12):
        supplier = actions.register_supplier(name=f"Supplier {number}", by=None)
        world.solution(supplier=supplier, steward=town.agency)
        world.agency(number=number + 20)
        world.member(town.agency, "reader")
    with django_assert_max_num_queries(4):
        answer = _as(api, town[role]).get(address)
    assert len(answer.data["results"]) >= 12


def test_the_description_is_open_and_names_every_route(api, db):
    described = api.get("/api/v1/openapi.json").data
    assert described["openapi"] == "3.1.0"
    import re

    routes = {"/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path) for path, _view in _routes()}
    named = {re.sub(r"{\w+}", "{}", path) for path in described["paths"]}
    assert {re.sub(r"{\w+}", "{}", path) for path in routes} - named == {"/api/v1/openapi.json"}
