"""Signing in through a provider: off to it, and back."""

from __future__ import annotations

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from registry import actions, oidc
from registry.errors import Invalid, NotFound
from registry.models import Identity, User
from registry.oidc.door import failed
from registry.oidc.speaking import Adapter
from registry.pages.onward import onward
from registry.pages.refusals import attempt_plainly

SIGNER = TimestampSigner(salt="registry.pages.through")
LINK_SECONDS = 3600  # how long a profile page may stand open before its links must be made anew


@require_GET
@never_cache
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider; with a `connect` made for this session, to add it to whoever is signed in."""
    trusted = oidc.provider(provider)
    connects = _connects(request)
    try:
        speaker = get_adapter(request).get_provider(request, trusted.id)
        return speaker.begin(request, onward=onward(request), connects=connects)
    except (RequestException, OAuth2Error, ValueError) as error:
        raise failed(trusted.name, error) from error


@require_GET
@never_cache
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider sends the visitor back with a code, or with an error."""
    trusted = oidc.provider(provider)
    return OAuth2CallbackView.adapter_view(Adapter(request, trusted.id))(request)


@login_required
@require_POST
def forget(request: HttpRequest, identity: int) -> HttpResponse:
    """Take away one of one's own ways to sign in."""
    found = Identity.objects.filter(pk=identity, user=request.user).first()
    if found is None:
        raise NotFound("identity.absent", _("There is no such way to sign in."))
    attempt_plainly(
        request, lambda: actions.forget_identity(identity=found, by=request.user), done=_("It is taken away.")
    )
    return redirect("registry:profile")


def link_of(request: HttpRequest) -> str:
    """What the links on one's own profile carry: nobody else can make her add an identity."""
    return SIGNER.sign(_mine(request))


def _connects(request: HttpRequest) -> str:
    link = request.GET.get("connect", "")
    if not link:
        return ""
    try:
        is_mine = isinstance(request.user, User) and SIGNER.unsign(link, max_age=LINK_SECONDS) == _mine(
            request
        )
    except BadSignature:
        is_mine = False
    if not is_mine:
        raise Invalid(
            "identity.link_old",
            _("This link is no longer valid."),
            how=_("Open your profile again and begin from there."),
        )
    return str(request.user.pk)


def _mine(request: HttpRequest) -> str:
    return f"{request.user.pk} {request.session.session_key}"
