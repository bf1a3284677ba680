"""Coming and going: sign-ins, failures, sign-outs, ended sessions, and tokens used from somewhere new.

Whatever signs people in calls these; nothing else writes such events. Never an address typed wrongly, never a
password or token, and of the client's address only the network.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.utils import timezone

from registry.audit.denials import ANONYMOUS, MOST_PER_HOUR
from registry.audit.once import counted, end_of_day, once
from registry.audit.persons import record_person
from registry.audit.recording import record
from registry.models import ApiToken, SignInFailure, User

HOUR = timedelta(hours=1)
KNOWN_PLACES = 10_000  # remembered by each process, so that a busy token costs no look-up

_known_places: set[tuple[str, str]] = set()


def signed_in(user: User, *, address: str, how: str, **more: object) -> None:
    """The person has signed in; `how` is "password" or the id of a provider, `more` how strongly."""
    record_person("signed_in", user, user, how=how, network=network_of(address), **more)


def first_step_passed(user: User, *, address: str, how: str) -> None:
    """The person has proved who she is once, and must do so once more before she is in."""
    record_person("first_step_passed", user, None, how=how, network=network_of(address))


def proved_again(user: User, *, address: str) -> None:
    """The person, signed in already, has said her password again to change how she signs in."""
    record_person("proved_again", user, user, network=network_of(address))


def signed_out(user: User) -> None:
    """The person has ended her session herself."""
    record_person("signed_out", user, user)


def sessions_ended(user: User, by: User | None, *, count: int, why: str) -> None:
    """Sessions of the person were ended, from elsewhere or by someone else; nothing is said of none."""
    if count:
        record_person("sessions_ended", user, by, count=count, why=why)


@transaction.atomic
def sign_in_failed(user: User, *, address: str, how: str, why: str) -> None:
    """Someone did not get in as this person; nobody knows who she was (ASVS 16.3.1).

    The brake on guessing bounds how many there are of one person.
    """
    said = {"anonymous": True, "network": network_of(address), "how": how, "why": why}
    record_person("sign_in_failed", user, None, **said)


@transaction.atomic
def sign_in_failed_of_nobody(failure: SignInFailure, *, address: str) -> None:
    """The address given is nobody's; all of these are counted together, and told so many times an hour."""
    if counted(ANONYMOUS, HOUR) < MOST_PER_HOUR and once(
        "sign_in_failed", failure.pk, whom=ANONYMOUS, until=end_of_day()
    ):
        record("sign_in_failed", failure, None, anonymous=True, network=network_of(address))


@transaction.atomic
def sign_in_braked(failure: SignInFailure, *, address: str, minutes: int) -> None:
    """Too many wrong tries: told once an hour of each person and place."""
    now = timezone.now()
    if once("sign_in_braked", failure.key, now.date(), now.hour, whom=ANONYMOUS, until=now + HOUR):
        record("sign_in_braked", failure, None, anonymous=True, network=network_of(address), minutes=minutes)


def token_used(token: ApiToken, *, address: str) -> None:
    """The token was used; an event when that is from a network it was not used from before."""
    place = (str(token.pk), network_of(address))
    if place in _known_places:
        return
    with transaction.atomic():
        if once("token_used", *place, until=token.expires):
            told = {"token": token.prefix, "network": place[1]}
            record("token_used_from_new_place", token.user, token.user, token.agency, **told)
    if len(_known_places) >= KNOWN_PLACES:
        _known_places.clear()
    _known_places.add(place)


def network_of(address: str) -> str:
    """The network of a client's address (24 bits of IPv4, 48 of IPv6): where from, not who."""
    try:
        bits = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return ""
