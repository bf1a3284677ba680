"""What an administrator does with those who arrive, and what one does with one's own ways in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from registry import actions
from registry.actions.arrive import Arrival
from registry.actions.entering import place_of
from registry.errors import Conflict, NotPermitted
from registry.models import Event, Identity, Membership, MembershipClaim, User
from registry.providers import Provider
from registry.sessions import SessionStore
from tests import world

pytestmark = pytest.mark.django_db


def _arrived(email: str = "ola@example.no", *, is_email_vouched: bool = False, subject: str = "s") -> User:
    user = User(email=email, name="Ola", signs_in_here=False)
    user.set_unusable_password()
    user.save()
    Identity.objects.create(
        user=user,
        issuer="https://p.example",
        subject=subject,
        provider="p",
        is_email_vouched=is_email_vouched,
    )
    return user


@pytest.fixture
def claim(town):
    """Someone a provider says belongs to the town."""
    return MembershipClaim.objects.create(agency=town.agency, user=_arrived(), provider="p")


def _answer(client, claim, **form):
    return client.post(f"/agencies/{claim.agency_id}/claims/{claim.pk}/", form)


def test_an_administrator_sees_who_waits_and_gives_a_role(client, town, claim):
    client.force_login(town.administrator)
    assert claim.user.email in client.get(f"/agencies/{town.agency.pk}/").content.decode()
    _answer(client, claim, role="author")
    assert Membership.objects.get(user=claim.user).role == "author"
    assert claim.user not in [
        one.user for one in client.get(f"/agencies/{town.agency.pk}/").context["claims"]
    ]


def test_a_declined_claim_gives_nothing_and_is_recorded(client, town, claim):
    client.force_login(town.administrator)
    _answer(client, claim, decline="1", role="administrator")
    claim.refresh_from_db()
    assert claim.state == "declined" and not Membership.objects.filter(user=claim.user).exists()
    assert Event.objects.about(town.agency).last().verb == "claim_declined"


@pytest.mark.parametrize("role", ["reader", "author", "approver", "auditor"])
def test_no_other_role_answers_or_sees_who_waits(client, town, claim, role):
    client.force_login(town[role])
    assert claim.user.email not in client.get(f"/agencies/{town.agency.pk}/").content.decode()
    assert _answer(client, claim, role="reader").status_code == 403
    for given in ("reader", None):
        with pytest.raises(NotPermitted):
            actions.answer_claim(claim=claim, role=given, by=town[role])
    absent = f"/agencies/{town.agency.pk}/claims/999999/"  # nor is told whether anybody waits
    assert client.post(absent, {"decline": "1"}).status_code == 403


def test_another_agencys_administrator_answers_nothing(client, village, claim):
    client.force_login(village.administrator)
    assert _answer(client, claim, role="reader").status_code == 403
    other = f"/agencies/{village.agency.pk}/claims/{claim.pk}/"
    assert client.post(other, {"role": "reader"}).status_code == 404


def test_a_claim_is_answered_once(town, claim):
    actions.answer_claim(claim=claim, role=None, by=town.administrator)
    with pytest.raises(Conflict):
        actions.answer_claim(claim=claim, role="reader", by=town.administrator)


def test_an_unknown_role_is_refused_and_leaves_her_waiting(client, town, claim):
    client.force_login(town.administrator)
    _answer(client, claim, role="king")
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_two_may_share_an_address_but_only_one_signs_in_here_with_it():
    _arrived("kari@example.no", subject="a")
    _arrived("kari@example.no", subject="b")
    actions.register_person(email="kari@example.no", name="Kari", by=None)
    with pytest.raises(Conflict):
        actions.register_person(email="kari@example.no", name="Kari", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(user=world.person(), issuer="https://p.example", subject="a", provider="x")


def test_a_role_by_address_never_goes_to_whoever_merely_says_she_has_it(town, api):
    arrived = _arrived("sjefen@example.no")
    api.force_authenticate(world.fresh(town.administrator))
    given = {"user": "sjefen@example.no", "role": "administrator"}
    assert api.post(f"/api/v1/agencies/{town.agency.pk}/members/", given).status_code == 422
    Identity.objects.update(is_email_vouched=True)
    assert api.post(f"/api/v1/agencies/{town.agency.pk}/members/", given).status_code == 201
    assert Membership.objects.filter(user=arrived, role="administrator").exists()


def test_an_address_two_are_vouched_for_names_neither(town, api, client):
    for subject in "ab":
        _arrived(is_email_vouched=True, subject=subject)
    api.force_authenticate(world.fresh(town.administrator))
    given = {"user": "ola@example.no", "role": "reader"}
    answer = api.post(f"/api/v1/agencies/{town.agency.pk}/members/", given)
    assert (answer.status_code, answer.json()["reasons"][0]["where"]) == (422, "user")
    client.force_login(town.administrator)
    page = client.post(f"/agencies/{town.agency.pk}/members/", {"email": "ola@example.no", "role": "reader"})
    assert page.status_code == 422 and page.context["form"].has_error("email", "ambiguous")


def test_the_only_way_in_is_not_taken_away(client):
    ola = _arrived()
    identity = ola.identities.get()
    with pytest.raises(Conflict):
        actions.forget_identity(identity=identity, by=ola)
    with pytest.raises(NotPermitted):
        actions.forget_identity(identity=identity, by=world.person())
    client.force_login(world.person())
    assert client.post(f"/me/identities/{identity.pk}/forget/").status_code == 404


def test_one_of_two_ways_in_is_taken_away(client):
    kari = world.person("Kari", password=world.PASSWORD)
    identity = Identity.objects.create(user=kari, issuer="https://p.example", subject="s", provider="p")
    client.force_login(kari)
    assert "https://p.example" in client.get("/me/profile/").content.decode()
    client.post(f"/me/identities/{identity.pk}/forget/")
    assert not kari.identities.exists()
    assert Event.objects.about(kari).last().verb == "identity_removed"


def test_passwords_can_be_switched_off(client, settings):
    settings.PASSWORD_SIGN_IN = False
    settings.OIDC_PROVIDERS = (Provider("p", "Porten", "https://p.example", "us", "x"),)
    kari = world.person("Kari", password=world.PASSWORD)
    page = client.get("/sign-in/?next=/about/").content.decode()
    assert 'name="password"' not in page and "/sign-in/p/?next=/about/" in page and "Porten" in page
    answer = client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
    assert answer.status_code != 302 and "_auth_user_id" not in client.session


def _arrive(user=None, connects: str = "", **provider) -> None:
    """Somebody nobody has met comes back from a provider, in a browser where `user` is signed in."""
    request = RequestFactory().get("/sign-in/p/back/")
    request.session, request.user = SessionStore(), user or AnonymousUser()
    trusted = Provider("p", "Porten", "https://p.example", "us", "x", **provider)
    arrival = Arrival.told_by(trusted, {"sub": "s", "acr": "low"})
    actions.arrive(request=request, arrival=arrival, connects=connects, onward="")


@pytest.mark.parametrize(
    ("provider", "code"),
    [({"acr_values": ("high",)}, "sign_in.too_weak"), ({"takes_newcomers": False}, "sign_in.unknown_here")],
)
def test_who_proves_too_little_or_is_not_expected_stays_outside(provider, code):
    with pytest.raises(NotPermitted) as refused:
        _arrive(**provider)
    assert refused.value.code == code
    assert not User.objects.exists() and not Identity.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "another", "deactivated"])
def test_an_identity_is_added_only_to_whoever_began_it_and_is_still_signed_in(who):
    kari = world.person("Kari", password=world.PASSWORD)
    user = {"nobody": None, "another": world.person(), "deactivated": kari}[who]
    if who == "deactivated":
        actions.deactivate_person(user=kari, by=None)
    with pytest.raises(NotPermitted):
        _arrive(user, connects=str(kari.pk))
    assert not Identity.objects.exists()
    assert not Event.objects.filter(verb="identity_added").exists()


@pytest.mark.parametrize(
    ("address", "place"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("", ""), ("unix:", "")],
)
def test_the_trail_tells_of_the_network_and_not_the_machine(address, place):
    assert place_of(RequestFactory().get("/", REMOTE_ADDR=address)) == place
