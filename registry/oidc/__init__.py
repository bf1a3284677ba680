"""Speaking OpenID Connect with the providers of registry/providers.py, through allauth.

allauth does the protocol: discovery, state, PKCE, the exchange of the code. What it leaves open is settled
here: a nonce, the signature of every ID token, issuer and audience, and that a person is (issuer, subject).
None of allauth's pages or tables is used: who came in is handed to registry.actions.arrive (ADR 19).
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from registry.errors import NotFound
from registry.providers import Provider


def provider(identity: str) -> Provider:
    """The provider with this id; raises NotFound."""
    found = next((one for one in settings.OIDC_PROVIDERS if one.id == identity), None)
    if found is None:
        raise NotFound("sign_in.provider_absent", _("There is no such way to sign in."))
    return found
