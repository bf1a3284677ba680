"""Signing in through a real OpenID provider on loopback."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from registry import actions
from registry.access import policy
from registry.access.permissions import Permission
from registry.models import Event, Identity, Membership, MembershipClaim, User
from tests import world

pytestmark = pytest.mark.django_db


def _whoever_is_in(visitor) -> User | None:
    return User.objects.filter(pk=visitor.client.session.get("_auth_user_id")).first()


def test_a_visitor_is_sent_with_state_nonce_and_pkce(visitor):
    asked = parse_qs(urlsplit(visitor.leave()).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16 and len(asked["nonce"][0]) >= 32
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_nothing_in_the_address_changes_what_is_asked(visitor):
    address = visitor.leave(auth_params="nonce=mine&prompt=none", scope="offline_access", process="connect")
    asked = parse_qs(urlsplit(address).query)
    assert asked["nonce"] != ["mine"] and "prompt" not in asked and "offline_access" not in asked["scope"][0]


def test_somebody_new_comes_in_and_belongs_nowhere(visitor):
    answer = visitor.sign_in("kari", next="/about/")
    assert (answer.status_code, answer["Location"]) == (302, "/about/")
    kari = _whoever_is_in(visitor)
    assert (kari.name, kari.email, kari.signs_in_here) == ("Kari Nordmann", "kari@example.no", False)
    assert not kari.has_usable_password() and not policy.is_member(kari)
    verbs = [event.verb for event in Event.objects.about(kari)]
    assert verbs == ["person_arrived", "identity_added", "signed_in"]


def test_she_is_the_same_person_the_next_time(visitor, another):
    visitor.sign_in("kari")
    another.sign_in("kari")
    assert _whoever_is_in(visitor) == _whoever_is_in(another)
    assert Identity.objects.count() == 1


def test_the_session_gets_a_new_key(visitor):
    visitor.leave()
    before = visitor.client.session.session_key
    visitor.sign_in("kari")
    assert visitor.client.session.session_key != before


def test_two_providers_with_the_same_address_stay_two_people(visitor, another):
    visitor.sign_in("kari", "one")
    another.sign_in("kari", "two")
    first, second = _whoever_is_in(visitor), _whoever_is_in(another)
    assert first != second and first.email == second.email == "kari@example.no"


def test_an_address_somebody_has_here_opens_nothing_of_hers(visitor, town):
    here = actions.register_person(email="kari@example.no", name="Kari", password=world.PASSWORD, by=None)
    actions.add_member(agency=town.agency, user=here, role="administrator", by=None)
    visitor.sign_in("kari")
    assert _whoever_is_in(visitor) != here
    assert not policy.is_member(_whoever_is_in(visitor))


def test_nothing_is_kept_of_what_is_not_needed(visitor):
    visitor.sign_in("kari")
    kept = str([list(model.objects.values()) for model in (User, Identity, Event)])
    assert "13097248022" not in kept


def test_an_answer_is_taken_once(visitor):
    back = visitor.show(visitor.leave(), "kari")
    visitor.return_to(back)
    visitor.client.logout()
    answer = visitor.return_to(back)
    assert answer.status_code == 422 and b"another window" in answer.content
    assert _whoever_is_in(visitor) is None


def test_an_answer_meant_for_another_browser_opens_nothing(visitor, another):
    back = visitor.show(visitor.leave(), "ola")
    another.leave()
    assert another.return_to(back).status_code == 422
    assert _whoever_is_in(another) is None


def test_a_code_of_another_browser_fails_by_pkce(visitor, another):
    theirs = parse_qs(urlsplit(visitor.show(visitor.leave(), "ola")).query)["code"][0]
    mine = parse_qs(urlsplit(another.leave()).query)["state"][0]
    answer = another.client.get("/sign-in/one/back/", {"code": theirs, "state": mine})
    assert answer.status_code == 503
    assert _whoever_is_in(another) is None


def test_an_answer_of_one_provider_is_not_taken_from_another(visitor):
    address = visitor.show(visitor.leave("one"), "kari")
    assert visitor.return_to(address.replace("/one/back/", "/two/back/")).status_code == 422
    state = parse_qs(urlsplit(visitor.leave("two")).query)["state"][0]
    query = {"state": state, "iss": "https://elsewhere.example", "code": "x"}
    assert visitor.client.get("/sign-in/two/back/", query).status_code == 503
    assert _whoever_is_in(visitor) is None


def test_whoever_changes_her_mind_is_back_on_the_sign_in_page(visitor):
    state = parse_qs(urlsplit(visitor.leave()).query)["state"][0]
    answer = visitor.client.get("/sign-in/one/back/", {"error": "access_denied", "state": state})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert b"You stopped signing in at Provider one" in visitor.client.get("/sign-in/").content


def test_a_provider_that_does_not_answer_is_said_plainly(visitor, trust):
    trust(issuer="http://127.0.0.1:9")
    answer = visitor.client.get("/sign-in/one/")
    assert answer.status_code == 503 and b"Provider one did not work" in answer.content


def test_a_provider_with_another_name_than_it_should_have_is_not_trusted(visitor, trust, providers):
    trust(issuer=providers["one"].issuer + "/")
    assert visitor.client.get("/sign-in/one/").status_code == 503


def test_an_unknown_provider_is_not_there(visitor):
    assert visitor.client.get("/sign-in/three/").status_code == 404
    assert visitor.client.get("/sign-in/three/back/").status_code == 404


def test_what_is_too_weak_is_refused(visitor, trust):
    trust(acr_values=("high",))
    answer = visitor.sign_in("kari")
    assert answer.status_code == 403 and b"as strongly as is needed" in answer.content
    assert not Identity.objects.exists()


def test_newcomers_are_turned_away_where_none_are_taken(visitor, trust):
    trust(takes_newcomers=False)
    assert visitor.sign_in("kari").status_code == 403
    assert not User.objects.exists()


def test_whoever_is_deactivated_does_not_come_in(visitor):
    visitor.sign_in("kari")
    kari = _whoever_is_in(visitor)
    actions.deactivate_person(user=kari, by=None)
    assert visitor.client.get("/me/").status_code == 302
    assert visitor.sign_in("kari").status_code == 403
    assert Event.objects.about(kari).last().verb == "sign_in_failed"


def test_belonging_is_proposed_and_gives_nothing(visitor, town):
    visitor.sign_in("ola")
    claim = MembershipClaim.objects.get()
    assert (claim.agency, claim.user, claim.state) == (town.agency, _whoever_is_in(visitor), "waiting")
    assert not policy.is_member(claim.user)


def test_an_agency_may_let_its_own_in_as_readers_and_no_more(visitor, town):
    actions.update_agency(agency=town.agency, lets_in_by_claim=True, by=town.administrator)
    visitor.sign_in("ola")
    ola = _whoever_is_in(visitor)
    assert policy.may(ola, Permission.VIEW, town.agency) and not policy.may(ola, Permission.EDIT, town.agency)
    actions.remove_member(agency=town.agency, user=ola, role="reader", by=town.administrator)
    visitor.sign_in("ola")
    assert not Membership.objects.filter(user=ola).exists()  # what an administrator took stays taken


def test_an_identity_is_added_by_whoever_is_signed_in(visitor, another):
    here = world.person("Kari", password=world.PASSWORD)
    visitor.client.force_login(here)
    link = visitor.client.get("/me/profile/").context["link"]
    assert visitor.sign_in("kari", connect=link)["Location"] == "/me/profile/"
    another.sign_in("kari")
    assert _whoever_is_in(another) == here and User.objects.count() == 1


def test_a_link_made_for_another_adds_nothing(visitor, another):
    for one in (visitor, another):
        one.client.force_login(world.person(password=world.PASSWORD))
    link = visitor.client.get("/me/profile/").context["link"]
    assert another.client.get("/sign-in/one/", {"connect": link}).status_code == 422


def test_an_identity_that_is_somebodys_is_not_taken_over(visitor, another):
    visitor.sign_in("kari")
    here = world.person("Ola", password=world.PASSWORD)
    another.client.force_login(here)
    link = another.client.get("/me/profile/").context["link"]
    assert another.sign_in("kari", connect=link).status_code == 409
    assert Identity.objects.get().user != here


def test_whoever_signed_out_on_the_way_adds_nothing(visitor):
    visitor.client.force_login(world.person(password=world.PASSWORD))
    link = visitor.client.get("/me/profile/").context["link"]
    back = visitor.show(visitor.leave(connect=link), "kari")
    visitor.client.post("/sign-out/")
    assert visitor.return_to(back).status_code in (403, 422)
    assert not Identity.objects.exists()
