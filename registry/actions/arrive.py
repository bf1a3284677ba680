"""Somebody arrives through a sign-in provider: known by (issuer, subject), new, or adding a way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.actions.claim import note_claims
from registry.actions.entering import come_in, refuse_session
from registry.audit import record
from registry.errors import Conflict, NotPermitted
from registry.models import Identity, Language, Notify, User
from registry.providers import Provider
from registry.text import clean_line


@dataclass(frozen=True)
class Arrival:
    """What a provider says of somebody; only (provider.issuer, subject) tells who she is."""

    provider: Provider
    subject: str
    name: str
    email: str
    is_email_vouched: bool
    organisations: tuple[str, ...]
    proves_enough: bool

    @classmethod
    def told_by(cls, provider: Provider, claims: Mapping[str, Any]) -> Arrival:
        """From checked claims; what is not kept here (a national identity number, say) goes no further."""
        email = _address(claims.get("email"))
        return cls(
            provider=provider,
            subject=str(claims["sub"]),
            name=clean_line(str(claims.get("name") or "")),
            email=email,
            is_email_vouched=bool(email) and provider.vouches_for_email,
            organisations=tuple(provider.organisations(claims)),
            proves_enough=provider.proves_enough(claims),
        )


def arrive(*, request: HttpRequest, arrival: Arrival, connects: str, onward: str) -> str:
    """Let her in, or add the identity to the signed-in person `connects`; answers where to go on to.

    Her own second step may still be missing then (entering.half_in).


    Raises NotPermitted (not proved enough, not taking newcomers, shut out) or Conflict (another's identity).
    """
    if not arrival.proves_enough:
        raise NotPermitted(
            "sign_in.too_weak",
            _("%(provider)s did not say that you signed in as strongly as is needed here.")
            % {"provider": arrival.provider.name},
            how=_("Sign in again with a stronger method, such as a code or a passkey."),
        )
    if connects:
        return _connect(request, arrival, connects)
    with transaction.atomic():
        identity = _identity(arrival)
        if identity is None or identity.user.is_active:
            return _enter(request, arrival, identity, onward)
    refuse_session(request, identity.user, how=arrival.provider.id, why="inactive")
    raise NotPermitted(
        "person.inactive",
        _("This person can no longer sign in."),
        how=_("Ask an administrator of the agency."),
    )


def _enter(request: HttpRequest, arrival: Arrival, identity: Identity | None, onward: str) -> str:
    user = identity.user if identity else _newcomer(arrival)
    _note_use(identity, arrival)
    note_claims(user=user, organisations=arrival.organisations, provider=arrival.provider.id, by=user)
    come_in(request, user, how=arrival.provider.id, is_strong=arrival.provider.is_strong)
    return onward or "/me/"


@transaction.atomic
def forget_identity(*, identity: Identity, by: User) -> None:
    """Take away one of one's own ways to sign in; the last one stays."""
    user = User.objects.select_for_update().get(pk=identity.user_id)
    if by.pk != user.pk:
        raise NotPermitted("access.not_permitted", _("Only the person herself can do this."))
    others = user.identities.exclude(pk=identity.pk).exists()
    if not others and not (user.signs_in_here and user.has_usable_password()):
        raise Conflict(
            "identity.last",
            _("This is your only way to sign in."),
            how=_("Add another way to sign in first."),
        )
    identity.delete()
    record("identity_removed", user, by, provider=identity.provider)


def _connect(request: HttpRequest, arrival: Arrival, connects: str) -> str:
    """Add the identity to whoever began this and is still signed in."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or user.pk != UUID(connects):
        raise NotPermitted(
            "identity.not_signed_in",
            _("You are no longer signed in as the one who began this."),
            how=_("Sign in and begin again from your profile."),
        )
    with transaction.atomic():
        identity = _identity(arrival)
        if identity is not None and identity.user_id != user.pk:
            raise Conflict(
                "identity.taken",
                _("Somebody else signs in here with this identity from %(provider)s.")
                % {"provider": arrival.provider.name},
                how=_("Sign out, sign in through the provider, and see whose it is."),
            )
        if identity is None:
            _keep_identity(user, arrival)
        note_claims(user=user, organisations=arrival.organisations, provider=arrival.provider.id, by=user)
    return "/me/profile/"


def _identity(arrival: Arrival) -> Identity | None:
    found = Identity.objects.select_related("user").select_for_update(of=("self",))
    return found.filter(issuer=arrival.provider.issuer, subject=arrival.subject).first()


def _newcomer(arrival: Arrival) -> User:
    """A new person, whatever addresses others have: an identity nobody has had is somebody nobody knows."""
    if not arrival.provider.takes_newcomers:
        raise NotPermitted(
            "sign_in.unknown_here",
            _("Nobody here signs in with this identity yet."),
            how=_(
                "Ask an administrator of your agency for an account, sign in with it, and add %(provider)s "
                "under your profile."
            )
            % {"provider": arrival.provider.name},
        )
    user = User(
        email=arrival.email,
        name=(arrival.name or arrival.email or _("Unnamed"))[:200],
        signs_in_here=False,
        notify=Notify.DAILY if arrival.email else Notify.NEVER,
        language=get_language() if get_language() in Language.values else Language.NB,
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    record("person_arrived", user, user, provider=arrival.provider.id)
    _keep_identity(user, arrival)
    return user


def _keep_identity(user: User, arrival: Arrival) -> None:
    Identity.objects.create(
        user=user,
        issuer=arrival.provider.issuer,
        subject=arrival.subject,
        provider=arrival.provider.id,
        is_email_vouched=arrival.is_email_vouched and arrival.email == user.email,
    )
    record("identity_added", user, user, provider=arrival.provider.id, issuer=arrival.provider.issuer)


def _note_use(identity: Identity | None, arrival: Arrival) -> None:
    """Remember that it was used, and take over a name or address the provider has changed."""
    if identity is None:
        return
    user = identity.user
    if not user.signs_in_here and arrival.email and arrival.email != user.email:
        user.email = arrival.email
        user.save(update_fields=["email"])
        record("person_changed", user, user, provider=arrival.provider.id)
    identity.provider, identity.last_used = arrival.provider.id, timezone.now()
    identity.is_email_vouched = arrival.is_email_vouched and arrival.email == user.email
    identity.save(update_fields=["provider", "last_used", "is_email_vouched"])


def _address(value: object) -> str:
    """The address in lower case, or "" for what is none."""
    address = clean_line(value).lower() if isinstance(value, str) else ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address[:254] if len(address) <= 254 else ""
