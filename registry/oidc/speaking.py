"""allauth's provider and adapter for OpenID Connect, with what they leave open settled."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from registry import oidc
from registry.oidc import tokens
from registry.providers import Provider, is_loopback

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class Adapter(OpenIDConnectOAuth2Adapter):
    """Asks the provider, and believes only what is signed, for us, by whom we meant to ask."""

    @cached_property
    def trusted(self) -> Provider:
        """The provider as this installation knows it."""
        return oidc.provider(self.provider_id)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells of itself; its issuer is the one we trust, its addresses are encrypted."""
        told = self._fetch(f"{self.trusted.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.trusted.issuer:
            raise OAuth2Error("the provider calls itself by another name")
        for name in ENDPOINTS:
            address = told.get(name) or ""
            is_open = urlsplit(address).scheme != "https" and not is_loopback(address)
            if address and is_open:
                raise OAuth2Error(f"{name} is not encrypted")
        return told

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        """Where the provider sends the visitor back to."""
        return request.build_absolute_uri(reverse("registry:through-back", args=[self.provider_id]))

    def get_access_token_data(self, request: HttpRequest, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Exchange the code, unless the answer says it comes from another provider (RFC 9207)."""
        if request.GET.get("iss") not in (None, self.trusted.issuer):
            raise OAuth2Error("the answer comes from another provider")
        return super().get_access_token_data(request, *arguments, **named)

    def complete_login(self, request: HttpRequest, app: object, token: Any, **named: Any) -> SocialLogin:
        """The checked claims, with what userinfo adds about the same subject."""
        id_token = named["response"].get("id_token")
        if not isinstance(id_token, str):
            raise OAuth2Error("no ID token")
        try:
            claims = tokens.checked(id_token, self._fetch(self.openid_config["jwks_uri"]), self.trusted)
        except tokens.Untrue as untrue:
            raise OAuth2Error(str(untrue)) from untrue
        told = self._fetch_user_info(token.token) if self._has_userinfo else {"sub": claims["sub"]}
        if told.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo is about another subject")
        account = SocialAccount(provider=self.trusted.id, uid=claims["sub"], extra_data={**told, **claims})
        return SocialLogin(account=account, provider=self.get_provider())

    @property
    def _has_userinfo(self) -> bool:
        return self.trusted.asks_userinfo and bool(self.openid_config.get("userinfo_endpoint"))

    def _fetch(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, allow_redirects=False)
            answer.raise_for_status()
            told = answer.json()
        if not isinstance(told, dict):
            raise OAuth2Error("the answer is no object")
        return told


class Speaker(OpenIDConnectProvider):
    """Sends the visitor to the provider with a nonce; nothing in her address changes what is asked."""

    oauth2_adapter_class = Adapter

    @property
    def trusted(self) -> Provider:
        """The provider as this installation knows it."""
        return oidc.provider(self.app.provider_id)

    def get_scope(self) -> list[str]:
        """What we ask to be told."""
        return list(self.trusted.scopes)

    def get_auth_params(self) -> dict[str, str]:
        """How strong a sign-in we ask for, and what else the provider wants."""
        asked = {"acr_values": " ".join(self.trusted.acr_values)} if self.trusted.acr_values else {}
        return dict(self.trusted.parameters) | asked

    def begin(self, request: HttpRequest, *, onward: str, connects: str = "") -> HttpResponse:
        """Off to the provider. `connects` is the id of the signed-in person the identity is added to."""
        nonce = secrets.token_urlsafe(24)
        return self.redirect(
            request,
            process="login",
            next_url=onward,
            auth_params={**self.get_auth_params(), "nonce": nonce},
            nonce=nonce,
            connects=connects,
        )
