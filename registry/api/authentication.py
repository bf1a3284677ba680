"""Who is asking: a bearer token, or the session of the browser."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from registry.access import policy
from registry.actions.entering import client_address
from registry.actions.token import MARK, hash_of, note_use
from registry.errors import NotPermitted
from registry.models import ApiToken, Scope, User


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer vurdert_…`; every reason for a refusal gets the same answer."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token, or None when no bearer token was sent."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = self._find(secret.strip())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, or no longer valid."))
        if token.scope == Scope.READ and request.method not in SAFE_METHODS:
            raise NotPermitted(
                "token.read_only",
                _("This token may only read."),
                how=_("Make a token that may write."),
            )
        note_use(token, address=client_address(request))
        policy.bind(token.user, token.agency_id)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """The challenge, which also makes the answer 401 and not 403."""
        return 'Bearer realm="vurdert"'

    @staticmethod
    def _find(secret: str) -> ApiToken | None:
        if not secret.startswith(f"{MARK}_") or len(secret) > 200:
            return None
        valid = ApiToken.objects.select_related("user").filter(
            expires__gt=timezone.now(), user__is_active=True
        )
        return valid.filter(hash=hash_of(secret)).first()


class Session(SessionAuthentication):
    """The browser's session, with Django's protection against forged forms."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The signed-in person, or None."""
        user = getattr(request._request, "user", None)
        if user is None or isinstance(user, AnonymousUser) or not user.is_active:
            return None
        self.enforce_csrf(request)
        return user, None


class BearerScheme(OpenApiAuthenticationExtension):
    """Tells OpenAPI about the bearer token."""

    target_class = "registry.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """An HTTP bearer scheme."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    """Tells OpenAPI about the session cookie."""

    target_class = "registry.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """An API key in a cookie, as OpenAPI calls it."""
        return {"type": "apiKey", "in": "cookie", "name": "session"}
