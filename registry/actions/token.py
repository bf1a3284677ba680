"""API tokens: issued for one agency, to read or to write; revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.actions import given, rights
from registry.audit import entrance, record
from registry.errors import Conflict, Invalid, NotFound
from registry.models import Agency, ApiToken, Scope, User

LONGEST = 366  # days
NOTE_USE_EVERY = timedelta(minutes=1)
MARK = "vurdert"  # so that secret scanners, and people, recognise a leaked token


@transaction.atomic
def issue_token(
    *,
    user: User,
    name: str,
    days: int,
    by: User | None,
    agency: Agency | None = None,
    scope: str = Scope.READ,
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown this once. Valid 1 to 366 days, in one agency.

    One issues one's own, and an administrator those of her agency's service accounts; none is issued through
    a token. `agency` may be left out by whoever belongs to just one, and by the operator.
    """
    _check_keeper(by, user)
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
        agency=_place_of(user, agency),
        scope=given.one_of(scope, "scope", Scope.values),
        name=given.line(name, "name", limit=100),
        prefix=prefix,
        hash=hash_of(secret),
        expires=timezone.now() + timedelta(days=days),
    )
    told = {"token": token.prefix, "expires": token.expires, "scope": token.scope}
    record("token_issued", user, by, token.agency, **told)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None) -> None:
    """End a token at once; one's own, or that of a service account of the agency one administers."""
    _check_keeper(by, token.user)
    gone, _by_model = ApiToken.objects.filter(pk=token.pk).delete()
    if not gone:
        raise NotFound("token.absent", _("This token has already been revoked."))
    record("token_revoked", token.user, by, token.agency, token=token.prefix)


def _check_keeper(by: User | None, user: User) -> None:
    """Whoever may make and end the tokens of this user; a token makes no tokens."""
    rights.check_in_person(by, _("Tokens are made and ended by people, not through a token."))
    if user.serves is None:
        rights.check_self(by, user)
    elif not user.is_active:
        raise Conflict("service.ended", _("This service account has ended."))
    elif by is not None:
        policy.check(by, Permission.MANAGE_MEMBERS, user.serves)


def _place_of(user: User, agency: Agency | None) -> Agency | None:
    """The agency a token acts in: the one named, or the only one there is; the operator needs none."""
    if user.serves is not None:
        return user.serves
    belongs = policy.agencies_of(user)
    if agency is not None:
        if agency not in belongs:
            raise Invalid("token.agency_foreign", _("You do not belong to this agency."), where="agency")
        return agency
    found = list(belongs[:2])
    if len(found) == 1:
        return found[0]
    if not found and policy.is_operator(user):
        return None
    raise Invalid(
        "token.agency_missing",
        _("A token acts in one agency."),
        where="agency",
        how=_("Say which of your agencies it is for.") if found else _("Ask an agency for a role first."),
    )


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
