"""API tokens: issued, revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.actions import given, rights
from registry.audit import entrance, record_person
from registry.errors import Invalid, NotFound
from registry.models import ApiToken, User

LONGEST = 366  # days
NOTE_USE_EVERY = timedelta(minutes=1)
MARK = "vurdert"  # so that secret scanners, and people, recognise a leaked token


@transaction.atomic
def issue_token(*, user: User, name: str, days: int, by: User | None) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown this once. Valid 1 to 366 days; one issues only one's own."""
    rights.check_self(by, user)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST:
        raise Invalid(
            "token.days_invalid",
            _("A token is valid from 1 to %(longest)s days.") % {"longest": LONGEST},
            where="days",
        )
    prefix, random = secrets.token_hex(4), secrets.token_urlsafe(32)
    secret = f"{MARK}_{prefix}_{random}"
    token = ApiToken.objects.create(
        user=user,
        name=given.line(name, "name", limit=100),
        prefix=prefix,
        hash=hash_of(secret),
        expires=timezone.now() + timedelta(days=days),
    )
    record_person("token_issued", user, by, token=token.prefix, expires=token.expires)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None) -> None:
    """End a token at once; one revokes only one's own."""
    rights.check_self(by, token.user)
    gone, _by_model = ApiToken.objects.filter(pk=token.pk).delete()
    if not gone:
        raise NotFound("token.absent", _("This token has already been revoked."))
    record_person("token_revoked", token.user, by, token=token.prefix)


def hash_of(secret: str) -> str:
    """What is kept of a token: SHA-256, hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def note_use(token: ApiToken, *, address: str) -> None:
    """Remember that the token was used now, at most one write a minute; an event when from somewhere new."""
    entrance.token_used(token, address=address)
    now = timezone.now()
    if token.last_used is None or token.last_used < now - NOTE_USE_EVERY:
        stale = Q(last_used=None) | Q(last_used__lt=now - NOTE_USE_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used=now)
