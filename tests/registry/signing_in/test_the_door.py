"""Where allauth hands over, without a provider: what a token must answer before anyone is let in."""

from __future__ import annotations

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage

from registry.errors import Unavailable
from registry.models import User
from registry.oidc.door import Door
from registry.providers import Provider
from registry.sessions import SessionStore

pytestmark = pytest.mark.django_db
CLAIMS = {"iss": "https://p.example", "sub": "42", "name": "Kari Nordmann", "email": "kari@example.no"}


@pytest.fixture
def arrive(rf, settings):
    """Hand over a token with this nonce in a browser that asked with another, or the same."""
    settings.OIDC_PROVIDERS = (
        Provider(id="p", name="P", issuer=CLAIMS["iss"], client_id="vurdert", client_secret="s" * 42),
    )

    def arrive(nonce: str | None, asked: str | None) -> None:
        request = rf.get("/sign-in/p/callback/")
        request.user, request.session = AnonymousUser(), SessionStore()
        request._messages = FallbackStorage(request)
        account = SocialAccount(provider="p", uid="42", extra_data={**CLAIMS, "nonce": nonce})
        login = SocialLogin(account=account)
        login.state = {"nonce": asked}
        Door(request).pre_social_login(request, login)

    return arrive


@pytest.mark.parametrize(
    ("nonce", "asked"), [("another", "mine"), (None, "mine"), ("mine", None), (None, None)]
)
def test_a_token_that_answers_another_question_lets_nobody_in(arrive, nonce, asked) -> None:
    with pytest.raises(Unavailable) as caught:
        arrive(nonce, asked)
    assert caught.value.code == "sign_in.provider_failed"
    assert not User.objects.exists()


def test_the_token_this_browser_asked_for_lets_her_in(arrive) -> None:
    with pytest.raises(ImmediateHttpResponse):
        arrive("mine", "mine")
    assert User.objects.get().name == CLAIMS["name"]
