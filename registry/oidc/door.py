"""Where allauth hands over: the visitor has shown who she is, or something went wrong on the way."""

from __future__ import annotations

import logging
from typing import Any, NoReturn
from urllib.parse import urlencode

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from registry import actions, oidc
from registry.actions.arrive import Arrival
from registry.errors import Invalid, Unavailable
from registry.oidc import tokens
from registry.oidc.speaking import Speaker
from registry.text import clean_line

log = logging.getLogger(__name__)


class Door(DefaultSocialAccountAdapter):
    """settings.SOCIALACCOUNT_ADAPTER: providers come from the settings alone, sign-ins end in an action."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The configured providers in allauth's shape; none is ever read from the database."""
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=one.id,
                name=one.name[:40],
                client_id=one.client_id,
                secret=one.client_secret,
                settings={"server_url": one.issuer, "oauth_pkce_enabled": True},
            )
            for one in settings.OIDC_PROVIDERS
            if provider in (None, "openid_connect", one.id)
        ]

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never: an address proves nobody (ASVS 6.8.1)."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Check the nonce, and let her in or say why not."""
        provider = oidc.provider(sociallogin.account.provider)
        claims, state = sociallogin.account.extra_data, sociallogin.state
        try:
            tokens.check_nonce(claims, state.get("nonce"))
        except tokens.Untrue as untrue:
            raise failed(provider.name, untrue) from untrue
        onward = actions.arrive(
            request=request,
            arrival=Arrival.told_by(provider, claims),
            connects=state.get("connects") or "",
            onward=state.get("next") or "",
        )
        raise ImmediateHttpResponse(redirect(onward if request.user.is_authenticated else _second(onward)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Speaker,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """A page that says what happened; the details are for the log."""
        if error == AuthError.CANCELLED:
            messages.info(request, _("You stopped signing in at %(provider)s.") % {"provider": provider.name})
            raise ImmediateHttpResponse(redirect("registry:sign-in"))
        if exception is None and "error" not in request.GET:
            raise Invalid(
                "sign_in.begun_elsewhere",
                _("This sign-in was begun in another window, or too long ago."),
                how=_("Begin again from the sign-in page."),
            )
        raise failed(provider.name, exception or request.GET["error"])


def _second(onward: str) -> str:
    """Her own second step comes after a provider that is not strong."""
    return f"{reverse('registry:second-step')}?{urlencode({'next': onward})}"


def failed(name: str, why: object) -> Unavailable:
    """The refusal for the visitor; the log is told why."""
    log.warning("sign-in through %s failed: %s", name, clean_line(str(why))[:300])
    return Unavailable(
        "sign_in.provider_failed",
        _("Signing in through %(provider)s did not work.") % {"provider": name},
        how=_("Try again from the sign-in page. If it happens again, tell whoever runs this installation."),
    )
