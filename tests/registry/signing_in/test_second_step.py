"""The second step: codes, passkeys, recovery codes, and roles that need one."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone

from registry import actions, codes, passkeys
from registry.actions.arrive import Arrival
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from registry.models import Event, Identity, RecoveryCode, SecondStep
from registry.providers import Provider
from registry.sessions import SessionStore
from tests import world
from tests.registry.signing_in.authenticator import Authenticator

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    return world.person("Kari", password=world.PASSWORD)


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` moves the time codes are counted by."""
    now = [time.time()]
    monkeypatch.setattr("registry.actions.second_step.time.time", lambda: now[0])

    def moved(seconds: float = 0) -> float:
        now[0] += seconds
        return now[0]

    return moved


def _client() -> Client:
    return Client(headers={"accept-language": "en"})


def _half_in(kari) -> Client:
    client = _client()
    answer = client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD, "next": "/about/"})
    assert answer["Location"] == "/second-step/?next=%2Fabout%2F"
    return client


def _fully_in(kari) -> Client:
    client = _client()
    client.post("/sign-in/", {"email": kari.email, "password": world.PASSWORD})
    return client


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _now(secret: str, clock) -> str:
    return codes.code_at(secret, int(clock()) // codes.PERIOD)


@pytest.fixture
def app(kari, clock):
    """The secret of Kari's app."""
    secret = codes.new_secret()
    actions.add_code_app(user=kari, secret=secret, code=_now(secret, clock), name="Mobil", by=kari)
    clock(codes.PERIOD)
    return secret


# --- Passing it at sign-in -----------------------------------------------------------------------------


def test_a_password_alone_is_no_longer_enough(kari, app):
    client = _half_in(kari)
    assert not _is_in(client) and client.get("/me/").status_code == 302
    assert client.get("/second-step/?next=/about/").status_code == 200


def test_a_code_lets_her_in_and_on(kari, app, clock):
    client = _half_in(kari)
    answer = client.post("/second-step/", {"code": _now(app, clock), "next": "/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/") and _is_in(client)
    last = Event.objects.about(kari).last()
    assert (last.verb, last.detail["strong"], last.detail["step"]) == ("signed_in", True, "codes")


def test_the_session_gets_a_new_key_at_the_second_step(kari, app, clock):
    client = _half_in(kari)
    before = client.session.session_key
    client.post("/second-step/", {"code": _now(app, clock)})
    assert client.session.session_key != before and "half_in" not in client.session


def test_a_code_is_good_for_once(kari, app, clock):
    code = _now(app, clock)
    assert _half_in(kari).post("/second-step/", {"code": code}).status_code == 302
    again = _half_in(kari)
    assert again.post("/second-step/", {"code": code}).status_code == 422 and not _is_in(again)


def test_wrong_codes_put_the_brake_on_for_her_and_are_recorded(kari, app, clock, settings):
    settings.SIGN_IN_ATTEMPTS = 3
    for _time in range(3):
        assert _half_in(kari).post("/second-step/", {"code": "000000"}).status_code == 422
    client = _half_in(kari)
    stopped = client.post("/second-step/", {"code": _now(app, clock)})
    assert b"Too many" in stopped.content and not _is_in(client)
    refused = Event.objects.about(kari).filter(verb="sign_in_failed")
    assert [event.detail["why"] for event in refused] == ["second_step"] * 3


def test_halfway_lasts_ten_minutes(kari, app, clock):
    client = _half_in(kari)
    session = client.session
    old = timezone.now() - timedelta(minutes=11)
    session["half_in"] = {**session["half_in"], "at": old.isoformat()}
    session.save()
    assert client.post("/second-step/", {"code": _now(app, clock)})["Location"].startswith("/sign-in/")
    assert not _is_in(client)


def test_whoever_is_deactivated_halfway_stays_out(kari, app, clock):
    client = _half_in(kari)
    actions.deactivate_person(user=kari, by=None)
    client.post("/second-step/", {"code": _now(app, clock)})
    assert not _is_in(client)


def test_nobody_is_halfway_without_a_password(db):
    assert _client().get("/second-step/?next=/about/")["Location"] == "/sign-in/?next=%2Fabout%2F"


def test_the_action_itself_lets_in_nobody_who_is_not_halfway(kari, app, clock):
    request = RequestFactory().post("/second-step/")
    request.session, request.user = SessionStore(), AnonymousUser()
    with pytest.raises(NotPermitted):
        actions.pass_second_step(request=request, code=_now(app, clock))
    assert not request.user.is_authenticated


def test_the_second_step_leads_to_no_other_site(kari, app, clock):
    answer = _half_in(kari).post("/second-step/", {"code": _now(app, clock), "next": "//evil.example"})
    assert answer["Location"] == "/me/"


def test_the_secret_is_kept_encrypted_and_opens_with_a_former_key(kari, app, clock, settings):
    assert app not in str(list(SecondStep.objects.values()))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether"
    client = _half_in(kari)
    assert client.post("/second-step/", {"code": _now(app, clock)}).status_code == 302


# --- Recovery codes ------------------------------------------------------------------------------------


def test_a_recovery_code_lets_her_in_once(kari, app):
    made = actions.make_recovery_codes(user=kari, by=kari)
    assert len(set(made)) == 10
    assert (
        _half_in(kari).post("/second-step/", {"code": made[0].upper().replace("-", " ")}).status_code == 302
    )
    assert kari.recovery_codes.count() == 9
    assert _half_in(kari).post("/second-step/", {"code": made[0]}).status_code == 422


def test_new_recovery_codes_end_the_old_and_only_hashes_are_kept(kari, app):
    old = actions.make_recovery_codes(user=kari, by=kari)
    new = actions.make_recovery_codes(user=kari, by=kari)
    kept = str(list(RecoveryCode.objects.values()))
    assert not any(code in kept or code.replace("-", "") in kept for code in new)
    assert _half_in(kari).post("/second-step/", {"code": old[0]}).status_code == 422


def test_recovery_codes_need_something_to_recover_from(kari):
    with pytest.raises(Conflict):
        actions.make_recovery_codes(user=kari, by=kari)


# --- Passkeys ------------------------------------------------------------------------------------------


@pytest.fixture
def key(kari):
    """Kari's passkey, added through the page."""
    device, client = Authenticator(), _fully_in(kari)
    asked = client.get("/me/second-steps/").context["asked"]
    answer = client.post(
        "/me/second-steps/passkey/", {"passkey-name": "Nøkkel", "passkey-answer": device.create(asked)}
    )
    assert answer.status_code == 200 and len(answer.context["shown"]) == 10
    return device


def _asked(client: Client) -> str:
    return client.get("/second-step/").context["asked"]


def test_a_passkey_lets_her_in(kari, key):
    client = _half_in(kari)
    answer = client.post("/second-step/", {"answer": key.get(_asked(client)), "next": "/about/"})
    assert (answer.status_code, answer["Location"]) == (302, "/about/") and _is_in(client)
    assert kari.second_steps.get().last_used is not None


def test_an_answer_is_good_for_one_question(kari, key):
    client = _half_in(kari)
    answer = key.get(_asked(client))
    other = _half_in(kari)
    _asked(other)
    assert other.post("/second-step/", {"answer": answer}).status_code == 422 and not _is_in(other)
    assert client.post("/second-step/", {"answer": answer}).status_code == 302
    assert _half_in(kari).post("/second-step/", {"answer": answer}).status_code == 422


@pytest.mark.parametrize("trick", ["another site", "another key", "a copy", "rubbish", "nothing signed"])
def test_what_the_passkey_has_not_signed_for_us_is_not_taken(kari, key, trick):
    client = _half_in(kari)
    asked = _asked(client)
    if trick == "another site":
        key.origin = "https://vurdert.evil.example"
    if trick == "another key":
        key.key = Authenticator().key
    if trick == "a copy":
        SecondStep.objects.update(count=100)
    answer = key.get(asked)
    if trick == "rubbish":
        answer = "[1"
    if trick == "nothing signed":
        answer = answer.replace('"signature"', '"sign"')
    refused = client.post("/second-step/", {"answer": answer})
    assert refused.status_code == 422 and b"The passkey was not taken" in refused.content
    assert not _is_in(client)


def test_anothers_passkey_opens_nothing_of_hers(kari, key, clock):
    other = world.person("Ola", password=world.PASSWORD)
    secret = codes.new_secret()
    actions.add_code_app(user=other, secret=secret, code=_now(secret, clock), name="x", by=other)
    client = _half_in(other)
    assert _asked(client) == ""
    mine = _half_in(kari)
    assert client.post("/second-step/", {"answer": key.get(_asked(mine))}).status_code == 422
    assert not _is_in(client)


def test_a_passkey_is_one_persons(kari, key):
    other = world.person("Ola", password=world.PASSWORD)
    client = _fully_in(other)
    asked = client.get("/me/second-steps/").context["asked"]
    answer = {"passkey-name": "x", "passkey-answer": key.create(asked)}
    assert client.post("/me/second-steps/passkey/", answer).status_code == 422
    assert not other.second_steps.exists()


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": 1}', "x" * 30_000])
def test_what_is_no_passkey_is_refused(kari, answer):
    client = _fully_in(kari)
    client.get("/me/second-steps/")
    sent = {"passkey-name": "x", "passkey-answer": answer}
    assert client.post("/me/second-steps/passkey/", sent).status_code == 422
    assert not kari.second_steps.exists()


# --- On one's own page ---------------------------------------------------------------------------------


def test_an_app_is_added_by_the_code_it_shows_and_recovery_codes_come_along(kari, clock):
    client = _fully_in(kari)
    page = client.get("/me/second-steps/")
    assert 'src="data:image/svg+xml' in page.content.decode()
    secret = page.context["secret"].replace(" ", "")
    wrong = client.post("/me/second-steps/codes/", {"codes-name": "Mobil", "codes-code": "000000"})
    assert wrong.status_code == 422 and 'href="#id_codes-code"' in wrong.content.decode()
    added = client.post("/me/second-steps/codes/", {"codes-name": "Mobil", "codes-code": _now(secret, clock)})
    assert len(added.context["shown"]) == 10
    assert kari.second_steps.get().name == "Mobil" and _is_in(client)
    assert added.context["shown"][0] not in client.get("/me/second-steps/").content.decode()
    assert Event.objects.about(kari).filter(verb="second_step_added").count() == 1


def test_how_one_signs_in_is_changed_only_by_whoever_has_just_said_who_she_is(kari, app, clock):
    client = _half_in(kari)
    client.post("/second-step/", {"code": _now(app, clock)})
    session = client.session
    session["proved_at"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    step = kari.second_steps.get()
    again = "/me/again/?next=%2Fme%2Fsecond-steps%2F"
    assert client.get("/me/second-steps/")["Location"] == again
    for address in (f"{step.pk}/remove/", "recovery/", "codes/", "passkey/"):
        assert client.post(f"/me/second-steps/{address}")["Location"] == again
    assert kari.second_steps.exists()
    assert client.post(again, {"password": "wrong"}).status_code == 422
    assert client.post(again, {"password": world.PASSWORD})["Location"] == "/me/second-steps/"
    assert client.post(f"/me/second-steps/{step.pk}/remove/").status_code == 302
    assert not kari.second_steps.exists()


def test_nobody_takes_away_or_adds_for_another(kari, app, stranger, clock):
    step = kari.second_steps.get()
    asked, state = passkeys.ask_for_new(user_id=kari.pk.bytes, name="x", shown_as="x", known=[])
    passkey = {"answer": Authenticator().create(asked), "state": state, "name": "x"}
    for deed in (
        lambda: actions.add_passkey(user=kari, by=stranger, **passkey),
        lambda: actions.remove_second_step(step=step, by=stranger),
        lambda: actions.make_recovery_codes(user=kari, by=stranger),
        lambda: actions.add_code_app(user=kari, secret=app, code=_now(app, clock), name="x", by=stranger),
    ):
        with pytest.raises(NotPermitted):
            deed()
    other = world.person("Ola", password=world.PASSWORD)
    assert _fully_in(other).post(f"/me/second-steps/{step.pk}/remove/").status_code == 404


def test_with_the_last_one_the_recovery_codes_go(kari, app):
    actions.make_recovery_codes(user=kari, by=kari)
    step = kari.second_steps.get()
    actions.remove_second_step(step=step, by=kari)
    assert not kari.recovery_codes.exists()
    with pytest.raises(NotFound):
        actions.remove_second_step(step=SecondStep(pk=step.pk or 1, user=kari), by=kari)


def test_ten_is_the_most_and_a_name_is_needed(kari, clock):
    secret = codes.new_secret()
    with pytest.raises(Invalid) as refused:
        actions.add_code_app(user=kari, secret=secret, code=_now(secret, clock), name=" ", by=kari)
    assert refused.value.where == "name"
    for _number in range(10):
        actions.add_code_app(user=kari, secret=secret, code=_now(secret, clock), name="x", by=kari)
    with pytest.raises(Conflict):
        actions.add_code_app(user=kari, secret=secret, code=_now(secret, clock), name="x", by=kari)


def test_an_administrator_lets_in_a_member_who_has_lost_everything(client, town, village, clock):
    secret = codes.new_secret()
    author = town.author
    actions.add_code_app(user=author, secret=secret, code=_now(secret, clock), name="x", by=author)
    page = f"/agencies/{town.agency.pk}/members/second-steps/"
    for who, status in ((town.reader, 403), (village.administrator, 403), (town.administrator, 302)):
        client.force_login(who)
        assert client.post(page, {"person": author.pk}).status_code == status
    assert not author.second_steps.exists()
    with pytest.raises(Conflict):
        actions.forget_second_steps(user=town.administrator, by=town.administrator)


# --- Roles that need it, and providers -----------------------------------------------------------------


def test_a_role_that_needs_a_second_step_leads_to_where_one_adds_it(client, api, town, settings):
    settings.SECOND_STEP_ROLES = ["approver"]
    client.force_login(town.approver)
    assert client.get("/solutions/")["Location"] == "/me/second-steps/"
    assert client.post("/me/told/", {"notify": "never"}).status_code == 403
    assert client.get("/api/v1/agencies/").json()["code"] == "second_step.needed"
    assert client.get("/about/").status_code == 200 and client.post("/sign-out/").status_code == 302
    client.force_login(town.author)
    assert client.get("/solutions/").status_code == 200


def test_with_a_second_step_she_goes_on(town, settings, clock):
    settings.SECOND_STEP_ROLES = ["approver"]
    approver, secret = town.approver, codes.new_secret()
    approver.set_password(world.PASSWORD)
    approver.save()
    client = _fully_in(approver)
    secret = client.get("/me/second-steps/").context["secret"].replace(" ", "")
    client.post("/me/second-steps/codes/", {"codes-name": "Mobil", "codes-code": _now(secret, clock)})
    assert client.get("/solutions/").status_code == 200
    clock(codes.PERIOD)
    later = _half_in(approver)
    later.post("/second-step/", {"code": _now(secret, clock)})
    assert later.get("/solutions/").status_code == 200


@pytest.mark.parametrize("is_strong", [True, False])
def test_her_own_second_step_follows_only_a_provider_that_is_not_strong(kari, app, is_strong, settings):
    provider = Provider("p", "P", "https://p.example", "us", "x", is_strong=is_strong)
    Identity.objects.create(user=kari, issuer=provider.issuer, subject="s", provider="p")
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    arrival = Arrival.told_by(provider, {"sub": "s"})
    actions.arrive(request=request, arrival=arrival, connects="", onward="")
    assert request.user.is_authenticated is is_strong
    assert bool(request.session.get("half_in")) is not is_strong
