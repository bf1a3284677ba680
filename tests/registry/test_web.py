"""What every answer carries, and the operator's site."""

from __future__ import annotations

import pytest

from registry.models import User
from tests import world


def test_the_process_says_that_it_answers(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Content-Security-Policy", "default-src 'none'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=()"),
        ("Cache-Control", "no-store"),
    ],
)
@pytest.mark.parametrize("address", ["/healthz", "/api/v1/openapi.json", "/api/v1/nothing/"])
def test_every_answer_carries_the_security_headers(client, db, address, name, part):
    assert part in client.get(address).headers[name]


def test_nothing_inline_is_allowed(client):
    assert "unsafe" not in client.get("/healthz").headers["Content-Security-Policy"]


def test_every_answer_has_an_id_of_ours(client):
    answers = [client.get("/healthz", headers={"X-Request-ID": "forged"}) for _time in range(2)]
    ids = [answer.headers["X-Request-ID"] for answer in answers]
    assert len(set(ids)) == 2 and "forged" not in ids


def test_cookies_are_out_of_reach_of_scripts(settings):
    assert settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("role", ["administrator", "author"])
def test_the_operators_site_is_closed_to_members(client, town, role):
    client.force_login(town[role])
    assert client.get("/operator/").status_code == 302
    assert client.get("/operator/registry/user/").status_code == 302


def test_the_operators_site_has_no_door_of_its_own(client, db):
    answer = client.get("/operator/login/?next=/operator/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize(
    "table", ["user", "agency", "membership", "solution", "supplier", "apitoken", "event", "job"]
)
def test_the_operator_looks_and_never_writes(client, operator, town, solution, table):
    client.force_login(operator)
    assert client.get(f"/operator/registry/{table}/").status_code == 200
    assert client.get(f"/operator/registry/{table}/add/").status_code == 403


def test_the_operator_sees_a_person_without_her_password(client, operator, author):
    client.force_login(operator)
    page = client.get(f"/operator/registry/user/{author.pk}/change/")
    assert page.status_code == 200 and author.password not in page.content.decode()
    client.post(f"/operator/registry/user/{author.pk}/change/", {"name": "Forged"})
    assert User.objects.get(pk=author.pk).name == author.name


def test_groups_cannot_be_edited_there(client, operator):
    client.force_login(operator)
    assert client.get("/operator/auth/group/").status_code == 404
    assert client.get("/operator/password_change/").status_code == 404


def test_one_is_spoken_to_in_ones_own_language(client, db):
    person = world.person(language="en")
    client.force_login(person)
    answer = client.get("/api/v1/me/", headers={"Accept-Language": "nb"})
    assert answer.headers["Content-Language"] == "en"
